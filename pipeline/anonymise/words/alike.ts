import { ZONES, type WordImage } from './word-image.ts'

/** Letters of other faces are wider or narrower: this far, as a share of its length, a word may be stretched anywhere. */
const BAND = 0.14
/** A stretched column costs a little: else anything could be made of anything. */
const STRETCH = 0.03

/**
 * How unlike two words look: the mean difference a column when one is laid over the other, stretched where that helps (dynamic time warping over columns, after Rath and
 * Manmatha, "Word image matching using dynamic time warping", 2003). 0 the same. `most`: beyond it only "more" is of interest (Infinity).
 */
export function unlikeness(one: WordImage, other: WordImage, most = Infinity): number {
  const [n, m] = [one.columns, other.columns]
  const band = Math.max(3, Math.abs(n - m) + 2, Math.ceil(BAND * Math.max(n, m)))
  let before = new Float32Array(m + 1).fill(Infinity), now = new Float32Array(m + 1)
  before[0] = 0
  const limit = most * (n + m)
  for (let i = 1; i <= n; i++) {
    now.fill(Infinity)
    const middle = Math.round((i * m) / n)
    let least = Infinity
    for (let k = Math.max(1, middle - band), end = Math.min(m, middle + band); k <= end; k++) {
      let apart = 0
      for (let z = 0, p = (i - 1) * ZONES, q = (k - 1) * ZONES; z < ZONES; z++, p++, q++) apart += Math.abs(one.zones[p]! - other.zones[q]!)
      apart /= ZONES
      const best = Math.min(before[k - 1]! + 2 * apart, before[k]! + apart + STRETCH, now[k - 1]! + apart + STRETCH)
      now[k] = best
      if (best < least) least = best
    }
    if (least > limit) return Infinity
    ;[before, now] = [now, before]
  }
  return before[m]! / (n + m)
}
