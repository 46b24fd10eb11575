import { markOf, type Form } from '../model/form.ts'
import { pointsOf } from '../model/score.ts'
import type { ThirdExpertRule } from '../model/verdict.ts'
import { sumOfScores } from './sum-of-scores.ts'

/** Why a task needs a third expert; a task may have several reasons. */
export type ContestReason = 'points-apart' | 'zero-against-nonzero' | 'mark-differs'

/** A task on which two experts differ too much to take a middle. */
export interface ContestedTask { readonly task: string; readonly first: string; readonly second: string; readonly reasons: readonly ContestReason[] }

/** What two independent gradings of one work come to. */
export interface Contest {
  readonly contested: readonly ContestedTask[]
  /** Tasks that one of the two has not scored: neither agreement nor contest, the grading is not finished. */
  readonly missing: readonly string[]
}

/**
 * Compares two independent gradings by the campaign's rule, task by task. When their marks differ (told only when both scored every task
 * and the form states borders), every task on which they differ is contested. `X` and `Н/П` are worth 0 points.
 */
export function findContestedTasks(input: {
  readonly form: Pick<Form, 'tasks' | 'markBorders'>
  readonly first: Readonly<Record<string, string>>
  readonly second: Readonly<Record<string, string>>
  readonly rule: ThirdExpertRule
}): Contest {
  const { form, first, second, rule } = input
  const marks = [first, second].map((scores) => {
    const total = sumOfScores(form, scores)
    return total === null ? null : markOf(form, total)
  })
  const marksDiffer = rule.whenMarkDiffers && marks[0] !== null && marks[1] !== null && marks[0] !== marks[1]
  const contested: ContestedTask[] = []
  const missing: string[] = []
  for (const { id, maxScore } of form.tasks) {
    const [a, b] = [first[id] ?? '', second[id] ?? '']
    const [pointsA, pointsB] = [pointsOf(a), pointsOf(b)]
    if (pointsA === null || pointsB === null) { missing.push(id); continue }
    const reasons: ContestReason[] = []
    if (Math.abs(pointsA - pointsB) >= rule.pointsApart) reasons.push('points-apart')
    if (maxScore <= rule.zeroAgainstNonZeroUpTo && (pointsA === 0) !== (pointsB === 0)) reasons.push('zero-against-nonzero')
    if (marksDiffer && pointsA !== pointsB) reasons.push('mark-differs')
    if (reasons.length > 0) contested.push({ task: id, first: a, second: b, reasons })
  }
  return { contested, missing }
}
