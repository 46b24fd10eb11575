import type { Raster } from '../../model/raster.ts'

/** A word is compared at this height, px, in so many zones a column. */
const HEIGHT = 24, INK_BELOW = 170
export const ZONES = 12

/** The look of a word whatever its size: `columns` columns of ZONES numbers each, 0 no ink, 1 all ink. `aspect`: width by height. */
export interface WordImage {
  readonly columns: number; readonly zones: Float32Array; readonly aspect: number
  /** The same as COARSE_ACROSS columns of COARSE_DOWN: what differs there is another word, and need not be looked at closer. */
  readonly coarse: Float32Array
}
const COARSE_ACROSS = 8, COARSE_DOWN = 4

/** Makes the look of the ink in a rectangle: `isInk` is asked of px of a page that is `width` wide. */
export function wordImage({ isInk, width, left, top, right, bottom }: {
  readonly isInk: Uint8Array; readonly width: number; readonly left: number; readonly top: number; readonly right: number; readonly bottom: number
}): WordImage {
  const w = right - left + 1, h = bottom - top + 1
  const columns = Math.max(1, Math.round((w * HEIGHT) / h / 2))
  const zones = new Float32Array(columns * ZONES), counts = new Float32Array(columns * ZONES)
  for (let y = 0; y < h; y++) {
    // Ink is shared between the two zones that a px lies between: half a px must not make another picture.
    const at = ((y + 0.5) * ZONES) / h - 0.5, zone = Math.floor(at), part = at - zone
    for (let x = 0; x < w; x++) {
      const ink = isInk[(top + y) * width + left + x]!
      const column = Math.min(columns - 1, Math.floor((x * columns) / w)) * ZONES
      if (zone >= 0) { zones[column + zone]! += ink * (1 - part); counts[column + zone]! += 1 - part }
      if (zone + 1 < ZONES) { zones[column + zone + 1]! += ink * part; counts[column + zone + 1]! += part }
    }
  }
  for (let i = 0; i < zones.length; i++) zones[i] = counts[i]! > 0 ? zones[i]! / counts[i]! : 0
  return { columns, zones, aspect: w / h, coarse: coarseOf(zones, columns) }
}

function coarseOf(zones: Float32Array, columns: number): Float32Array {
  const out = new Float32Array(COARSE_ACROSS * COARSE_DOWN), counts = new Float32Array(out.length)
  for (let column = 0; column < columns; column++) {
    // A few columns more than there are cells would leave cells empty in the shortest words: each column counts for those it touches.
    const from = Math.floor((column * COARSE_ACROSS) / columns), to = Math.max(from, Math.ceil(((column + 1) * COARSE_ACROSS) / columns) - 1)
    for (let across = from; across <= to; across++) {
      for (let zone = 0; zone < ZONES; zone++) {
        const cell = across * COARSE_DOWN + Math.floor((zone * COARSE_DOWN) / ZONES)
        out[cell]! += zones[column * ZONES + zone]!
        counts[cell]!++
      }
    }
  }
  return out.map((sum, cell) => sum / Math.max(1, counts[cell]!))
}

/** How unlike two words look from afar: the mean difference of their coarse cells. */
export function coarselyUnlike({ coarse: one }: WordImage, { coarse: other }: WordImage): number {
  let apart = 0
  for (let i = 0; i < one.length; i++) apart += Math.abs(one[i]! - other[i]!)
  return apart / one.length
}

/** The look of all ink on a small picture: a drawn word. Null when there is none. */
export function wordImageOf({ width, height, channels, data }: Raster): WordImage | null {
  const isInk = new Uint8Array(width * height)
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let at = 0; at < isInk.length; at++) {
    if (data[at * channels]! >= INK_BELOW) continue
    isInk[at] = 1
    const x = at % width, y = (at / width) | 0
    left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y)
  }
  return right < 0 ? null : wordImage({ isInk, width, left, top, right, bottom })
}
