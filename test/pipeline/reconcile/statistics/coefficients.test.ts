import { describe, expect, test } from 'vitest'
import { falseDiscoveryRates } from '../../../../pipeline/reconcile/statistics/benjamini-hochberg.ts'
import { gwetCoefficient } from '../../../../pipeline/reconcile/statistics/gwet.ts'
import { intraclassCorrelations } from '../../../../pipeline/reconcile/statistics/intraclass.ts'
import { crosstabOf, linear, nominal, weightedKappa } from '../../../../pipeline/reconcile/statistics/kappa.ts'
import { krippendorffAlpha, type AlphaMetric } from '../../../../pipeline/reconcile/statistics/krippendorff-alpha.ts'
import { normalCdf, normalQuantile } from '../../../../pipeline/reconcile/statistics/normal.ts'
import { signedRankTest, signTest } from '../../../../pipeline/reconcile/statistics/signed-rank.ts'

/** Krippendorff's data "C": 12 units, 4 raters, gaps. */
const C = [[1, 1, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [5, 5, 5], [1, 1], [3]]
/** irr's "anxiety", raters 1 and 2. */
const R1 = [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3]
const R2 = [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4]
const ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
const SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

describe("Krippendorff's alpha", () => {
  test.each<[AlphaMetric, number]>([['nominal', 0.7434210526], ['ordinal', 0.8153875038], ['interval', 0.8491071429], ['ratio', 0.7974027747]])('%s, of his own example', (metric, alpha) => {
    expect(krippendorffAlpha(C, metric)).toBeCloseTo(alpha, 9)
  })

  test('is undefined when nobody varies, and without pairs', () => {
    expect(krippendorffAlpha([[2, 2], [2, 2]], 'ordinal')).toBeNull()
    expect(krippendorffAlpha([[1], [2]], 'ordinal')).toBeNull()
    expect(krippendorffAlpha([], 'ordinal')).toBeNull()
  })
})

describe("Cohen's kappa", () => {
  test('of irr anxiety: plain, linear, quadratic', () => {
    const table = crosstabOf(R1.map((first, i) => ({ first, second: R2[i] as number })), 6)
    expect(weightedKappa(table, nominal)).toBeCloseTo(0.1194968553, 9)
    expect(weightedKappa(table, linear)).toBeCloseTo(0.1891891892, 9)
    expect(weightedKappa(table)).toBeCloseTo(0.2967651195, 9)
  })

  test('of the abstractors', () => {
    expect(weightedKappa(ABSTRACTORS, nominal)).toBeCloseTo(0.7964094022, 9)
    expect(weightedKappa(ABSTRACTORS)).toBeCloseTo(0.8921568627, 9)
  })

  test('is undefined when both always give the same score', () => {
    expect(weightedKappa([[0, 0], [0, 12]])).toBeNull()
    expect(weightedKappa([[0]])).toBeNull()
  })
})

describe("Gwet's coefficients", () => {
  const abstractors = ABSTRACTORS.flatMap((row, i) => row.flatMap((count, j) => Array.from({ length: count }, () => [i, j])))

  test.each([['same-only', 0.77544], ['linear', 0.85874], ['quadratic', 0.914]] as const)('%s, of data C', (nearness, value) => {
    expect(gwetCoefficient(C, { least: 1, most: 5 }, nearness)).toBeCloseTo(value, 5)
  })

  test('of the abstractors', () => {
    expect(gwetCoefficient(abstractors, { least: 0, most: 2 }, 'same-only')).toBeCloseTo(0.8493305482, 9)
    expect(gwetCoefficient(abstractors, { least: 0, most: 2 }, 'quadratic')).toBeCloseTo(0.9402368793, 9)
  })

  test('stays defined when nobody varies', () => {
    expect(gwetCoefficient([[1, 1], [1, 1]], { least: 0, most: 1 }, 'quadratic')).toBe(1)
    expect(gwetCoefficient([[1]], { least: 0, most: 1 }, 'quadratic')).toBeNull()
  })
})

test('intraclass correlations of Shrout and Fleiss', () => {
  const { single, average } = intraclassCorrelations(SHROUT_FLEISS)
  const rounded = [single.oneWay, single.random, single.fixed, average.oneWay, average.random, average.fixed].map((value) => Number(value?.toFixed(6)))
  expect(rounded).toEqual([0.165742, 0.289764, 0.714841, 0.442797, 0.620051, 0.909316])
  expect(intraclassCorrelations([[1, 1], [1, 1]]).single.random).toBeNull()
})

describe("Wilcoxon's signed rank test", () => {
  test('of the depression data, exact', () => {
    const x = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
    const y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    const result = signedRankTest(x.map((value, i) => value - (y[i] as number)))
    expect(result).toMatchObject({ n: 9, v: 40, method: 'exact' })
    expect(result.p).toBeCloseTo(0.0390625, 12)
  })

  test('with ties, exact', () => {
    const a = [3, 5, 4, 4, 2, 5, 3, 4, 4, 5, 3, 2]
    const b = [2, 4, 4, 3, 2, 3, 3, 4, 2, 4, 3, 3]
    const result = signedRankTest(a.map((value, i) => value - (b[i] as number)))
    expect(result).toMatchObject({ v: 25, method: 'exact' })
    expect(result.p).toBeCloseTo(0.09375, 12)
  })

  test('agrees with counting all signs by hand, for every small case', () => {
    for (const differences of [[1, 2, 3, -4], [1, 1, 1, 1], [-1, 2, 2, -3, 5], [0, 0], [1, -1, 1, -1, 2]]) {
      expect(signedRankTest(differences).p).toBeCloseTo(byEnumeration(differences), 12)
    }
  })

  test('above 300 differences the normal approximation, near the exact value', () => {
    const differences = Array.from({ length: 300 }, (_, i) => (i % 9 < 4 ? -1 : 1) * (1 + i % 4))
    const exact = signedRankTest(differences)
    const approximate = signedRankTest([...differences, 1])
    expect(exact.method).toBe('exact')
    expect(approximate.method).toBe('normal')
    expect(Math.abs(Math.log(approximate.p / exact.p))).toBeLessThan(0.15)
  })
})

function byEnumeration(differences: readonly number[]): number {
  const sizes = differences.filter((d) => d !== 0).map(Math.abs)
  const rank = (size: number): number => (sizes.filter((s) => s < size).length + sizes.filter((s) => s <= size).length + 1) / 2
  const ranks = sizes.map(rank)
  const v = differences.filter((d) => d !== 0).reduce((sum, d, i) => sum + (d > 0 ? ranks[i] as number : 0), 0)
  const sums = Array.from({ length: 2 ** ranks.length }, (_, signs) => ranks.reduce((sum, r, i) => sum + (signs >> i & 1 ? r : 0), 0))
  return Math.min(1, 2 * Math.min(sums.filter((s) => s <= v).length, sums.filter((s) => s >= v).length) / sums.length)
}

test('the sign test is exact', () => {
  expect(signTest([1, 1, 1, 1, 1, 1, 1, -1, 0]).p).toBeCloseTo(0.0703125, 12)
  expect(signTest([]).p).toBe(1)
  expect(signTest([1, -1]).p).toBe(1)
})

test('Benjamini and Hochberg reject four of their fifteen', () => {
  const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1]
  const q = falseDiscoveryRates(p)
  expect(q.filter((value) => value <= 0.05).length).toBe(4)
  expect(q[3]).toBeCloseTo(0.035625, 12)
  expect(q[4]).toBeCloseTo(0.0603, 12)
  expect(q.map((value) => Number(value.toFixed(9)))).toEqual([0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857143, 0.063857143, 0.0645, 0.0765, 0.486, 0.581181818, 0.714875, 0.753230769, 0.813214286, 1])
  const order = [3, 0, 2, 1]
  expect(falseDiscoveryRates(order.map((i) => p[i] as number)).map((value) => value.toFixed(9)))
    .toEqual(order.map((i) => falseDiscoveryRates(p.slice(0, 4))[i]?.toFixed(9)))
  expect(falseDiscoveryRates([])).toEqual([])
})

test('the normal distribution and its inverse, by the tables', () => {
  for (const [x, p] of [[0, 0.5], [1.6448536269514722, 0.95], [1.959963984540054, 0.975], [-2.5758293035489004, 0.005], [-8, 6.220960574271785e-16]] as const) {
    expect(normalCdf(x)).toBeCloseTo(p, 14)
    expect(normalQuantile(p)).toBeCloseTo(x, 9)
  }
  expect(normalCdf(-8) / 6.220960574271785e-16).toBeCloseTo(1, 9)
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity])
})
