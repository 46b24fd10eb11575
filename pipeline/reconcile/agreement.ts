import { bootstrapInterval, type Interval } from './statistics/bootstrap.ts'
import { gwetCoefficient } from './statistics/gwet.ts'
import { intraclassCorrelations } from './statistics/intraclass.ts'
import { krippendorffAlpha } from './statistics/krippendorff-alpha.ts'

/** The points that two sides gave one work, both known. Works of one cluster (a class) are not independent of each other. */
export interface ScorePair { readonly original: number; readonly recheck: number; readonly cluster: string }

/** How resampling is done; the same settings give the same intervals. */
export interface Resampling { readonly seed: string; readonly resamples: number; readonly confidence: number }
export const DEFAULT_RESAMPLING: Resampling = { seed: 'sverka', resamples: 2000, confidence: 0.95 }

/** How far two sides agree. A coefficient is null where it is undefined (nobody varies): show «—» and the exact share. */
export interface Agreement {
  readonly n: number
  /** Share with the same points, and with at most 1 point between them. Null when n is 0. */
  readonly exact: number | null
  readonly adjacent: number | null
  readonly kappa: number | null
  readonly kappaInterval: Interval | null
  readonly alphaOrdinal: number | null
  readonly alphaInterval: number | null
  /** ICC(2,1). */
  readonly icc: number | null
  /** Gwet's AC2, quadratic weights. */
  readonly ac2: number | null
}

/** Agreement on one task, or on the totals: scores from 0 to `maxScore`. Quadratic weights throughout. */
export function measureAgreement(pairs: readonly ScorePair[], maxScore: number, resampling: Resampling = DEFAULT_RESAMPLING): Agreement {
  const n = pairs.length
  const units = pairs.map(({ original, recheck }) => [original, recheck])
  const share = (most: number): number | null => (n === 0 ? null : pairs.filter(({ original, recheck }) => Math.abs(original - recheck) <= most).length / n)
  const originals = Float64Array.from(pairs, ({ original }) => original)
  const rechecks = Float64Array.from(pairs, ({ recheck }) => recheck)
  const kappa = (weights: Float64Array): number | null => kappaOf(originals, rechecks, weights)
  return {
    n, exact: share(0), adjacent: share(1),
    kappa: kappa(new Float64Array(n).fill(1)),
    kappaInterval: bootstrapInterval({ ...resampling, clusterOf: clusterNumbers(pairs), statistic: kappa }),
    alphaOrdinal: krippendorffAlpha(units, 'ordinal'), alphaInterval: krippendorffAlpha(units, 'interval'),
    icc: n < 2 ? null : intraclassCorrelations(units).single.random,
    ac2: gwetCoefficient(units, { least: 0, most: maxScore }, 'quadratic'),
  }
}

/**
 * Quadratic weighted κ of pairs that count several times, from sums instead of a table: the mean of (a − b)² against its mean over all
 * combinations, E[a²] + E[b²] − 2·E[a]·E[b]. It is asked for thousands of times.
 */
function kappaOf(originals: Float64Array, rechecks: Float64Array, weights: Float64Array): number | null {
  let [n, sumA, sumB, squares, products] = [0, 0, 0, 0, 0]
  for (let i = 0; i < weights.length; i++) {
    const [weight, a, b] = [weights[i] as number, originals[i] as number, rechecks[i] as number]
    n += weight
    sumA += weight * a
    sumB += weight * b
    squares += weight * (a * a + b * b)
    products += weight * a * b
  }
  const expected = n * squares - 2 * sumA * sumB
  return n === 0 || expected === 0 ? null : 1 - n * (squares - 2 * products) / expected
}

/** Clusters by number. When every work is of the same one (classes unknown), each work stands for itself. */
export function clusterNumbers(pairs: readonly { readonly cluster: string }[]): number[] {
  const names = new Map<string, number>()
  for (const { cluster } of pairs) if (!names.has(cluster)) names.set(cluster, names.size)
  return names.size < 2 ? pairs.map((_, i) => i) : pairs.map(({ cluster }) => names.get(cluster) as number)
}
