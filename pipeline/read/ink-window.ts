import type { FieldInk } from './field-ink.ts'
import type { InkPart } from './ink-parts.ts'

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
 * One reading candidate as the network sees it, 2 × 32 × 32 bytes: first the candidate's own ink, scaled so that its longer
 * side is 24 px, centred and made equally dark; then all that stands around it, other ink full and print half as dark.
 */
export function inkWindow(field: FieldInk, part: InkPart): Uint8Array {
  const { width, height, ink, print } = field
  const window = new Uint8Array(WINDOW_BYTES)
  const plane = WINDOW_SIDE * WINDOW_SIDE
  const stamp = stamps.get(field) ?? { map: new Uint16Array(width * height), last: 0 }
  stamps.set(field, stamp)
  const own = ++stamp.last
  const map = stamp.map
  for (const i of part.pixels) map[i] = own
  const strength = 255 / fullDark(part, ink)
  const scale = Math.max(part.right - part.left + 1, part.bottom - part.top + 1, SMALLEST_PX) / SYMBOL_SIDE
  const left = (part.left + part.right + 1) / 2 - (WINDOW_SIDE / 2) * scale
  const top = (part.top + part.bottom + 1) / 2 - (WINDOW_SIDE / 2) * scale
  const steps = Math.max(1, Math.ceil(scale))
  const step = scale / steps
  const samples = steps * steps
  for (let v = 0, out = 0; v < WINDOW_SIDE; v++) for (let u = 0; u < WINDOW_SIDE; u++, out++) {
    let mine = 0
    let others = 0
    for (let b = 0; b < steps; b++) {
      const y = Math.floor(top + v * scale + (b + 0.5) * step)
      if (y < 0 || y >= height) continue
      for (let a = 0; a < steps; a++) {
        const x = Math.floor(left + u * scale + (a + 0.5) * step)
        if (x < 0 || x >= width) continue
        const i = y * width + x
        const dark = Math.min(255, (ink[i] ?? 0) * strength)
        if (map[i] === own) mine += dark
        else others += Math.max((print[i] ?? 0) >> 1, dark)
      }
    }
    window[out] = Math.round(mine / samples)
    window[plane + out] = Math.round(others / samples)
  }
  return window
}

/** The darkness that counts as full for this ink: its 80 % quantile. */
function fullDark(part: InkPart, ink: Uint8Array): number {
  const histogram = new Uint32Array(256)
  for (const i of part.pixels) histogram[ink[i] ?? 0]!++
  let seen = 0
  for (let value = 0; value < 256; value++) {
    seen += histogram[value] ?? 0
    if (seen >= part.pixels.length * 0.8) return Math.max(30, value)
  }
  return 255
}
