import type { FieldInk } from '../../../pipeline/read/field-ink.ts'
import { inkParts } from '../../../pipeline/read/ink-parts.ts'

/** A code box of 440 × 90 px at (30, 30) in a crop of 500 × 150; `bars` are dark rectangles [x, y, width, height]. */
export function codeField(bars: readonly (readonly [number, number, number, number])[]): FieldInk {
  const [width, height] = [500, 150]
  const ink = new Uint8Array(width * height)
  for (const [x, y, w, h] of bars) for (let v = y; v < y + h; v++) ink.fill(220, v * width + x, v * width + x + w)
  const plain = { left: 0, top: 0, width, height, ink, print: new Uint8Array(width * height), box: [30, 30, 440, 90] as const }
  return { ...plain, parts: inkParts(plain) }
}

/** Five strokes in a row, as a code of ones. */
export const FIVE_STROKES = [60, 120, 180, 240, 300].map((x) => [x, 45, 8, 60] as const)
