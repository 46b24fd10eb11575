import { pointsOf } from '../model/score.ts'

/** How far a marking may be from the agreed one before it counts as failed. */
export interface CheckRule { readonly taskTolerance: number; readonly totalTolerance: number }

/** Task → points above (+) or below (−) the agreed score. */
export interface CheckOutcome { readonly within: boolean; readonly apart: Readonly<Record<string, number>> }

type Scores = Readonly<Record<string, string>>

/**
 * An expert's scores of a work against those that the commission agreed on (or, for a hidden repeat, those he gave the first time). It fails when
 * one task is further apart than its tolerance or the sums are. Null while a task lacks a score: nothing is judged by halves.
 */
export function judgeCheck({ tasks, given, agreed, rule }: { readonly tasks: readonly string[]; readonly given: Scores; readonly agreed: Scores; readonly rule: CheckRule }): CheckOutcome | null {
  const apart: Record<string, number> = {}
  for (const task of tasks) {
    const [own, right] = [pointsOf(given[task] ?? ''), pointsOf(agreed[task] ?? '')]
    if (own === null || right === null) return null
    apart[task] = own - right
  }
  const differences = Object.values(apart)
  const total = differences.reduce((sum, one) => sum + one, 0)
  return { within: differences.every((one) => Math.abs(one) <= rule.taskTolerance) && Math.abs(total) <= rule.totalTolerance, apart }
}

/** What several checks say of one expert: how many tasks were judged, the mean distance of a task without and with its sign (− is strict). */
export function summariseChecks(outcomes: readonly CheckOutcome[]): { readonly works: number; readonly failed: number; readonly meanApart: number | null; readonly bias: number | null } {
  const differences = outcomes.flatMap(({ apart }) => Object.values(apart))
  const mean = (values: readonly number[]): number | null => (values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length)
  return { works: outcomes.length, failed: outcomes.filter(({ within }) => !within).length, meanApart: mean(differences.map(Math.abs)), bias: mean(differences) }
}
