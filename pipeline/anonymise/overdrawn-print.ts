import type { BlankPrint, PrintedShape } from './blank-print.ts'
import { SQUARE, type FoundPrint } from './find-print.ts'
import { isOfLetters } from './missing-print.ts'
import { tileOf } from './tile-of.ts'

/** Lines are looked at in parts of this side, with so much around them, px. */
const PART = 8, AROUND = 3
/** Somebody drew over a part that is darker in sum by this much, black px × 255, and by this share, than such lines are on this scan. */
const LEAST_MORE = 9 * 255, LEAST_SHARE = 0.3
/** Parts of lines are compared with those that print about as much: up to so many black px a part. */
const KINDS = [6, 14, 24, 40, Infinity] as const
/** So few parts of a kind do not tell how a scan shows it. */
const LEAST_PARTS = 12
/** A stroke along a line covers so many parts in a row: 5 mm. */
const LEAST_RUN = 5
/** Letters cover so much of the box around them. */
const LEAST_FILLED = 0.16

interface LinePart {
  readonly left: number; readonly top: number
  /** How black the blank is here in sum, and to which of KINDS that belongs. */
  readonly black: number; readonly kind: number
  readonly px: readonly number[]
}

/**
 * Px of printed lines, as indexes of the blank, over which somebody drew: along a square's grid, an axis, the edge of a table. A pen's stroke covers such a line and
 * its soft edges wholly, and would be taken for print; but it is darker or wider, so that more light is missing than where nobody drew.
 */
export function overdrawnPrint({ white, print, found: { squaresAcross, shiftX, shiftY } }: { readonly white: Uint8Array; readonly print: BlankPrint; readonly found: Pick<FoundPrint, 'squaresAcross' | 'shiftX' | 'shiftY'> }): readonly number[] {
  const parts = linePartsOf(print)
  const shares = parts.map(({ left, top, black }) => {
    const square = ((top / SQUARE) | 0) * squaresAcross + ((left / SQUARE) | 0)
    return blackOf(white, print, left + shiftX[square]!, top + shiftY[square]!) / black
  })
  const usual = KINDS.map((_, kind) => median(shares.filter((_, index) => parts[index]!.kind === kind)))
  const over = new Set<number>()
  parts.forEach(({ left, top, black, kind }, index) => {
    const as = usual[kind] ?? 1
    const more = (shares[index]! - as) * black
    if (more >= LEAST_MORE && more >= LEAST_SHARE * as * black) over.add(keyOf(left, top))
  })
  return parts.flatMap(({ left, top, px }) => (over.has(keyOf(left, top)) && isInRun(over, left, top) ? px : []))
}

const keyOf = (left: number, top: number): number => top * 4096 + left

/** Writing crosses lines in short pieces; what runs along one is a stroke on it. */
function isInRun(over: ReadonlySet<number>, left: number, top: number): boolean {
  return [[PART, 0], [0, PART]].some(([x, y]) => {
    let run = 1
    for (let k = 1; run < LEAST_RUN && over.has(keyOf(left + k * x!, top + k * y!)); k++) run++
    for (let k = 1; run < LEAST_RUN && over.has(keyOf(left - k * x!, top - k * y!)); k++) run++
    return run >= LEAST_RUN
  })
}

const known = new WeakMap<BlankPrint, readonly LinePart[]>()

function linePartsOf(print: BlankPrint): readonly LinePart[] {
  const made = known.get(print) ?? preparedParts(print)
  known.set(print, made)
  return made
}

function preparedParts(print: BlankPrint): LinePart[] {
  const { width } = print
  const byPart = new Map<number, number[]>()
  const across = Math.ceil(width / PART)
  for (const shape of print.shapes) {
    if (isOfLetters(shape) && isFilled(shape)) continue
    for (const at of shape.px) {
      const part = tileOf(at, width, PART, across)
      const px = byPart.get(part)
      if (px) px.push(at)
      else byPart.set(part, [at])
    }
  }
  return [...byPart].map(([part, px]) => {
    const left = (part % across) * PART, top = Math.floor(part / across) * PART
    const black = Math.max(255, blackOf(print.levels, print, left, top))
    return { left, top, black, kind: KINDS.findIndex((most) => black <= most * 255), px }
  })
}

/** Frames are as large as letters and words, but hollow. */
const isFilled = ({ core, left, top, right, bottom }: PrintedShape): boolean => core.length > LEAST_FILLED * (right - left + 1) * (bottom - top + 1)

function blackOf(levels: Uint8Array, { width, height }: BlankPrint, left: number, top: number): number {
  const [fromX, toX] = [Math.max(0, left - AROUND), Math.min(width, left + PART + AROUND)]
  let sum = 0
  for (let y = Math.max(0, top - AROUND); y < Math.min(height, top + PART + AROUND); y++) {
    for (let at = y * width + fromX, end = y * width + toX; at < end; at++) sum += 255 - levels[at]!
  }
  return sum
}

function median(values: readonly number[]): number | undefined {
  return values.length < LEAST_PARTS ? undefined : values.slice().sort((a, b) => a - b)[values.length >> 1]
}
