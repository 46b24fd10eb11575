import type { DifferenceCause, WorkComparison } from '../model/verdict.ts'

/** What a recheck of one school came to, in works. The first five add up to `checked`: every work stands in exactly one of them. */
export interface WorkCounts {
  readonly checked: number
  /** Every task was given the same score, by both sides. */
  readonly withoutDiscrepancy: number
  /** The school's total is higher than the recheck's. */
  readonly overstated: number
  readonly understated: number
  /** Scores differ by task, yet the totals are equal. */
  readonly differentWithEqualTotal: number
  /** A score or a total is missing on one side, so that the work cannot be compared. A missing score is never agreement. */
  readonly incomplete: number
  readonly markChanged: number
  /** In how many works each cause was found; a work can have several. */
  readonly causes: Readonly<Record<DifferenceCause, number>>
}

/** Counts the rows of a recheck protocol. */
export function countWorks(works: readonly WorkComparison[]): WorkCounts {
  const kinds = works.map(kindOf)
  const count = (kind: WorkKind): number => kinds.filter((each) => each === kind).length
  const causeCount = (cause: DifferenceCause): number => works.filter((work) => work.causes.includes(cause)).length
  return {
    checked: works.length, withoutDiscrepancy: count('same'), overstated: count('overstated'), understated: count('understated'),
    differentWithEqualTotal: count('equal-total'), incomplete: count('incomplete'), markChanged: works.filter((work) => work.markChanged).length,
    causes: { marking: causeCount('marking'), arithmetic: causeCount('arithmetic'), copying: causeCount('copying'), misread: causeCount('misread') },
  }
}

/** What one compared work counts as. */
export type WorkKind = 'same' | 'overstated' | 'understated' | 'equal-total' | 'incomplete'

/** Puts a work where it counts: by its totals, and by its tasks where the totals are equal. */
export function kindOf({ tasks, originalTotal, recheckTotal }: Pick<WorkComparison, 'tasks' | 'originalTotal' | 'recheckTotal'>): WorkKind {
  if (originalTotal === null || recheckTotal === null || tasks.some((task) => task.type === 'missing')) return 'incomplete'
  if (originalTotal > recheckTotal) return 'overstated'
  if (originalTotal < recheckTotal) return 'understated'
  return tasks.every((task) => task.type === 'agreed') ? 'same' : 'equal-total'
}
