import type { BlankPrint } from './blank-print.ts'

/** So dark, against letters themselves, the paper beside them is to be on every page: as on a soft scanner. */
const COMMON_SOFTNESS = 0.26
/** Blurs that are tried, standard deviations in px. */
const TRIED = [0, 0.5, 0.7, 0.9, 1.1, 1.3] as const
const SAMPLES = 1200

/**
 * How much a page must be softened, px (standard deviation), so that strokes come out as soft as from a soft scanner: measured on the letters of the print, whose
 * true shape is known. So a sharp scanner's strokes are neither thinner nor more frayed than another's.
 */
export function missingBlur({ white, print }: { readonly white: Uint8Array; readonly print: BlankPrint }): number {
  let before: { sigma: number; softness: number } | null = null
  for (const sigma of TRIED) {
    const softness = softnessOf({ white, print, weights: kernel(sigma) })
    if (softness >= COMMON_SOFTNESS) return before === null ? sigma : before.sigma + ((sigma - before.sigma) * (COMMON_SOFTNESS - before.softness)) / (softness - before.softness)
    before = { sigma, softness }
  }
  return TRIED.at(-1)!
}

export function softnessOf({ white, print: { letters, besideLetters, width }, weights }: { white: Uint8Array; print: BlankPrint; weights: readonly number[] }): number {
  const darkness = (px: Int32Array): number => {
    let sum = 0, count = 0
    for (let i = 0, step = Math.max(1, Math.floor(px.length / SAMPLES)); i < px.length; i += step) { sum += 255 - blurredAt(white, px[i]!, width, weights); count++ }
    return count === 0 ? 0 : sum / count
  }
  return darkness(besideLetters) / Math.max(1, darkness(letters))
}

/** Half of a symmetric kernel, from its middle on; sums to 1 over the whole. */
export function kernel(sigma: number): readonly number[] {
  if (sigma === 0) return [1]
  const half = Array.from({ length: 4 }, (_, k) => Math.exp((-k * k) / (2 * sigma * sigma)))
  const sum = half[0]! + 2 * (half[1]! + half[2]! + half[3]!)
  return half.map((one) => one / sum)
}

function blurredAt(levels: Uint8Array, at: number, width: number, weights: readonly number[]): number {
  const reach = weights.length - 1
  let sum = 0
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) sum += weights[Math.abs(y)]! * weights[Math.abs(x)]! * (levels[at + y * width + x] ?? 255)
  }
  return sum
}

/** The page, softened where it is not white. */
export function softened({ white, width, sigma }: { readonly white: Uint8Array; readonly width: number; readonly sigma: number }): Uint8Array {
  if (sigma < 0.2) return white
  const [w0, w1, w2, w3] = kernel(sigma).map((one) => Math.round(one * 1024)) as [number, number, number, number]
  const rest = 1024 - w0 - 2 * (w1 + w2 + w3)
  const once = (from: Uint8Array, step: number): Uint8Array => {
    const out = new Uint8Array(from.length).fill(255)
    for (let at = 3 * step; at < from.length - 3 * step; at++) {
      const a = from[at]!, b = from[at - step]! + from[at + step]!, c = from[at - 2 * step]! + from[at + 2 * step]!, d = from[at - 3 * step]! + from[at + 3 * step]!
      if (a + b + c + d === 1785) continue
      out[at] = (a * (w0 + rest) + b * w1 + c * w2 + d * w3) >> 10
    }
    return out
  }
  return once(once(white, 1), width)
}
