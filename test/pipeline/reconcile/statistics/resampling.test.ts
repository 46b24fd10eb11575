import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../../fixtures/random.ts'
import { measureAgreement, type ScorePair } from '../../../../pipeline/reconcile/agreement.ts'
import { measureBias } from '../../../../pipeline/reconcile/bias.ts'
import { bootstrapInterval } from '../../../../pipeline/reconcile/statistics/bootstrap.ts'
import { createSeededStream } from '../../../../pipeline/reconcile/statistics/seeded-stream.ts'
import { crosstabOf, weightedKappa } from '../../../../pipeline/reconcile/statistics/kappa.ts'

const settings = { resamples: 1000, confidence: 0.95, seed: 'test' }
const mean = (values: readonly number[]) => (weights: Float64Array): number => {
  const count = weights.reduce((sum, w) => sum + w, 0)
  return values.reduce((sum, value, i) => sum + value * (weights[i] as number), 0) / count
}
const alone = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

describe('the bootstrap interval', () => {
  test('is the same for the same seed and another for another', () => {
    const values = [1, 5, 2, 8, 3, 3, 9, 1]
    const interval = bootstrapInterval({ clusterOf: alone(8), statistic: mean(values), ...settings })
    expect(bootstrapInterval({ clusterOf: alone(8), statistic: mean(values), ...settings })).toEqual(interval)
    expect(bootstrapInterval({ clusterOf: alone(8), statistic: mean(values), ...settings, seed: 'other' })).not.toEqual(interval)
  })

  test('covers the true mean about 95 times in 100, also of a skewed quantity', () => {
    const random = seededRandom('coverage')
    let covered = 0
    for (let trial = 0; trial < 400; trial++) {
      const values = Array.from({ length: 40 }, () => -Math.log(1 - random.next()))
      const interval = bootstrapInterval({ clusterOf: alone(40), statistic: mean(values), ...settings, resamples: 400, seed: String(trial) })
      if (interval && interval.low <= 1 && 1 <= interval.high) covered++
    }
    expect(covered / 400).toBeGreaterThan(0.9)
    expect(covered / 400).toBeLessThan(0.985)
  })

  test('is wider when works come in classes that are alike', () => {
    const values = Array.from({ length: 60 }, (_, i) => Math.floor(i / 10) % 3)
    const width = (clusterOf: number[]): number => {
      const interval = bootstrapInterval({ clusterOf, statistic: mean(values), ...settings })
      return interval ? interval.high - interval.low : NaN
    }
    expect(width(values.map((_, i) => Math.floor(i / 10)))).toBeGreaterThan(2 * width(alone(60)))
  })

  test('closes on the value when nothing varies, and is unknown with one cluster', () => {
    expect(bootstrapInterval({ clusterOf: alone(5), statistic: mean([2, 2, 2, 2, 2]), ...settings })).toEqual({ low: 2, high: 2 })
    expect(bootstrapInterval({ clusterOf: [0, 0, 0], statistic: mean([1, 2, 3]), ...settings })).toBeNull()
    expect(bootstrapInterval({ clusterOf: [], statistic: () => null, ...settings })).toBeNull()
  })
})

test('the stream of random numbers is even', () => {
  const stream = createSeededStream('s')
  const counts = new Array<number>(10).fill(0)
  for (let i = 0; i < 50_000; i++) { const at = stream.below(10); counts[at] = (counts[at] ?? 0) + 1 }
  expect(counts.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0)).toBeLessThan(27.9)
})

describe('agreement and bias of a recheck', () => {
  const random = seededRandom('pairs')
  const pairs = Array.from({ length: 60 }, (_, i): ScorePair => {
    const recheck = random.int(4)
    return { original: Math.min(3, recheck + Number(random.next() < 0.2)), recheck, cluster: String(i % 3) }
  })

  test('kappa is that of the table, inside its interval', () => {
    const { kappa, kappaInterval, n } = measureAgreement(pairs, 3)
    expect(n).toBe(60)
    expect(kappa).toBeCloseTo(weightedKappa(crosstabOf(pairs.map(({ original, recheck }) => ({ first: original, second: recheck })), 3)) ?? NaN, 12)
    expect(kappaInterval?.low).toBeLessThan(kappa ?? NaN)
    expect(kappaInterval?.high).toBeGreaterThan(kappa ?? NaN)
  })

  test('overstatement is seen with its interval and both tests', () => {
    const bias = measureBias(pairs)
    expect(bias.mean).toBeCloseTo(bias.overstated / 60, 12)
    expect(bias.understated).toBe(0)
    expect(bias.signTest.p).toBeCloseTo(2 ** (1 - bias.overstated), 12)
    expect(bias.signedRank.p).toBeCloseTo(2 ** (1 - bias.overstated), 12)
    expect(bias.interval?.low).toBeGreaterThan(0)
  })

  test('undefined coefficients are null, and the exact share is still told', () => {
    const same = Array.from({ length: 8 }, (): ScorePair => ({ original: 1, recheck: 1, cluster: '' }))
    expect(measureAgreement(same, 1)).toEqual({
      n: 8, exact: 1, adjacent: 1, kappa: null, kappaInterval: null, alphaOrdinal: null, alphaInterval: null, icc: null, ac2: 1,
    })
    expect(measureBias(same)).toMatchObject({ mean: 0, interval: { low: 0, high: 0 }, signedRank: { p: 1 }, signTest: { p: 1 } })
  })

  test('without works there is nothing to tell', () => {
    expect(measureAgreement([], 1)).toMatchObject({ n: 0, exact: null, adjacent: null, kappa: null, ac2: null })
    expect(measureBias([])).toMatchObject({ n: 0, mean: null, interval: null })
  })

  test('exact and adjacent shares', () => {
    const few = [[0, 0], [1, 2], [3, 1], [2, 2]].map(([original, recheck]): ScorePair => ({ original: original as number, recheck: recheck as number, cluster: '' }))
    expect(measureAgreement(few, 3)).toMatchObject({ exact: 0.5, adjacent: 0.75 })
  })
})
