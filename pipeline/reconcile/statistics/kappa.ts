/** How many units two raters put where: `table[i][j]` = the first chose category i, the second j. Square. */
export type Crosstab = readonly (readonly number[])[]

/** Disagreement of categories i and j. */
export type Disagreement = (i: number, j: number) => number
export const nominal: Disagreement = (i, j) => (i === j ? 0 : 1)
export const linear: Disagreement = (i, j) => Math.abs(i - j)
export const quadratic: Disagreement = (i, j) => (i - j) ** 2

/**
 * Cohen's κ with a disagreement weight (quadratic by default: for ordered scores). Null when chance alone would give no
 * disagreement (nobody varies): then κ is undefined and must not be shown as a number. Cohen (1968).
 */
export function weightedKappa(table: Crosstab, weight: Disagreement = quadratic): number | null {
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0))
  const columns = table.map((_, j) => table.reduce((sum, row) => sum + (row[j] as number), 0))
  const n = rows.reduce((sum, count) => sum + count, 0)
  let observed = 0
  let expected = 0
  table.forEach((row, i) => row.forEach((count, j) => {
    observed += weight(i, j) * count * n
    expected += weight(i, j) * (rows[i] as number) * (columns[j] as number)
  }))
  return expected === 0 ? null : 1 - observed / expected
}

/** Crosstab of two raters' scores from 0 to `most`. */
export function crosstabOf(pairs: readonly { readonly first: number; readonly second: number }[], most: number): number[][] {
  const table = Array.from({ length: most + 1 }, () => new Array<number>(most + 1).fill(0))
  for (const { first, second } of pairs) {
    const row = table[first] as number[]
    row[second] = (row[second] as number) + 1
  }
  return table
}
