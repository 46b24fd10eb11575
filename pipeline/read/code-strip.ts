import type { FieldInk } from './field-ink.ts'
import type { InkPart } from './ink-parts.ts'
import { digitHeightOf } from './own-parts.ts'

/** Rows of a strip; digits stand in its middle, `DIGIT_HEIGHT` rows high. */
export const STRIP_HEIGHT = 40
const DIGIT_HEIGHT = 26
/** White columns before the first and after the last ink. */
const MARGIN = 8
/** Widths are multiples of this, so that the network's frames come out even. */
export const FRAME_PX = 4
/** Wider rows are pressed together. */
export const WIDEST_STRIP = 256
/** Ink lower than this, px at 200 dpi, is not enlarged to a digit's height: a speck stays a speck. */
const SMALLEST_PX = 26
/** Rows that hold less than this share of the ink at the top and at the bottom are tails. */
const TAIL_SHARE = 0.02
/** A row of digits that climbs is higher than its digits: at least this share of its height counts as a digit's. */
const CLIMB_SHARE = 0.72

/** A row of digits as the network sees it: two planes of STRIP_HEIGHT × `width` bytes, its own ink, then what stands around it (print half as dark). */
export interface CodeStrip { readonly width: number; readonly data: Uint8Array }

/** The row of all own ink of a code box, digits scaled to one height. Null without ink. */
export function codeStrip(field: FieldInk, own: readonly InkPart[]): CodeStrip | null {
  if (own.length === 0) return null
  const { width: wide, height: high, ink, print } = field
  const mine = new Uint8Array(wide * high)
  const rows = new Uint32Array(high)
  const histogram = new Uint32Array(256)
  let [left, right, total] = [wide, -1, 0]
  for (const part of own) {
    left = Math.min(left, part.left)
    right = Math.max(right, part.right)
    total += part.pixels.length
    for (const i of part.pixels) { mine[i] = 1; rows[Math.floor(i / wide)]!++; histogram[ink[i] ?? 0]!++ }
  }
  const top = quantileOf(rows, total * TAIL_SHARE)
  const bottom = quantileOf(rows, total * (1 - TAIL_SHARE))
  const strength = 255 / Math.max(30, quantileOf(histogram, total * 0.8))
  const scale = Math.max(digitHeightOf(own), (bottom - top + 1) * CLIMB_SHARE, SMALLEST_PX) / DIGIT_HEIGHT
  const room = WIDEST_STRIP - 2 * MARGIN
  const scaleX = Math.max(scale, (right - left + 1) / room)
  const width = Math.ceil(((right - left + 1) / scaleX + 2 * MARGIN) / FRAME_PX) * FRAME_PX
  const data = new Uint8Array(2 * STRIP_HEIGHT * width)
  const originX = (left + right + 1) / 2 - (width / 2) * scaleX
  const originY = (top + bottom + 1) / 2 - (STRIP_HEIGHT / 2) * scale
  const [stepsX, stepsY] = [Math.max(1, Math.ceil(scaleX)), Math.max(1, Math.ceil(scale))]
  for (let v = 0, out = 0; v < STRIP_HEIGHT; v++) for (let u = 0; u < width; u++, out++) {
    let [inside, around] = [0, 0]
    for (let b = 0; b < stepsY; b++) {
      const y = Math.floor(originY + (v + (b + 0.5) / stepsY) * scale)
      if (y < 0 || y >= high) continue
      for (let a = 0; a < stepsX; a++) {
        const x = Math.floor(originX + (u + (a + 0.5) / stepsX) * scaleX)
        if (x < 0 || x >= wide) continue
        const i = y * wide + x
        const dark = Math.min(255, (ink[i] ?? 0) * strength)
        if (mine[i]) inside += dark
        else around += Math.max((print[i] ?? 0) >> 1, dark)
      }
    }
    data[out] = Math.round(inside / (stepsX * stepsY))
    data[STRIP_HEIGHT * width + out] = Math.round(around / (stepsX * stepsY))
  }
  return { width, data }
}

/** The first index up to which `counts` hold at least `share`. */
function quantileOf(counts: Uint32Array, share: number): number {
  let seen = 0
  for (let i = 0; i < counts.length; i++) {
    seen += counts[i] ?? 0
    if (seen >= share) return i
  }
  return counts.length - 1
}
