import { greyOf } from '../image/grey.ts'
import { connectedPixels } from '../image/components.ts'
import type { Raster } from '../model/raster.ts'
import { keepNewest } from './keep-newest.ts'

/** A printed letter, line or figure of the blank: px that touch, soft edges included. */
export interface PrintedShape {
  /** Indexes of all its px. */
  readonly px: Int32Array
  /** Of those the dark ones: where they are missing on a scan, the shape is not printed there. */
  readonly core: Int32Array
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** What an empty form page prints, prepared once for all of its scans. */
export interface BlankPrint {
  readonly width: number
  readonly height: number
  readonly levels: Uint8Array
  readonly shapes: readonly PrintedShape[]
  /** The darkest that print may make a px of a scan that lies up to 1 px off. */
  readonly darkest: Uint8Array
  /** The darkest print within 4 px: where it is pale, a pen over it is seen. */
  readonly blackest: Uint8Array
  /** Core px of letters, which are about as thin as a pen's strokes, and white px beside them: they tell how soft a scanner is. */
  readonly letters: Int32Array
  readonly besideLetters: Int32Array
}

const PAPER_FROM = 250, CORE_BELOW = 100
/** Letters are so high, px. */
const LETTER_HEIGHT = [10, 45] as const

/** What is made of a blank takes about 14 MB and half a second. */
const KEPT = 24

/** The print of a blank at 200 dpi. The same raster gives the same object while it is among the last ones used. */
export const blankPrint: (blank: Raster) => BlankPrint = keepNewest(KEPT, prepare)

function prepare(blank: Raster): BlankPrint {
  const { width, height, data: levels } = greyOf(blank)
  const shapes = shapesOf(levels, width, height)
  const isLetter = ({ top, bottom }: PrintedShape): boolean => bottom - top >= LETTER_HEIGHT[0] && bottom - top <= LETTER_HEIGHT[1]
  const letters = shapes.filter(isLetter).flatMap(({ core }) => [...core])
  const around = new Set(letters.flatMap((at) => [at - 2, at + 2, at - 2 * width, at + 2 * width]).filter((at) => (levels[at] ?? 0) >= PAPER_FROM))
  return { width, height, levels, shapes, letters: Int32Array.from(letters), besideLetters: Int32Array.from(around), darkest: leastAround(softened(levels, width, height), width, height), blackest: [1, 2, 3, 4].reduce((from) => leastAround(from, width, height), levels) }
}

function shapesOf(levels: Uint8Array, width: number, height: number): PrintedShape[] {
  const mask = levels.map((level) => Number(level < PAPER_FROM))
  return Array.from(connectedPixels({ mask, width, height }), ({ px, ...box }) => ({ ...box, px: Int32Array.from(px), core: Int32Array.from(px.filter((at) => levels[at]! < CORE_BELOW)) }))
}

/** As a scanner's lens softens it: 1 2 1 both ways. */
function softened(levels: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(levels.length).fill(255)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      const row = (i: number): number => levels[i - 1]! + 2 * levels[i]! + levels[i + 1]!
      out[at] = (row(at - width) + 2 * row(at) + row(at + width)) >> 4
    }
  }
  return out
}

function leastAround(levels: Uint8Array, width: number, height: number): Uint8Array {
  const across = levels.slice(), out = levels.slice()
  for (let at = 1; at < levels.length - 1; at++) across[at] = Math.min(levels[at - 1]!, levels[at]!, levels[at + 1]!)
  for (let at = width; at < width * (height - 1); at++) out[at] = Math.min(across[at - width]!, across[at]!, across[at + width]!)
  return out
}
