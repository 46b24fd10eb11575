const DEGREE = 4

/**
 * A smooth curve through counts: Poisson regression on a polynomial of degree 4, by iteratively reweighted least squares. Needs more than
 * five different totals; with fewer the curve is flat. Answers total → expected count.
 */
export function fitCountCurve(points: readonly { readonly total: number; readonly count: number }[], largestTotal: number): (total: number) => number {
  const mean = points.reduce((sum, { count }) => sum + count, 0) / Math.max(1, points.length)
  if (points.length <= DEGREE + 1 || mean === 0) return () => Math.max(mean, 1e-9)
  // Totals are scaled to [-1, 1], else the powers drown each other.
  const powers = (total: number): number[] => Array.from({ length: DEGREE + 1 }, (_, power) => (2 * total / largestTotal - 1) ** power)
  const rows = points.map(({ total, count }) => ({ basis: powers(total), count }))
  let coefficients = [Math.log(mean), 0, 0, 0, 0]
  const curveOf = (basis: readonly number[]): number => Math.exp(Math.min(30, Math.max(-30, basis.reduce((sum, value, i) => sum + value * (coefficients[i] as number), 0))))
  for (let step = 0; step < 60; step++) {
    const next = solve(rows.map(({ basis, count }) => {
      const expected = curveOf(basis)
      return { basis, weight: expected, value: Math.log(expected) + (count - expected) / expected }
    }))
    const moved = Math.max(...next.map((value, i) => Math.abs(value - (coefficients[i] as number))))
    coefficients = next
    if (moved < 1e-10) break
  }
  return (total) => curveOf(powers(total))
}

/** Weighted least squares by the normal equations, with a whisper of a ridge so that they can always be solved. */
function solve(rows: readonly { readonly basis: readonly number[]; readonly weight: number; readonly value: number }[]): number[] {
  const size = DEGREE + 1
  const table = Array.from({ length: size }, (_, i) => Array.from({ length: size + 1 }, (_, j) =>
    rows.reduce((sum, { basis, weight, value }) => sum + weight * (basis[i] as number) * (j === size ? value : basis[j] as number), i === j ? 1e-9 : 0)))
  for (let i = 0; i < size; i++) {
    const pivot = table.reduce((best, row, r) => (r >= i && Math.abs(row[i] as number) > Math.abs((table[best] as number[])[i] as number) ? r : best), i)
    ;[table[i], table[pivot]] = [table[pivot] as number[], table[i] as number[]]
    const head = table[i] as number[]
    for (let r = 0; r < size; r++) {
      if (r === i) continue
      const row = table[r] as number[]
      const factor = (row[i] as number) / (head[i] as number)
      for (let c = i; c <= size; c++) row[c] = (row[c] as number) - factor * (head[c] as number)
    }
  }
  return table.map((row, i) => (row[size] as number) / (row[i] as number))
}
