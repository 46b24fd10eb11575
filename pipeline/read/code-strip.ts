import type { FieldInk } from './field-ink.ts'
import { joinParts, type InkPart } from './ink-parts.ts'
import { digitHeightOf } from './own-parts.ts'
import { indexOfShare, inkStrength, twoPlanes } from './two-planes.ts'

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

/** A row of digits as the network sees it (`twoPlanes`): STRIP_HEIGHT × `width`. */
export interface CodeStrip { readonly width: number; readonly data: Uint8Array }

/** The row of all own ink of a code box, digits scaled to one height. Null without ink. */
export function codeStrip(field: FieldInk, own: readonly InkPart[]): CodeStrip | null {
  if (own.length === 0) return null
  const { left, right, pixels } = joinParts(own)
  const owners = new Uint16Array(field.width * field.height)
  const rows = new Uint32Array(field.height)
  for (const i of pixels) { owners[i] = 1; rows[Math.floor(i / field.width)]!++ }
  const top = indexOfShare(rows, pixels.length * TAIL_SHARE)
  const bottom = indexOfShare(rows, pixels.length * (1 - TAIL_SHARE))
  const scaleY = Math.max(digitHeightOf(own), (bottom - top + 1) * CLIMB_SHARE, SMALLEST_PX) / DIGIT_HEIGHT
  const scaleX = Math.max(scaleY, (right - left + 1) / (WIDEST_STRIP - 2 * MARGIN))
  const width = Math.ceil(((right - left + 1) / scaleX + 2 * MARGIN) / FRAME_PX) * FRAME_PX
  return { width, data: twoPlanes(field, {
    owners, own: 1, strength: inkStrength(pixels, field.ink), scaleX, scaleY, width, height: STRIP_HEIGHT,
    left: (left + right + 1) / 2 - (width / 2) * scaleX, top: (top + bottom + 1) / 2 - (STRIP_HEIGHT / 2) * scaleY,
  }) }
}
