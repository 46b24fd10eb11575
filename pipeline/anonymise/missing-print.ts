import type { BlankPrint, PrintedShape } from './blank-print.ts'
import { tileOf } from './tile-of.ts'

/** Parts of this side, px, are judged apart. */
const PART = 8
/** A part is missing when so much of its core is, but no fewer px. */
const MISSING = 0.5, LEAST_MISSING = 6
/** A letter is missing when one part of it is, or so much of it in all. */
const LETTER_MISSING = 0.22
/** Letters, or pieces of words whose letters touch, are of this size, px; what is flatter is a line. */
const LETTER_HEIGHT = [7, 56] as const, WORD_WIDTH = 320
/** Letters of a word stand no further apart, px. */
const WORD_GAP = 9

/**
 * Px of a blank, as indexes, that a scan does not print: another variant prints other words and numbers in the same places. A word is there as a whole or not at
 * all, so that no letter of the blank is ever mixed into it; of larger shapes (tables, figures) parts may be missing.
 */
export function missingPrint({ print: { shapes, width }, isDark }: { readonly print: BlankPrint; readonly isDark: (at: number) => boolean }): readonly number[] {
  const missing: number[] = []
  const letters: PrintedShape[] = [], gone: PrintedShape[] = []
  for (const shape of shapes) {
    const isLetter = isOfLetters(shape)
    if (isLetter || shape.right - shape.left < LETTER_HEIGHT[0]) letters.push(shape)
    const { px, core } = shape
    // Lines may lie half a px off; a letter must be where it is, or it could be another.
    const isThere = isLetter ? isDark : (at: number): boolean => isDark(at) || isDark(at - 1) || isDark(at + 1) || isDark(at - width) || isDark(at + width)
    let lost = 0
    for (let i = 0; i < core.length; i++) if (!isThere(core[i]!)) lost++
    if (lost < LEAST_MISSING) continue
    const parts = missingParts(shape, width, isThere)
    if (isLetter && (parts.size > 0 || lost > LETTER_MISSING * core.length)) gone.push(shape)
    else if (parts.size > 0) for (const at of px) if (parts.has(partOf(at, width))) missing.push(at)
  }
  for (const shape of wholeWords(letters, gone)) for (const at of shape.px) missing.push(at)
  return missing
}

/** Whether a shape of print is a letter, or a word whose letters touch. */
export function isOfLetters({ left, top, right, bottom }: PrintedShape): boolean {
  const height = bottom - top + 1
  return height >= LETTER_HEIGHT[0] && height <= LETTER_HEIGHT[1] && right - left < WORD_WIDTH
}

const partOf = (at: number, width: number): number => tileOf(at, width, PART, 4096)

function missingParts({ core }: PrintedShape, width: number, isThere: (at: number) => boolean): ReadonlySet<number> {
  const parts = new Map<number, { all: number; lost: number }>()
  for (const at of core) {
    const part = partOf(at, width)
    const count = parts.get(part) ?? { all: 0, lost: 0 }
    parts.set(part, count)
    count.all++
    if (!isThere(at)) count.lost++
  }
  return new Set([...parts].filter(([, { all, lost }]) => lost >= LEAST_MISSING && lost >= MISSING * all).map(([part]) => part))
}

/** The given letters with all others of their words. */
function wholeWords(letters: readonly PrintedShape[], gone: readonly PrintedShape[]): ReadonlySet<PrintedShape> {
  const all = new Set(gone)
  for (const one of all) {
    for (const other of letters) {
      const beside = other.left <= one.right + WORD_GAP && other.right >= one.left - WORD_GAP && other.top <= one.bottom && other.bottom >= one.top
      if (beside) all.add(other)
    }
  }
  return all
}
