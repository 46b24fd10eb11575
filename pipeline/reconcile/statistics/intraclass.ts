/** The six intraclass correlations of Shrout and Fleiss (1979); null where there is no variance to divide. */
export interface IntraclassCorrelations {
  readonly single: { readonly oneWay: number | null; readonly random: number | null; readonly fixed: number | null }
  readonly average: { readonly oneWay: number | null; readonly random: number | null; readonly fixed: number | null }
}

/** ICC of a complete table: `scores[unit][rater]`, at least 2 × 2. `single.random` is ICC(2,1): absolute agreement of one of many raters. */
export function intraclassCorrelations(scores: readonly (readonly number[])[]): IntraclassCorrelations {
  const n = scores.length
  const k = scores[0]?.length ?? 0
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length
  const grand = mean(scores.flat())
  const between = k * scores.reduce((sum, row) => sum + (mean(row) - grand) ** 2, 0) / (n - 1)
  const raters = Array.from({ length: k }, (_, j) => mean(scores.map((row) => row[j] as number)))
  const ofRaters = n * raters.reduce((sum, value) => sum + (value - grand) ** 2, 0) / (k - 1)
  const squares = scores.flat().reduce((sum, value) => sum + (value - grand) ** 2, 0)
  const within = (squares - between * (n - 1)) / (n * (k - 1))
  const rest = (squares - between * (n - 1) - ofRaters * (k - 1)) / ((n - 1) * (k - 1))
  const divide = (top: number, bottom: number): number | null => (Math.abs(bottom) < 1e-12 || !Number.isFinite(bottom) ? null : top / bottom)
  return {
    single: {
      oneWay: divide(between - within, between + (k - 1) * within),
      random: divide(between - rest, between + (k - 1) * rest + k * (ofRaters - rest) / n),
      fixed: divide(between - rest, between + (k - 1) * rest),
    },
    average: {
      oneWay: divide(between - within, between),
      random: divide(between - rest, between + (ofRaters - rest) / n),
      fixed: divide(between - rest, between),
    },
  }
}
