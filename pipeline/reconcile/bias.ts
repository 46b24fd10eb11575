import { clusterNumbers, DEFAULT_RESAMPLING, type Resampling, type ScorePair } from './agreement.ts'
import { bootstrapInterval, type Interval } from './statistics/bootstrap.ts'
import { signedRankTest, signTest, type SignedRankTest } from './statistics/signed-rank.ts'

/** By how much the original is above the recheck. Positive: overstated. */
export interface Bias {
  readonly n: number
  /** Mean of original − recheck, in points; null when n is 0. */
  readonly mean: number | null
  /** BCa bootstrap over classes. */
  readonly interval: Interval | null
  readonly overstated: number
  readonly understated: number
  readonly signedRank: SignedRankTest
  readonly signTest: { readonly n: number; readonly positive: number; readonly p: number }
}

/** The signed difference of one task or of the totals, with its interval and two exact tests that ask for no distribution. */
export function measureBias(pairs: readonly ScorePair[], resampling: Resampling = DEFAULT_RESAMPLING): Bias {
  const differences = Float64Array.from(pairs, ({ original, recheck }) => original - recheck)
  const mean = (weights: Float64Array): number | null => {
    let sum = 0
    let count = 0
    for (let i = 0; i < weights.length; i++) {
      sum += (differences[i] as number) * (weights[i] as number)
      count += weights[i] as number
    }
    return count === 0 ? null : sum / count
  }
  return {
    n: pairs.length, mean: mean(new Float64Array(pairs.length).fill(1)),
    interval: bootstrapInterval({ ...resampling, clusterOf: clusterNumbers(pairs), statistic: mean }),
    overstated: differences.filter((d) => d > 0).length, understated: differences.filter((d) => d < 0).length,
    signedRank: signedRankTest([...differences]), signTest: signTest([...differences]),
  }
}
