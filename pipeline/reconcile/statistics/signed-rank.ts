import { normalCdf } from './normal.ts'

/** Above this many differences the exact distribution is no longer worth its time. */
const MOST_EXACT = 300

/** A paired test: `n` differences that are not 0, two-sided p. */
export interface PairedTest { readonly n: number; readonly p: number }

/** Wilcoxon's test; `v` is the sum of the ranks of the positive differences. */
export interface SignedRankTest extends PairedTest { readonly v: number; readonly method: 'exact' | 'normal' }

/**
 * Wilcoxon's signed rank test with ties: zeros are dropped, equal sizes share their mean rank, and p is exact for these very ranks (all
 * 2^n signs counted by doubling the ranks); above 300 differences the normal approximation with tie and continuity correction.
 */
export function signedRankTest(differences: readonly number[]): SignedRankTest {
  const sorted = differences.filter((d) => d !== 0).map((d) => ({ size: Math.abs(d), positive: d > 0 })).sort((a, b) => a.size - b.size)
  const n = sorted.length
  if (n === 0) return { n: 0, v: 0, p: 1, method: 'exact' }
  const doubledRanks: number[] = []
  for (let i = 0; i < n;) {
    let end = i
    while (end < n && Math.abs((sorted[end]?.size as number) - (sorted[i]?.size as number)) < 1e-12) end++
    for (let t = i; t < end; t++) doubledRanks.push(i + end + 1)
    i = end
  }
  const doubledV = doubledRanks.reduce((sum, rank, i) => sum + (sorted[i]?.positive ? rank : 0), 0)
  const p = n <= MOST_EXACT ? exactP(doubledRanks, doubledV) : normalP(doubledRanks, doubledV)
  return { n, v: doubledV / 2, p, method: n <= MOST_EXACT ? 'exact' : 'normal' }
}

function exactP(ranks: readonly number[], v: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0)
  const chances = new Float64Array(total + 1)
  chances[0] = 1
  let reached = 0
  for (const rank of ranks) {
    for (let t = reached; t >= 0; t--) {
      const half = (chances[t] as number) / 2
      chances[t] = half
      chances[t + rank] = (chances[t + rank] as number) + half
    }
    reached += rank
  }
  const below = chances.subarray(0, v + 1).reduce((sum, chance) => sum + chance, 0)
  const above = chances.subarray(v).reduce((sum, chance) => sum + chance, 0)
  return Math.min(1, 2 * Math.min(below, above))
}

function normalP(ranks: readonly number[], v: number): number {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / 2
  const deviation = Math.sqrt(ranks.reduce((sum, rank) => sum + rank * rank, 0) / 4)
  return Math.min(1, 2 * normalCdf(-Math.max(0, Math.abs(v - mean) - 1) / deviation))
}

/** The sign test: is a positive difference as likely as a negative one? Exact, two-sided; zeros are dropped. */
export function signTest(differences: readonly number[]): PairedTest & { readonly positive: number } {
  const n = differences.filter((d) => d !== 0).length
  const positive = differences.filter((d) => d > 0).length
  let logChance = -n * Math.LN2
  let tail = 0
  for (let k = 0; k <= Math.min(positive, n - positive); k++) {
    tail += Math.exp(logChance)
    logChance += Math.log((n - k) / (k + 1))
  }
  return { n, positive, p: Math.min(1, 2 * tail) }
}
