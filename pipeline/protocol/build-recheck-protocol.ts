import { z } from 'zod'
import type { Form } from '../model/form.ts'
import { calendarDay, person, type RecheckProtocol } from '../model/recheck-protocol.ts'
import type { ResultsForm } from '../model/results-form.ts'
import { DEFAULT_THIRD_EXPERT_RULE, type ThirdExpertRule, type WorkComparison } from '../model/verdict.ts'
import { compareWork } from '../reconcile/compare-work.ts'
import { DEFAULT_WHEN_CLOSE, settleScores, type FinalScores } from '../reconcile/final-scores.ts'
import type { WorkGradings } from './read-recheck-table.ts'

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

/**
 * The protocol of a school's recheck out of what the school sent, what the commission gave and the commission's own facts. A work is
 * known by its participant code. Rows stand in the order of codes. `unknown`: codes that the results form does not have; their rows have no original scores.
 */
export function buildRecheckProtocol({ form, resultsForm, gradings, commission }: {
  readonly form: Form; readonly resultsForm: ResultsForm; readonly gradings: readonly WorkGradings[]; readonly commission: CommissionFile
}): { readonly protocol: RecheckProtocol; readonly unknown: readonly string[] } {
  const rows = new Map(resultsForm.rows.map((row) => [row.code, row]))
  const settled = gradings.map((grading) => ({ code: grading.work, final: settle({ form, grading, rule: commission.thirdExpertRule }) }))
    .sort((a, b) => a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  const works = settled.map(({ code, final }): WorkComparison => {
    const row = rows.get(code)
    return compareWork({
      form, workCipher: code, participantCode: code, variant: row?.variant ?? null,
      original: { resultsForm: row ? { scores: row.scores, total: row.total } : null, table: {}, boxes: {}, total: null, mark: null },
      recheck: final.scores, remarks: [...(row ? [] : ['кода нет в форме сбора результатов']), ...openRemarks(final)],
    })
  })
  const thirds = settled.map(({ final }) => final.byThird.length).filter((count) => count > 0)
  const written = resultsForm.rows.filter((row) => row.variant !== null).length
  const { number, date, municipality, school, campaign, order, checkpoint, chair, members } = commission
  return {
    protocol: {
      number, date, municipality, school, campaign, order, checkpoint, subject: form.subject, grade: form.grade, formTitle: form.title,
      tasks: form.tasks.map(({ id, maxScore }) => ({ id, maxScore })), worksTotal: Math.max(commission.worksTotal ?? written, works.length), works,
      thirdExpert: gradings.every((grading) => grading.independent.length === 1) ? null : { works: thirds.length, tasks: thirds.reduce((sum, count) => sum + count, 0) },
      commission: { chair, members },
    },
    unknown: settled.map(({ code }) => code).filter((code) => !rows.has(code)),
  }
}

const settle = ({ form, grading, rule }: { readonly form: Form; readonly grading: WorkGradings; readonly rule: ThirdExpertRule }): FinalScores =>
  settleScores({ form, independent: grading.independent, third: grading.third, rule, whenClose: DEFAULT_WHEN_CLOSE })

function openRemarks({ waiting, missing }: FinalScores): readonly string[] {
  return [
    ...(waiting.length === 0 ? [] : [`нужен третий эксперт: ${waiting.map(({ task }) => `задание ${task}`).join(', ')}`]),
    ...(missing.length === 0 ? [] : [`нет балла перепроверки: ${missing.map((task) => `задание ${task}`).join(', ')}`]),
  ]
}
