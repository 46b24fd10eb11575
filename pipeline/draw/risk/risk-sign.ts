import type { Interval } from '../../reconcile/statistics/bootstrap.ts'

/** The kinds of signs. A closed list; what each means is in its file. */
export type RiskSignType =
  | 'on-last-list' | 'mostly-not-confirmed' | 'sharp-change'
  | 'bunching' | 'easy-worse-hard-better' | 'above-band' | 'identical-rows'

/** One sign at one school: a reason to look, never a finding. */
export interface RiskSign {
  readonly type: RiskSignType
  /** How many pupils (or pairs) it rests on. */
  readonly n: number
  /** The quantity that the sign is about. Null for a rule without one. */
  readonly estimate: number | null
  /** Its 95 % interval. */
  readonly interval: Interval | null
  /** What it would be at a school like the others or, for a rule, where the rule begins. */
  readonly usual: number | null
  /** In what it is counted: a share (0…1), a change of a share (−1…1), pairs, or a contrast whose only meaning is more or less than 0. */
  readonly unit: 'share' | 'change' | 'pairs' | 'contrast' | null
  /** Chance of so much or more without any cause; null for a rule without a test. */
  readonly p: number | null
  /** `rule`: the order names it; `strong`: holds with the interval; `weak`: only the estimate. Set before false alarms are counted. */
  readonly strength: 'rule' | 'strong' | 'weak'
  /** What is seen, in a plain sentence that claims no guilt. */
  readonly sentence: string
}

/** Per cent for people: one digit after the comma. */
export const percent = (share: number): string => `${(Math.round(share * 1000) / 10).toLocaleString('ru', { maximumFractionDigits: 1 })} %`
