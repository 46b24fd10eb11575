import type { Grey } from '../image/grey.ts'

/** A square cut from a reference, made comparable: mean 0, sum of squares 1. Side 2 · radius + 1. */
export interface Template {
  readonly radius: number
  readonly values: Float32Array
}

/** Where a template fits best: offset from the middle of the window, px, and the correlation there, −1 … 1. */
export interface PatchMatch {
  readonly dx: number
  readonly dy: number
  readonly ncc: number
  /** The best place lies inside of what was searched, so it is a true peak. */
  readonly inside: boolean
}

/** Cuts a template out around a point; null where the square leaves the picture or shows nothing. */
export function cutTemplate(image: Grey, x: number, y: number, radius: number): Template | null {
  const cx = Math.round(x), cy = Math.round(y)
  if (cx < radius || cy < radius || cx + radius >= image.width || cy + radius >= image.height) return null
  const side = 2 * radius + 1
  const values = new Float32Array(side * side)
  let sum = 0
  for (let j = 0, i = 0; j < side; j++) {
    for (let k = 0, p = (cy - radius + j) * image.width + cx - radius; k < side; k++, p++, i++) sum += values[i] = image.data[p]!
  }
  const mean = sum / values.length
  let energy = 0
  for (let i = 0; i < values.length; i++) energy += (values[i] = values[i]! - mean) ** 2
  // A spread under three levels is paper, not print.
  if (energy < 9 * values.length) return null
  const scale = 1 / Math.sqrt(energy)
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * scale
  return { radius, values }
}

/** Finds where a template fits best in a window (side 2 · (radius + reach) + 1), refined between pixels by a parabola. */
export function matchTemplate(template: Template, window: Float32Array, reach: number): PatchMatch {
  const scores = correlate(template, window, reach)
  const places = 2 * reach + 1
  let bestAt = 0
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[bestAt]!) bestAt = i
  const best = scores[bestAt]!
  const bx = bestAt % places, by = (bestAt / places) | 0
  const inside = bx > 0 && by > 0 && bx < places - 1 && by < places - 1
  if (!inside) return { dx: bx - reach, dy: by - reach, ncc: best, inside }
  return {
    dx: bx - reach + vertex(scores[bestAt - 1]!, best, scores[bestAt + 1]!),
    dy: by - reach + vertex(scores[bestAt - places]!, best, scores[bestAt + places]!), ncc: best, inside,
  }
}

/**
 * Normalised cross-correlation of a template with each place of a window, row by row. Sums of squares come from running sums, so that
 * only the product is left for the inner loop.
 */
export function correlate({ radius, values }: Template, window: Float32Array, reach: number): Float32Array {
  const side = 2 * radius + 1, wide = side + 2 * reach, places = 2 * reach + 1
  const count = side * side
  const { sums, squares } = boxSums(window, wide, side, places)
  const scores = new Float32Array(places * places)
  for (let dy = 0, at = 0; dy < places; dy++) {
    for (let dx = 0; dx < places; dx++, at++) {
      const energy = squares[at]! - (sums[at]! * sums[at]!) / count
      // Paper: any likeness would be noise.
      if (energy <= count) continue
      let product = 0
      for (let j = 0, t = 0; j < side; j++) {
        for (let p = (j + dy) * wide + dx, end = p + side; p < end; p++, t++) product += window[p]! * values[t]!
      }
      scores[at] = product / Math.sqrt(energy)
    }
  }
  return scores
}

/** Sums of the window and of its squares under the template, for each place of the template. */
function boxSums(window: Float32Array, wide: number, side: number, places: number): { sums: Float64Array; squares: Float64Array } {
  const rowSums = new Float64Array(places * wide), rowSquares = new Float64Array(places * wide)
  for (let y = 0; y < wide; y++) {
    let sum = 0, square = 0
    for (let x = 0, p = y * wide; x < wide; x++, p++) {
      const v = window[p]!
      sum += v
      square += v * v
      if (x >= side) {
        const gone = window[p - side]!
        sum -= gone
        square -= gone * gone
      }
      if (x >= side - 1) {
        rowSums[(x - side + 1) * wide + y] = sum
        rowSquares[(x - side + 1) * wide + y] = square
      }
    }
  }
  const sums = new Float64Array(places * places), squares = new Float64Array(places * places)
  for (let dx = 0; dx < places; dx++) {
    let sum = 0, square = 0
    for (let y = 0, p = dx * wide; y < wide; y++, p++) {
      sum += rowSums[p]!
      square += rowSquares[p]!
      if (y >= side) {
        sum -= rowSums[p - side]!
        square -= rowSquares[p - side]!
      }
      if (y >= side - 1) {
        sums[(y - side + 1) * places + dx] = sum
        squares[(y - side + 1) * places + dx] = square
      }
    }
  }
  return { sums, squares }
}

/** Where between −½ and ½ the parabola through three samples has its top. */
export function vertex(left: number, middle: number, right: number): number {
  const bend = left - 2 * middle + right
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (left - right) / (2 * bend))) : 0
}
