/** A part of a whole was looked at, drawn at random: `checked` of `population`, `bad` of them bad. */
export interface Checked { readonly population: number; readonly checked: number; readonly bad: number }

/**
 * The largest number of bad ones among all that is still no surprise: the exact one-sided upper limit of the hypergeometric
 * distribution. Below the limit is never claimed; that would need a lower limit.
 */
export function mostBad({ population, checked, bad }: Checked, confidence = 0.95): number {
  const logFactorials = logFactorialsTo(population)
  for (let total = population - (checked - bad); total > bad; total--) {
    if (chanceOfAtMost({ population, checked, bad }, total, logFactorials) > 1 - confidence + 1e-12) return total
  }
  return bad
}

/** How many of a population must be checked, and all be good, to exclude that more than `share` of it is bad. */
export function checksToExclude(input: { readonly population: number; readonly share: number; readonly confidence?: number }): number {
  const { population, share, confidence = 0.95 } = input
  const most = Math.floor(share * population + 1e-9)
  let [low, high] = [0, population]
  while (low < high) {
    const checked = Math.floor((low + high) / 2)
    if (mostBad({ population, checked, bad: 0 }, confidence) <= most) high = checked
    else low = checked + 1
  }
  return low
}

/** Chance to find at most `bad` when `total` of the population are bad. */
function chanceOfAtMost({ population, checked, bad }: Checked, total: number, logFactorials: Float64Array): number {
  const logChoose = (n: number, k: number): number => (logFactorials[n] as number) - (logFactorials[k] as number) - (logFactorials[n - k] as number)
  let chance = 0
  for (let found = Math.max(0, checked - (population - total)); found <= Math.min(bad, total); found++) {
    chance += Math.exp(logChoose(total, found) + logChoose(population - total, checked - found) - logChoose(population, checked))
  }
  return chance
}

function logFactorialsTo(n: number): Float64Array {
  const values = new Float64Array(n + 1)
  for (let i = 2; i <= n; i++) values[i] = (values[i - 1] as number) + Math.log(i)
  return values
}
