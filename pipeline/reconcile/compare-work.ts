import { markOf, type Form } from '../model/form.ts'
import { pointsOf } from '../model/score.ts'
import type { TaskVerdict, WorkComparison } from '../model/verdict.ts'
import { findCauses } from './find-causes.ts'
import type { OriginalPapers } from './original-papers.ts'
import { sumOfScores, wholeNumber } from './sum-of-scores.ts'

/** The longest note that fits a row of the protocol. */
const LONGEST_NOTE = 400

/**
 * One row of the recheck protocol. A task's original score is the results form's, else the table's, else the box's; the original total is
 * the results form's, else the written one, else the sum; the original mark is the written one, else by the form's borders. `X` and `Н/П` are worth 0
 * points and agree with 0. What is missing on one side is `missing`, and then the total and the mark of that side are null.
 */
export function compareWork(input: {
  readonly form: Pick<Form, 'tasks' | 'markBorders'>
  readonly workCipher: string
  readonly participantCode: string
  readonly variant: string | null
  readonly original: OriginalPapers
  /** The commission's settled scores; an open task is absent. */
  readonly recheck: Readonly<Record<string, string>>
  /** Said first in the note, such as what experts reported. */
  readonly remarks?: readonly string[]
}): WorkComparison {
  const { form, original, recheck } = input
  const official = officialScores(form, original)
  const tasks = form.tasks.map(({ id }) => verdictOf(id, official[id] ?? null, recheck[id] ?? null))
  const originalTotal = wholeNumber(original.resultsForm?.total) ?? wholeNumber(original.total?.value) ?? sumOfScores(form, official)
  const recheckTotal = sumOfScores(form, recheck)
  const writtenMark = /^[2-5]$/.test(original.mark?.value ?? '') ? original.mark?.value as string : null
  const originalMark = writtenMark ?? (originalTotal === null ? null : markOf(form, originalTotal))
  const recheckMark = recheckTotal === null ? null : markOf(form, recheckTotal)
  const { causes, remarks } = findCauses({ form, original, official, recheck })
  return {
    workCipher: input.workCipher, participantCode: input.participantCode, variant: input.variant, tasks, originalTotal, recheckTotal, originalMark, recheckMark,
    markChanged: originalMark !== null && recheckMark !== null && originalMark !== recheckMark,
    causes, note: shorten([...input.remarks ?? [], ...remarks].join('; ')),
  }
}

/** The score of each task that counts as the school's. */
function officialScores(form: Pick<Form, 'tasks'>, { resultsForm, table, boxes }: OriginalPapers): Readonly<Record<string, string>> {
  return Object.fromEntries(form.tasks.flatMap(({ id }) => {
    const score = [resultsForm?.scores[id], table[id]?.value, boxes[id]?.value].find((value) => value !== undefined && value !== '')
    return score === undefined ? [] : [[id, score]]
  }))
}

function verdictOf(task: string, original: string | null, recheck: string | null): TaskVerdict {
  const before = original === null ? null : pointsOf(original)
  const after = recheck === null ? null : pointsOf(recheck)
  if (original === null || recheck === null || before === null || after === null) return { type: 'missing', task, original, recheck }
  if (before === after) return { type: 'agreed', task, original, recheck }
  return { type: before > after ? 'overstated' : 'understated', task, original, recheck, points: Math.abs(before - after) }
}

const shorten = (note: string): string => (note.length <= LONGEST_NOTE ? note : `${note.slice(0, LONGEST_NOTE - 1)}…`)
