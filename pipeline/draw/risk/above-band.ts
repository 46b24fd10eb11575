import { normalCdf } from '../../reconcile/statistics/normal.ts'
import { percent, type RiskSign } from './risk-sign.ts'
import { median, type YearSummary } from './sharp-change.ts'

/**
 * A school's mean above the band in which schools usually lie. The band's middle and half-width come from the region when they are known, else from
 * the municipality's schools (median, robust spread). One-sided z against the middle, with the band's spread and the school's own error. School → its sign.
 */
export function findAboveBand(schools: ReadonlyMap<string, YearSummary>, region?: { readonly mean: number; readonly deviation: number }): Map<string, RiskSign> {
  const means = [...schools.values()].filter(({ n }) => n > 1).map(({ mean }) => mean)
  const middle = region?.mean ?? median(means)
  const spread = region?.deviation ?? 1.4826 * median(means.map((mean) => Math.abs(mean - middle)))
  return new Map([...schools].flatMap(([school, { n, mean, deviation }]): [string, RiskSign][] => {
    const error = Math.sqrt(spread ** 2 + deviation ** 2 / Math.max(1, n))
    if (n < 2 || error === 0) return []
    const own = deviation / Math.sqrt(n)
    return [[school, {
      type: 'above-band', n, estimate: mean, interval: { low: mean - 1.96 * own, high: mean + 1.96 * own }, usual: middle, unit: 'share', p: normalCdf(-(mean - middle) / error), strength: 'weak',
      sentence: `Средний результат ${percent(mean)} от максимума, обычно у школ ${region ? 'региона' : 'муниципалитета'} от ${percent(Math.max(0, middle - 2 * spread))} до ${percent(Math.min(1, middle + 2 * spread))} (участников ${n}).`,
    }]]
  }))
}
