import type { BlankPrint } from './blank-print.ts'

/** Blurs that are tried, standard deviations in px. */
const TRIED = [0, 0.5, 0.7, 0.9, 1.1, 1.3, 1.5] as const
const SAMPLES = 1200

/**
 * How much a page must be softened, px (standard deviation), so that strokes come out as soft as from a scanner of this `softness` (how dark the paper beside letters is, against the letters themselves): measured on the
 * letters of the print, whose true shape is known. So a sharp scanner's strokes are neither thinner nor more frayed than another's.
 */
export function missingBlur({ white, print, softness: wanted }: { readonly white: Uint8Array; readonly print: BlankPrint; readonly softness: number }): number {
  let before: { sigma: number; softness: number } | null = null
  for (const sigma of TRIED) {
    const softness = softnessOf({ white, print, weights: kernel(sigma) })
    if (softness >= wanted) return before === null ? sigma : before.sigma + ((sigma - before.sigma) * (wanted - before.softness)) / (softness - before.softness)
    before = { sigma, softness }
  }
  return TRIED.at(-1)!
}

function softnessOf({ white, print: { letters, besideLetters, width }, weights }: { white: Uint8Array; print: BlankPrint; weights: readonly number[] }): number {
  const darkness = (px: Int32Array): number => {
    let sum = 0, count = 0
    for (let i = 0, step = Math.max(1, Math.floor(px.length / SAMPLES)); i < px.length; i += step) { sum += 255 - blurredAt(white, px[i]!, width, weights); count++ }
    return count === 0 ? 0 : sum / count
  }
  return darkness(besideLetters) / Math.max(1, darkness(letters))
}

/** Half of a symmetric kernel, from its middle on; sums to 1 over the whole. */
function kernel(sigma: number): readonly number[] {
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

/** Side of a tile, px; wider than the blur reaches. */
export const TILE = 16

/** The page, softened in the given tiles (1, row by row) and those around them; elsewhere as it is. Blur reaches 3 px. */
export function softened({ white, width, height, sigma, tiles }: {
  readonly white: Uint8Array; readonly width: number; readonly height: number; readonly sigma: number; readonly tiles: Uint8Array
}): Uint8Array {
  if (sigma < 0.2) return white
  const [, w1, w2, w3] = kernel(sigma).map((one) => Math.round(one * 1024)) as [number, number, number, number]
  const middle = 1024 - 2 * (w1 + w2 + w3), whole = 7 * 255
  const across = Math.ceil(width / TILE), down = Math.ceil(height / TILE)
  const isNear = (row: number, column: number): boolean => {
    for (let v = Math.max(0, row - 1); v <= Math.min(down - 1, row + 1); v++) {
      for (let u = Math.max(0, column - 1); u <= Math.min(across - 1, column + 1); u++) if (tiles[v * across + u] === 1) return true
    }
    return false
  }
  const pass = (from: Uint8Array, out: Uint8Array, step: number, row: number, column: number): void => {
    const [left, right] = [Math.max(3, column * TILE), Math.min(width - 3, (column + 1) * TILE)]
    for (let y = Math.max(3, row * TILE); y < Math.min(height - 3, (row + 1) * TILE); y++) {
      for (let at = y * width + left, end = y * width + right; at < end; at++) {
        const a = from[at]!, b = from[at - step]! + from[at + step]!, c = from[at - 2 * step]! + from[at + 2 * step]!, d = from[at - 3 * step]! + from[at + 3 * step]!
        out[at] = a + b + c + d === whole ? 255 : (a * middle + b * w1 + c * w2 + d * w3) >> 10
      }
    }
  }
  const near: (readonly [number, number])[] = []
  for (let row = 0; row < down; row++) for (let column = 0; column < across; column++) if (isNear(row, column)) near.push([row, column])
  const once = white.slice(), twice = white.slice()
  for (const [row, column] of near) pass(white, once, 1, row, column)
  for (const [row, column] of near) pass(once, twice, width, row, column)
  return twice
}
