import type { BoxMm } from '../model/form.ts'
import type { BlankPrint } from './blank-print.ts'
import { dropSpecks, type Dropped } from './drop-specks.ts'
import { missingBlur, softened, TILE } from './even-blur.ts'
import { SQUARE, type FoundPrint } from './find-print.ts'
import type { PageLook } from './page-look.ts'
import { tileOf } from './tile-of.ts'

/** Ink is darker than this, and lies where print, its soft edges and what it may lie off leave at least this of the paper's light. */
const INK_BELOW = 205, FREE_OF_PRINT = 225, DARKER_THAN_PRINT = 60, PALE_PRINT = 120
/** A stroke's edge lies part of the way (`PageLook`) from its own darkest px, this near, to paper: so neither blur nor contrast of a scanner makes it wider. */
const CORE_REACH = 3, AREA = (2 * CORE_REACH + 1) ** 2
/** What is paler than its neighbourhood by this much is a gap between strokes that blur has filled. */
const GAP = 22
/** Ink is followed under the soft edges of print this far, px, where the scan is this dark. */
const UNDER_PRINT = 4, DARK = 105
/** A patch of ink is pale when hardly a px of it is darker than this. */
const PALE_FROM = 150, PALE_SHARE = 0.04
/** Around print that is not there, or that somebody drew over, this much is asked of the scan too, px. */
const AROUND_MISSING = 3
/** Of the neighbourhood (5 × 5, weighted 256) so much must be ink, less where the px itself is: edges lose a scanner's fray, lines of one px stay. */
const SMOOTH = 128, SMOOTH_INK = 88, SMOOTH_KEPT = 60
const WEIGHTS = Uint8Array.from([1, 4, 6, 4, 1].flatMap((down) => [1, 4, 6, 4, 1].map((right) => down * right)))
/** Softening makes a px of ink brighter by no more than this before it is asked. Darker than the second a px is ink whatever is around it. */
const BLUR_BRIGHTENS = 45, SURELY_INK = 60

/** Ink that is not the blank's print: only the shape of the strokes, without the scanner's fray, grain and dust. `pale`: what is nowhere as dark as a pen's or pencil's stroke, as what was rubbed out; `dropped`: what was nobody's writing. */
export interface InkShape { readonly dark: readonly number[]; readonly pale: readonly number[]; readonly dropped: Dropped }

/** Finds the shape of all ink on a whitened scan. `kept`: px that showed through a teacher's ink, see `whitenPage`; there a stroke is thin, and stays as it is. */
export function inkShape({ white, print, found, kept, answers, look }: {
  readonly white: Uint8Array; readonly print: BlankPrint; readonly found: FoundPrint; readonly kept: Uint8Array | null; readonly answers: readonly BoxMm[]; readonly look: PageLook
}): InkShape {
  const { width, height } = print
  const unprinted = aroundMissing(print, found)
  const candidates = darkerThanPrint({ white, print, found, unprinted, below: INK_BELOW + BLUR_BRIGHTENS })
  const soft = softened({ white, width, height, sigma: missingBlur({ white, print, softness: look.softness }), tiles: tilesOf(candidates, width, height) })
  const { mask, px } = asMask(darkerThanPrint({ white: soft, print, found, unprinted, below: INK_BELOW }), white.length)
  const ink = new Uint8Array(white.length)
  const certain: number[] = []
  for (const at of px) {
    const level = soft[at]!
    if (level > SURELY_INK && !isStroke(soft, mask, at, width, look.edge)) continue
    ink[at] = 1
    certain.push(at)
  }
  const followed = followUnderPrint({ white: soft, ink, mask, width, from: certain })
  const strokes = smoothed({ ink, px: [...certain, ...followed], kept, width, height })
  const { patches, dropped } = dropSpecks({ ink, px: strokes, print, unprinted, kept, answers })
  const isPale = (patch: readonly number[]): boolean => patch.reduce((sum, at) => sum + (white[at]! < PALE_FROM ? 1 : 0), 0) < PALE_SHARE * patch.length
  return { dark: patches.filter((one) => !isPale(one)).flat(), pale: patches.filter(isPale).flat(), dropped }
}

function isStroke(white: Uint8Array, mask: Uint8Array, at: number, width: number, edge: number): boolean {
  let least = 255, sum = 0
  for (let y = -CORE_REACH; y <= CORE_REACH; y++) {
    for (let near = at + y * width - CORE_REACH, end = near + 2 * CORE_REACH; near <= end; near++) {
      const level = white[near]!
      sum += level
      if (level < least && mask[near] === 1) least = level
    }
  }
  return white[at]! <= least + (255 - least) * edge && white[at]! * AREA <= sum + GAP * AREA
}

function asMask(px: readonly number[], length: number): { mask: Uint8Array; px: readonly number[] } {
  const mask = new Uint8Array(length)
  for (const at of px) mask[at] = 1
  return { mask, px }
}

function tilesOf(px: readonly number[], width: number, height: number): Uint8Array {
  const across = Math.ceil(width / TILE)
  const tiles = new Uint8Array(across * Math.ceil(height / TILE))
  for (const at of px) tiles[tileOf(at, width, TILE, across)] = 1
  return tiles
}

function aroundMissing({ width, height }: BlankPrint, { missing, overdrawn, squaresAcross, shiftX, shiftY }: FoundPrint): Uint8Array {
  const out = new Uint8Array(width * height)
  for (const at of [...missing, ...overdrawn]) {
    const square = tileOf(at, width, SQUARE, squaresAcross)
    for (const there of [at, at + shiftY[square]! * width + shiftX[square]!]) {
      for (let y = -AROUND_MISSING; y <= AROUND_MISSING; y++) out.fill(1, Math.max(0, there + y * width - AROUND_MISSING), Math.max(0, there + y * width + AROUND_MISSING + 1))
    }
  }
  return out
}

/** Px that are darker than print may make them, as indexes. A pen over a square's pale grid is far darker than that, whatever is printed there. */
function darkerThanPrint({ white, print: { width, height, darkest, blackest }, found: { squaresAcross, shiftX, shiftY }, unprinted, below }: {
  white: Uint8Array; print: BlankPrint; found: FoundPrint; unprinted: Uint8Array; below: number
}): number[] {
  const px: number[] = []
  for (let y = 0; y < height; y++) {
    const row = ((y / SQUARE) | 0) * squaresAcross
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const level = white[at]!
      if (level >= below) continue
      const square = row + ((x / SQUARE) | 0)
      const printed = at - shiftY[square]! * width - shiftX[square]!
      if (unprinted[at] === 0 && darkest[printed]! < FREE_OF_PRINT && (blackest[printed]! < PALE_PRINT || level > blackest[printed]! - DARKER_THAN_PRINT)) continue
      px.push(at)
    }
  }
  return px
}

/** Strokes go on where they cross print and its soft edges. Gives the px that were added. */
function followUnderPrint({ white, ink, mask, width, from }: { white: Uint8Array; ink: Uint8Array; mask: Uint8Array; width: number; from: readonly number[] }): number[] {
  const added: number[] = []
  let edge = from
  for (let step = 0; step < UNDER_PRINT; step++) {
    const next: number[] = []
    for (const at of edge) {
      for (let y = -width; y <= width; y += width) {
        for (let near = at + y - 1; near <= at + y + 1; near++) {
          if (ink[near] !== 0 || mask[near] === 1 || white[near]! >= DARK) continue
          ink[near] = 1
          next.push(near)
          added.push(near)
        }
      }
    }
    edge = next
  }
  return added
}

/** Smooths the ink in place, and gives its px. */
function smoothed({ ink, px, kept, width, height }: { ink: Uint8Array; px: readonly number[]; kept: Uint8Array | null; width: number; height: number }): number[] {
  const cover = new Uint16Array(ink.length)
  const touched: number[] = []
  for (const at of px) {
    if (at < 2 * width + 2 || at >= width * (height - 2) - 2) continue
    for (let y = -2, k = 0; y <= 2; y++) {
      for (let near = at + y * width - 2, end = near + 4; near <= end; near++, k++) {
        if (cover[near] === 0) touched.push(near)
        cover[near]! += WEIGHTS[k]!
      }
    }
  }
  const out: number[] = []
  for (const at of touched) {
    const wasInk = ink[at] === 1
    const isInk = cover[at]! >= (wasInk ? (kept?.[at] === 1 ? SMOOTH_KEPT : SMOOTH_INK) : SMOOTH)
    ink[at] = isInk ? 1 : 0
    if (isInk) out.push(at)
  }
  return out
}
