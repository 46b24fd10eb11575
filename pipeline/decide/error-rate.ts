/** How often a reading was wrong in a sample, with its exact 95 % interval. */
export interface ErrorRate { readonly checked: number; readonly wrong: number; readonly rate: number; readonly low: number; readonly high: number }

const ALPHA = 0.05
const STEPS = 60

/**
 * The share of wrong reads with the Clopper–Pearson interval (Biometrika 26, 1934): it never promises more than the sample shows, also for
 * none wrong of a few. Null before anything was checked.
 */
export function errorRate({ checked, wrong }: { readonly checked: number; readonly wrong: number }): ErrorRate | null {
  if (checked === 0) return null
  // P(X ≤ wrong) falls and P(X ≥ wrong) rises with the share: each bound is where its tail is half of what is left out.
  const low = wrong === 0 ? 0 : crossing((share) => 1 - atMost(wrong - 1, checked, share) >= ALPHA / 2)
  const high = wrong === checked ? 1 : crossing((share) => atMost(wrong, checked, share) <= ALPHA / 2)
  return { checked, wrong, rate: wrong / checked, low, high }
}

/** The share from 0 to 1 from which on `holds`. */
function crossing(holds: (share: number) => boolean): number {
  let below = 0, above = 1
  for (let i = 0; i < STEPS; i++) {
    const middle = (below + above) / 2
    if (holds(middle)) above = middle
    else below = middle
  }
  return (below + above) / 2
}

/** P(at most k of n) under a share. */
function atMost(k: number, n: number, share: number): number {
  let logChoose = 0, sum = 0
  for (let i = 0; i <= k; i++) {
    if (i > 0) logChoose += Math.log((n - i + 1) / i)
    sum += Math.exp(logChoose + i * Math.log(share) + (n - i) * Math.log1p(-share))
  }
  return Math.min(1, sum)
}
