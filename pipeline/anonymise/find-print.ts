import type { BlankPrint } from './blank-print.ts'
import { missingPrint } from './missing-print.ts'
import { overdrawnPrint } from './overdrawn-print.ts'
import { tileOf } from './tile-of.ts'

/** Print is laid over its blank once more in squares of this side, px at 200 dpi. */
export const SQUARE = 64
/** Print lies off by no more than this, px; far off is only looked where near by nothing fits. */
const NEAR = 2, FAR = 8
/** Darker than this on the whitened scan is print. */
const DARK = 180
const SAMPLES = 160, LEAST_SAMPLES = 24
/** So much of a square's print must be found, or it is looked for further away. */
const FITS = 0.85
/** Each px further off must find so much more of it: registration is seldom wrong. */
const LEAST_GAIN = 0.008

/** Where the print of a blank lies on a scan, and what of it is not there. */
export interface FoundPrint {
  readonly squaresAcross: number
  /** By square: how far right and down the scan's print lies of the blank's, px. */
  readonly shiftX: Int8Array
  readonly shiftY: Int8Array
  /** Px of the blank, as indexes, that this scan does not print: another variant's text, a torn corner. */
  readonly missing: readonly number[]
  /** Px of printed lines over which somebody drew. */
  readonly overdrawn: readonly number[]
}

/**
 * Finds a blank's print on a straightened, whitened scan of it. Registration is right to a pixel on scanners; telephones bend sheets by up to 8. A shape is
 * only taken as printed when each part of it is found: another variant prints other numbers in the same places.
 */
export function findPrint({ white, print }: { readonly white: Uint8Array; readonly print: BlankPrint }): FoundPrint {
  const { width, height } = print
  const squaresAcross = Math.ceil(width / SQUARE), squaresDown = Math.ceil(height / SQUARE)
  const shiftX = new Int8Array(squaresAcross * squaresDown), shiftY = new Int8Array(squaresAcross * squaresDown)
  const known = new Uint8Array(shiftX.length)
  coresBySquare(print, squaresAcross, squaresDown).forEach((core, square) => {
    if (core.length < LEAST_SAMPLES) return
    known[square] = 1
    const near = bestShift({ white, width, core, reach: NEAR })
    const best = near.share >= FITS ? near : better(near, bestShift({ white, width, core, reach: FAR }))
    shiftX[square] = best.x
    shiftY[square] = best.y
  })
  shiftAsNeighbours({ known, shiftX, shiftY, across: squaresAcross })
  const isDark = (at: number): boolean => {
    const square = tileOf(at, width, SQUARE, squaresAcross)
    return white[at + shiftY[square]! * width + shiftX[square]!]! < DARK
  }
  return { squaresAcross, shiftX, shiftY, missing: missingPrint({ print, isDark }), overdrawn: overdrawnPrint({ white, print, found: { squaresAcross, shiftX, shiftY } }) }
}

/** Squares with hardly any print lie off as much as those around them do in the mean. */
function shiftAsNeighbours({ known, shiftX, shiftY, across }: { known: Uint8Array; shiftX: Int8Array; shiftY: Int8Array; across: number }): void {
  known.forEach((isKnown, square) => {
    if (isKnown === 1) return
    let count = 0, right = 0, down = 0
    for (const by of [-across - 1, -across, -across + 1, -1, 1, across - 1, across, across + 1]) {
      // Beyond the row's end begins the next row, at the other edge.
      if (known[square + by] !== 1 || Math.abs(((square + by) % across) - (square % across)) > 1) continue
      count++
      right += shiftX[square + by]!
      down += shiftY[square + by]!
    }
    if (count === 0) return
    shiftX[square] = Math.round(right / count)
    shiftY[square] = Math.round(down / count)
  })
}

interface Shift { readonly x: number; readonly y: number; readonly share: number }

const better = (one: Shift, other: Shift): Shift => (other.share > one.share + 0.1 ? other : one)

/** The shift at which most of the core is dark; of equals the smallest. */
function bestShift({ white, width, core, reach }: { white: Uint8Array; width: number; core: readonly number[]; reach: number }): Shift {
  let best: Shift = { x: 0, y: 0, share: shareDark(white, core, 0) }
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const share = shareDark(white, core, y * width + x) - LEAST_GAIN * (Math.abs(x) + Math.abs(y))
      if (share > best.share) best = { x, y, share }
    }
  }
  return best
}

function shareDark(white: Uint8Array, core: readonly number[], by: number): number {
  let dark = 0
  for (let i = 0; i < core.length; i++) if (white[core[i]! + by]! < DARK) dark++
  return dark / core.length
}

const cores = new WeakMap<BlankPrint, readonly (readonly number[])[]>()

/** Evenly taken px of the print's core, by square. */
function coresBySquare(print: BlankPrint, across: number, down: number): readonly (readonly number[])[] {
  const known = cores.get(print)
  if (known) return known
  const all: number[][] = Array.from({ length: across * down }, () => [])
  for (const { core } of print.shapes) for (const at of core) all[tileOf(at, print.width, SQUARE, across)]!.push(at)
  const made = all.map((one) => one.filter((_, index) => index % Math.ceil(one.length / SAMPLES) === 0))
  cores.set(print, made)
  return made
}
