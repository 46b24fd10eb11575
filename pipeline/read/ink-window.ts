import type { FieldInk } from './field-ink.ts'
import type { InkPart } from './ink-parts.ts'
import { inkStrength, twoPlanes } from './two-planes.ts'

/** The network's input is two planes of this many pixels a side. */
export const WINDOW_SIDE = 32
export const WINDOW_BYTES = 2 * WINDOW_SIDE * WINDOW_SIDE
/** The symbol's longer side in the window. */
const SYMBOL_SIDE = 24
/** Ink smaller than this, px at 200 dpi (3 mm), is not enlarged to full size, so that a speck stays a speck. */
const SMALLEST_PX = 24

/** Stamps of the candidates of one field: where the last one looked at lies. */
const stamps = new WeakMap<FieldInk, { map: Uint16Array; last: number }>()

/**
 * One reading candidate as the network sees it, 2 × 32 × 32 bytes (`twoPlanes`): its own ink is scaled so that its longer side is 24 px, centred and
 * made equally dark.
 */
export function inkWindow(field: FieldInk, part: InkPart): Uint8Array {
  const stamp = stamps.get(field) ?? { map: new Uint16Array(field.width * field.height), last: 0 }
  stamps.set(field, stamp)
  const own = ++stamp.last
  for (const i of part.pixels) stamp.map[i] = own
  const scale = Math.max(part.right - part.left + 1, part.bottom - part.top + 1, SMALLEST_PX) / SYMBOL_SIDE
  return twoPlanes(field, {
    owners: stamp.map, own, strength: inkStrength(part.pixels, field.ink), scaleX: scale, scaleY: scale, width: WINDOW_SIDE, height: WINDOW_SIDE,
    left: (part.left + part.right + 1) / 2 - (WINDOW_SIDE / 2) * scale, top: (part.top + part.bottom + 1) / 2 - (WINDOW_SIDE / 2) * scale,
  })
}
