import { normalCdf } from '../../reconcile/statistics/normal.ts'
import { percent, type RiskSign } from './risk-sign.ts'

/** Mean, spread and number of a school's results in one year, as shares of the largest total (0…1). */
export interface YearSummary { readonly n: number; readonly mean: number; readonly deviation: number }

/** How large a change must be: in standard errors, and as a share of the largest total. */
export const SHARP_CHANGE = { z: 2.58, share: 0.1 } as const

/**
 * The order's rule that results changed sharply from the year before: z = (Δ − median Δ) / √(s₁²/n₁ + s₀²/n₀ + 2τ²), where τ² is how much
 * honest schools swing from year to year beyond their pupils' spread, told from all schools together (robustly). Sharp when |z| > 2.58
 * and the change differs from the municipality's by at least 10 points of a hundred (`isMet`). School → its change, for each with both years.
 */
export function measureChanges(schools: ReadonlyMap<string, { readonly before: YearSummary; readonly now: YearSummary }>): Map<string, RiskSign & { readonly isMet: boolean }> {
  const usable = [...schools].filter(([, { before, now }]) => before.n > 1 && now.n > 1)
    .map(([school, { before, now }]) => ({ school, before, now, change: now.mean - before.mean, error: now.deviation ** 2 / now.n + before.deviation ** 2 / before.n }))
  const middle = median(usable.map(({ change }) => change))
  const spread = 1.4826 * median(usable.map(({ change }) => Math.abs(change - middle)))
  const swing = Math.max(0, spread ** 2 - median(usable.map(({ error }) => error)))
  return new Map(usable.map(({ school, before, now, change, error }) => {
    const standardError = Math.sqrt(error + swing)
    const apart = change - middle
    const z = standardError === 0 ? 0 : apart / standardError
    return [school, {
      type: 'sharp-change', isMet: Math.abs(z) > SHARP_CHANGE.z && Math.abs(apart) >= SHARP_CHANGE.share, n: before.n + now.n, estimate: apart, interval: { low: apart - 1.96 * standardError, high: apart + 1.96 * standardError },
      usual: 0, unit: 'change', p: 2 * normalCdf(-Math.abs(z)), strength: 'rule',
      sentence: `Средний результат ${change > 0 ? 'вырос' : 'снизился'} с ${percent(before.mean)} до ${percent(now.mean)} от максимума (участников ${before.n} и ${now.n}), по муниципалитету изменение ${percent(middle)}.`,
    }]
  }))
}

/** A year's results as shares of the largest total. */
export function summarizeYear(totals: readonly number[], largestTotal: number): YearSummary {
  const shares = totals.map((total) => total / largestTotal)
  const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length)
  const squares = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0)
  return { n: shares.length, mean, deviation: shares.length < 2 ? 0 : Math.sqrt(squares / (shares.length - 1)) }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length === 0 ? 0 : ((sorted[Math.ceil(middle - 1)] as number) + (sorted[Math.floor(middle)] as number)) / 2
}
