/** Φ: the standard normal distribution function, to about 1e-15. Marsaglia (2004), series; tails by continued fraction. */
export function normalCdf(x: number): number {
  if (x < -7 || x > 7) return x > 0 ? 1 - upperTail(x) : upperTail(-x)
  let term = x
  let sum = x
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 1000; n += 2) {
    term *= x * x / n
    sum += term
  }
  return 0.5 + sum * density(x)
}

/** Φ⁻¹ for p in (0, 1): bisection to the last bits of a double; a handful of calls an interval, so speed does not matter. */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity
  if (p >= 1) return Infinity
  let [low, high] = [-39, 39]
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2
    if (normalCdf(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const density = (x: number): number => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI)

function upperTail(x: number): number {
  let fraction = x
  for (let n = 60; n > 0; n--) fraction = x + n / fraction
  return density(x) / fraction
}
