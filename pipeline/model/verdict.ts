/** Settings of a campaign that decide when a third expert is called. */
export interface ThirdExpertRule {
  /** A task goes to a third expert when the two differ by at least this many points. */
  readonly pointsApart: number
  /** …or when one gave 0 and the other not, on tasks of at most this maximum (0 switches it off). */
  readonly zeroAgainstNonZeroUpTo: number
  /** …or when the mark of the whole work would differ. */
  readonly whenMarkDiffers: boolean
}
export const DEFAULT_THIRD_EXPERT_RULE: ThirdExpertRule = { pointsApart: 2, zeroAgainstNonZeroUpTo: 2, whenMarkDiffers: true }

/** What a task's comparison comes to. A missing score is never agreement. */
export type TaskVerdict =
  | { readonly type: 'agreed'; readonly task: string; readonly original: string; readonly recheck: string }
  | { readonly type: 'overstated' | 'understated'; readonly task: string; readonly original: string; readonly recheck: string; readonly points: number }
  | { readonly type: 'missing'; readonly task: string; readonly original: string | null; readonly recheck: string | null }

/** Where a difference comes from: kept apart, so that nobody is blamed for the scanner or for arithmetic. */
export type DifferenceCause = 'marking' | 'arithmetic' | 'copying' | 'misread'

/** One row of the recheck protocol. */
export interface WorkComparison {
  readonly workCipher: string
  readonly participantCode: string
  readonly variant: string | null
  readonly tasks: readonly TaskVerdict[]
  readonly originalTotal: number | null
  readonly recheckTotal: number | null
  readonly originalMark: string | null
  readonly recheckMark: string | null
  readonly markChanged: boolean
  readonly causes: readonly DifferenceCause[]
  readonly note: string
}
