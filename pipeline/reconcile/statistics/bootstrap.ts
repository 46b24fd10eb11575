import { normalCdf, normalQuantile } from './normal.ts'
import { createSeededStream } from './seeded-stream.ts'

export interface Interval { readonly low: number; readonly high: number }

/**
 * A BCa bootstrap interval (Efron 1987), the same for the same seed. Whole clusters are drawn again, so works of one class are not taken
 * for independent. `statistic` gets how often each unit counts, by unit; null (undefined there) is left out. Null when there are
 * fewer than two clusters or the statistic is undefined in most resamples. Where BCa's corrections are undefined (no
 * resample on one side of the estimate), the percentile interval.
 */
export function bootstrapInterval(input: {
  /** Unit → its cluster's number, from 0 without gaps. */
  readonly clusterOf: readonly number[]
  readonly statistic: (weights: Float64Array) => number | null
  readonly resamples: number
  readonly confidence: number
  readonly seed: string
}): Interval | null {
  const { clusterOf, statistic } = input
  const clusters = clusterOf.reduce((most, cluster) => Math.max(most, cluster + 1), 0)
  const estimate = statistic(new Float64Array(clusterOf.length).fill(1))
  if (clusters < 2 || estimate === null) return null
  const random = createSeededStream(input.seed)
  const drawn = new Float64Array(clusters)
  const alone = clusterOf.every((cluster, unit) => cluster === unit)
  const weights = alone ? drawn : new Float64Array(clusterOf.length)
  const values: number[] = []
  for (let b = 0; b < input.resamples; b++) {
    drawn.fill(0)
    for (let c = 0; c < clusters; c++) { const at = random.below(clusters); drawn[at] = (drawn[at] as number) + 1 }
    if (!alone) for (let u = 0; u < weights.length; u++) weights[u] = drawn[clusterOf[u] as number] as number
    const value = statistic(weights)
    if (value !== null) values.push(value)
  }
  if (values.length < input.resamples / 2) return null
  values.sort((a, b) => a - b)
  const tail = (1 - input.confidence) / 2
  const [lower, upper] = correctedLevels({ values, estimate, tail, jackknife: jackknifeValues(clusterOf, clusters, statistic) })
  return { low: quantile(values, lower), high: quantile(values, upper) }
}

/** The statistic with each cluster left out once. */
function jackknifeValues(clusterOf: readonly number[], clusters: number, statistic: (weights: Float64Array) => number | null): number[] {
  const members: number[][] = Array.from({ length: clusters }, () => [])
  clusterOf.forEach((cluster, unit) => members[cluster]?.push(unit))
  const weights = new Float64Array(clusterOf.length).fill(1)
  return members.flatMap((units) => {
    for (const unit of units) weights[unit] = 0
    const value = statistic(weights)
    for (const unit of units) weights[unit] = 1
    return value === null ? [] : [value]
  })
}

function correctedLevels(input: { values: readonly number[]; estimate: number; tail: number; jackknife: readonly number[] }): [number, number] {
  const { values, estimate, tail, jackknife } = input
  const below = values.filter((value) => value < estimate).length + values.filter((value) => value === estimate).length / 2
  const bias = normalQuantile(below / values.length)
  const mean = jackknife.reduce((sum, value) => sum + value, 0) / jackknife.length
  const squares = jackknife.reduce((sum, value) => sum + (mean - value) ** 2, 0)
  const cubes = jackknife.reduce((sum, value) => sum + (mean - value) ** 3, 0)
  const acceleration = squares === 0 ? 0 : cubes / (6 * squares ** 1.5)
  if (!Number.isFinite(bias)) return [tail, 1 - tail]
  const level = (z: number): number => normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z)))
  return [level(normalQuantile(tail)), level(normalQuantile(1 - tail))]
}

/** A quantile of sorted values, linear between neighbours. */
function quantile(sorted: readonly number[], level: number): number {
  const place = Math.min(Math.max(level, 0), 1) * (sorted.length - 1)
  const low = sorted[Math.floor(place)] as number
  return low + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] as number) - low)
}
