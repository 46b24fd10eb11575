export type AlphaMetric = 'nominal' | 'ordinal' | 'interval' | 'ratio'

/**
 * Krippendorff's α: agreement of any number of raters, missing values allowed. A unit is the list of values it was given; units with
 * fewer than two say nothing. Null when there is nothing to disagree on. Krippendorff, Content Analysis (2004), chapter 11.
 */
export function krippendorffAlpha(units: readonly (readonly number[])[], metric: AlphaMetric): number | null {
  const pairable = units.filter((unit) => unit.length > 1)
  const values = [...new Set(pairable.flat())].sort((a, b) => a - b)
  const index = new Map(values.map((value, i) => [value, i]))
  const coincidences = values.map(() => new Float64Array(values.length))
  for (const unit of pairable) {
    unit.forEach((a, i) => unit.forEach((b, j) => {
      if (i === j) return
      const row = coincidences[index.get(a) as number] as Float64Array
      const at = index.get(b) as number
      row[at] = (row[at] as number) + 1 / (unit.length - 1)
    }))
  }
  const counts = coincidences.map((row) => row.reduce((sum, value) => sum + value, 0))
  const total = counts.reduce((sum, count) => sum + count, 0)
  const distance = distanceOf(metric, values, counts)
  let observed = 0
  let expected = 0
  for (let c = 0; c < values.length; c++) {
    for (let k = 0; k < values.length; k++) {
      observed += ((coincidences[c] as Float64Array)[k] as number) * distance(c, k)
      expected += (counts[c] as number) * (counts[k] as number) * distance(c, k)
    }
  }
  return expected === 0 ? null : 1 - (total - 1) * observed / expected
}

function distanceOf(metric: AlphaMetric, values: readonly number[], counts: readonly number[]): (c: number, k: number) => number {
  const before = [0]
  for (const count of counts) before.push((before.at(-1) as number) + count)
  return (c, k) => {
    if (c === k) return 0
    const [a, b] = [values[c] as number, values[k] as number]
    switch (metric) {
      case 'nominal': return 1
      case 'interval': return (a - b) ** 2
      case 'ratio': return ((a - b) / (a + b)) ** 2
      case 'ordinal': {
        const [low, high] = [Math.min(c, k), Math.max(c, k)]
        const between = (before[high + 1] as number) - (before[low] as number)
        return (between - ((counts[low] as number) + (counts[high] as number)) / 2) ** 2
      }
    }
  }
}
