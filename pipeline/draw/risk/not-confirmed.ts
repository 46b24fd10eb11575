import type { Interval } from '../../reconcile/statistics/bootstrap.ts'
import { normalQuantile } from '../../reconcile/statistics/normal.ts'
import type { PupilResult } from './pupil-result.ts'
import { percent, type RiskSign } from './risk-sign.ts'

/**
 * How many pupils did not confirm their journal mark. The order's rule is met when more than half did not (`isMet`); strong when even the lower Wilson limit is above
 * one half. p: of a fair coin. Null where no pupil has both marks.
 */
export function countNotConfirmed(pupils: readonly PupilResult[]): RiskSign & { readonly isMet: boolean } | null {
  const known = pupils.filter(({ mark, journalMark }) => mark !== null && journalMark !== null)
  const lowered = known.filter(({ mark, journalMark }) => (mark as number) < (journalMark as number)).length
  const raised = known.filter(({ mark, journalMark }) => (mark as number) > (journalMark as number)).length
  const n = known.length
  if (n === 0) return null
  const share = (lowered + raised) / n
  const interval = wilsonInterval(lowered + raised, n)
  return {
    type: 'mostly-not-confirmed', n, isMet: share > 0.5, estimate: share, interval, usual: 0.5, unit: 'share', p: upperBinomial(lowered + raised, n), strength: interval.low > 0.5 ? 'strong' : 'rule',
    sentence: `Отметку по журналу не подтвердили ${lowered + raised} из ${n} участников (${percent(share)}): понизили ${lowered}, повысили ${raised}.`,
  }
}

/** Wilson's score interval for a share, 95 % unless told. */
export function wilsonInterval(successes: number, n: number, confidence = 0.95): Interval {
  if (n === 0) return { low: 0, high: 1 }
  const z = normalQuantile(1 - (1 - confidence) / 2)
  const share = successes / n
  const middle = (share + z * z / (2 * n)) / (1 + z * z / n)
  const half = z / (1 + z * z / n) * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** Chance of at least so many heads of a fair coin. */
function upperBinomial(successes: number, n: number): number {
  let logChance = -n * Math.LN2
  let tail = 0
  for (let k = n; k >= successes; k--) {
    tail += Math.exp(logChance)
    logChance += Math.log(k / (n - k + 1))
  }
  return Math.min(1, tail)
}
