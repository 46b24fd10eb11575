import { shareInside, type FieldInk } from './field-ink.ts'
import type { InkPart } from './ink-parts.ts'

const OWN_SHARE = 0.4
const SPECK_PX = 25
/** Ink left out of more than this, px: perhaps the code itself. */
const LEFT_OUT_PX = 60
const EMPTY_DOUBTFUL = 0.5
const EMPTY_CLEAR = 0.9995

/** The ink of a code box: parts that lie mostly inside, no specks, nothing that the scanner or the print has left. */
export function ownParts(field: FieldInk): InkPart[] {
  const [, , w, h] = field.box
  const own = field.parts.filter((part) => shareInside(part, field) >= OWN_SHARE && !isForeign(part, field, w, h))
  const largest = Math.max(0, ...own.map((part) => part.pixels.length))
  return own.filter((part) => part.pixels.length >= Math.min(SPECK_PX, largest / 4))
}

/** Pixels of ink inside the box that `own` does not hold. */
export function inkLeftOut(field: FieldInk, own: readonly InkPart[]): number {
  const inside = (parts: readonly InkPart[]): number => parts.reduce((sum, part) => sum + shareInside(part, field) * part.pixels.length, 0)
  return Math.round(inside(field.parts) - inside(own))
}

/** P(nothing is written) in a box whose own ink says nothing: doubtful where ink was left out as somebody else's. */
export const emptyWithoutInk = (field: FieldInk, own: readonly InkPart[]): number => (inkLeftOut(field, own) > LEFT_OUT_PX ? EMPTY_DOUBTFUL : EMPTY_CLEAR)

/** The black edge of a scan, a streak of dirty glass, the rest of a printed line: long, or thin, and mostly reaching out of the crop. */
function isForeign(part: InkPart, field: FieldInk, boxWide: number, boxHigh: number): boolean {
  const [wide, high] = [part.right - part.left + 1, part.bottom - part.top + 1]
  const reachesOut = part.left <= 1 || part.top <= 1 || part.right >= field.width - 2 || part.bottom >= field.height - 2
  // A whole code in joined writing is wide too, and may reach out: but it is as high as digits are and lies in its box.
  const isWriting = high > boxHigh * 0.45 && shareInside(part, field) > 0.6
  if (reachesOut && wide > boxWide * 0.3 && !isWriting) return true
  const isStreak = part.top <= 1 && part.bottom >= field.height - 2 && wide < boxHigh * 0.15
  return isStreak || (wide > boxWide * 0.45 && high < boxHigh * 0.12)
}

/** The height of most digits, px: the third largest part's or so, so that one long tail does not count. */
export function digitHeightOf(parts: readonly InkPart[]): number {
  const heights = parts.map((part) => part.bottom - part.top + 1).sort((a, b) => b - a)
  return heights[Math.min(2, Math.floor(heights.length / 3))] ?? 1
}
