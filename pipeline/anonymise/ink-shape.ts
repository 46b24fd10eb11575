import type { BoxMm } from '../model/form.ts'
import type { BlankPrint } from './blank-print.ts'
import { dropSpecks } from './drop-specks.ts'
import { SQUARE, type FoundPrint } from './find-print.ts'

/** Ink is darker than this, and lies where print, its soft edges and what it may lie off leave at least this of the paper's light. */
const INK_BELOW = 205, FREE_OF_PRINT = 225
/** A stroke's edge lies half way between its own darkest px, this near, and paper: so neither blur nor contrast of a scanner makes it wider. */
const CORE_REACH = 3, AREA = (2 * CORE_REACH + 1) ** 2
/** What is paler than its neighbourhood by this much is a gap between strokes that blur has filled. */
const GAP = 22
/** Ink is followed under the soft edges of print this far, px, where the scan is this dark. */
const UNDER_PRINT = 4, DARK = 105
/** Around print that is not there this much is asked of the scan too, px. */
const AROUND_MISSING = 3
/** Of the neighbourhood (5 × 5, weighted 256) so much must be ink, less where the px itself is: edges lose a scanner's fray, lines of one px stay. */
const SMOOTH = 128, SMOOTH_INK = 88

/** Where a whitened scan holds ink that is not the blank's print: 1 ink, 0 none. Only the shape of the strokes, without the scanner's fray, grain and dust. */
export function inkShape({ white, print, found, answers }: {
  readonly white: Uint8Array; readonly print: BlankPrint; readonly found: FoundPrint; readonly answers: readonly BoxMm[]
}): Uint8Array {
  const { width, height } = print
  const unprinted = aroundMissing(print, found)
  const { mask, px } = darkerThanPrint({ white, print, found, unprinted })
  const ink = new Uint8Array(white.length)
  const certain: number[] = []
  for (const at of px) {
    let least = 255, sum = 0
    for (let y = -CORE_REACH; y <= CORE_REACH; y++) {
      for (let near = at + y * width - CORE_REACH, end = near + 2 * CORE_REACH; near <= end; near++) {
        const level = white[near]!
        sum += level
        if (level < least && mask[near] === 1) least = level
      }
    }
    if (white[at]! * 2 > least + 255 || white[at]! * AREA > sum + GAP * AREA) continue
    ink[at] = 1
    certain.push(at)
  }
  followUnderPrint({ white, ink, mask, width, from: certain })
  const strokes = smoothed(ink, width, height)
  dropSpecks({ ink: strokes, print, unprinted, answers })
  return strokes
}

function aroundMissing({ width, height }: BlankPrint, { missing, squaresAcross, shiftX, shiftY }: FoundPrint): Uint8Array {
  const out = new Uint8Array(width * height)
  for (const at of missing) {
    const square = ((((at / width) | 0) / SQUARE) | 0) * squaresAcross + (((at % width) / SQUARE) | 0)
    for (const there of [at, at + shiftY[square]! * width + shiftX[square]!]) {
      for (let y = -AROUND_MISSING; y <= AROUND_MISSING; y++) out.fill(1, Math.max(0, there + y * width - AROUND_MISSING), Math.max(0, there + y * width + AROUND_MISSING + 1))
    }
  }
  return out
}

function darkerThanPrint({ white, print: { width, height, darkest }, found: { squaresAcross, shiftX, shiftY }, unprinted }: {
  white: Uint8Array; print: BlankPrint; found: FoundPrint; unprinted: Uint8Array
}): { mask: Uint8Array; px: number[] } {
  const mask = new Uint8Array(white.length)
  const px: number[] = []
  for (let y = 0; y < height; y++) {
    const row = ((y / SQUARE) | 0) * squaresAcross
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const level = white[at]!
      if (level >= INK_BELOW) continue
      const square = row + ((x / SQUARE) | 0)
      if (unprinted[at] === 0 && darkest[at - shiftY[square]! * width - shiftX[square]!]! < FREE_OF_PRINT) continue
      mask[at] = 1
      px.push(at)
    }
  }
  return { mask, px }
}

/** Strokes go on where they cross print and its soft edges. */
function followUnderPrint({ white, ink, mask, width, from }: { white: Uint8Array; ink: Uint8Array; mask: Uint8Array; width: number; from: readonly number[] }): void {
  let edge = from
  for (let step = 0; step < UNDER_PRINT; step++) {
    const next: number[] = []
    for (const at of edge) {
      for (let y = -width; y <= width; y += width) {
        for (let near = at + y - 1; near <= at + y + 1; near++) {
          if (ink[near] !== 0 || mask[near] === 1 || white[near]! >= DARK) continue
          ink[near] = 1
          next.push(near)
        }
      }
    }
    edge = next
  }
}

function smoothed(ink: Uint8Array, width: number, height: number): Uint8Array {
  const across = new Uint8Array(ink.length), out = new Uint8Array(ink.length)
  for (let at = 2; at < ink.length - 2; at++) {
    const sum = ink[at - 2]! + 4 * ink[at - 1]! + 6 * ink[at]! + 4 * ink[at + 1]! + ink[at + 2]!
    if (sum > 0) across[at] = sum
  }
  for (let at = 2 * width; at < width * (height - 2); at++) {
    const sum = across[at - 2 * width]! + 4 * across[at - width]! + 6 * across[at]! + 4 * across[at + width]! + across[at + 2 * width]!
    if (sum >= (ink[at] === 1 ? SMOOTH_INK : SMOOTH)) out[at] = 1
  }
  return out
}
