import { z } from 'zod'
import type { Form } from '../model/form.ts'
import { calendarDay, person, type RecheckProtocol } from '../model/recheck-protocol.ts'
import type { ResultsForm } from '../model/results-form.ts'
import { DEFAULT_THIRD_EXPERT_RULE } from '../model/verdict.ts'
import type { ReconciledWork } from '../reconcile/reconcile-tables.ts'

const words = z.string().trim().min(1).max(300)

/** The commission file: what a protocol says besides the scores. A promise to users: extend, never break. */
export const commissionFile = z.strictObject({
  municipality: words,
  school: words,
  date: calendarDay,
  chair: person,
  members: z.array(person).default([]),
  number: words.nullable().default(null),
  order: words.nullable().default(null),
  campaign: words.nullable().default(null),
  /** How many works the participants wrote; without it, those of the results form who were not absent. */
  worksTotal: z.int().min(0).optional(),
  /** The signed checkpoint of the audit log, as a note. */
  checkpoint: z.string().max(2000).nullable().default(null),
  thirdExpertRule: z.strictObject({ pointsApart: z.int().min(1), zeroAgainstNonZeroUpTo: z.int().min(0), whenMarkDiffers: z.boolean() }).default(DEFAULT_THIRD_EXPERT_RULE),
})
export type CommissionFile = z.output<typeof commissionFile>

/** The protocol of a school's recheck out of its form, the compared works and the commission's own facts. Rows keep the order of the works. */
export function buildRecheckProtocol({ form, resultsForm, works, commission }: {
  readonly form: Form; readonly resultsForm: ResultsForm; readonly works: readonly ReconciledWork[]; readonly commission: CommissionFile
}): RecheckProtocol {
  const thirds = works.map(({ final }) => final.byThird.length).filter((count) => count > 0)
  const written = resultsForm.rows.filter((row) => row.variant !== null).length
  const { number, date, municipality, school, campaign, order, checkpoint, chair, members } = commission
  return {
    number, date, municipality, school, campaign, order, checkpoint, subject: form.subject, grade: form.grade, formTitle: form.title,
    tasks: form.tasks.map(({ id, maxScore }) => ({ id, maxScore })), worksTotal: Math.max(commission.worksTotal ?? written, works.length),
    works: works.map(({ comparison }) => comparison), thirdExpert: { works: thirds.length, tasks: thirds.reduce((sum, count) => sum + count, 0) },
    commission: { chair, members },
  }
}
