/** Solves A x = b (A row by row) by Gaussian elimination with pivots; null when A is singular. Neither argument is changed. */
export function solveLinear(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const n = right.length
  const a = matrix.slice(), x = right.slice()
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let row = column + 1; row < n; row++) if (Math.abs(a[row * n + column]!) > Math.abs(a[pivot * n + column]!)) pivot = row
    if (Math.abs(a[pivot * n + column]!) < 1e-12) return null
    if (pivot !== column) swapRows(a, x, n, pivot, column)
    for (let row = column + 1; row < n; row++) {
      const factor = a[row * n + column]! / a[column * n + column]!
      if (factor === 0) continue
      for (let k = column; k < n; k++) a[row * n + k] = a[row * n + k]! - factor * a[column * n + k]!
      x[row] = x[row]! - factor * x[column]!
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = x[row]!
    for (let k = row + 1; k < n; k++) sum -= a[row * n + k]! * x[k]!
    x[row] = sum / a[row * n + row]!
  }
  return x
}

function swapRows(a: Float64Array, x: Float64Array, n: number, p: number, q: number): void {
  for (let k = 0; k < n; k++) {
    const held = a[p * n + k]!
    a[p * n + k] = a[q * n + k]!
    a[q * n + k] = held
  }
  const held = x[p]!
  x[p] = x[q]!
  x[q] = held
}
