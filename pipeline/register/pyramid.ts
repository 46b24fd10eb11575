import { shrinkToGrey, type Grey } from '../image/grey.ts'
import type { Raster } from '../model/raster.ts'

/** A picture shrunk by a whole factor. */
export interface Level extends Grey {
  readonly factor: number
}

/** One picture at about 100, 50 and 25 dpi, and as small as a transform takes it. */
export interface Pyramid {
  readonly full: Raster
  readonly at100: Level
  readonly at50: Level
  readonly at25: Level
  /** About 20 dpi. */
  readonly tiny: Level
}

/** Share of the transform's square (fft.ts) that the longer side of a page may take, in px. */
const TINY_SIDE = 236

/** Shrinks a page. `factor`: how often it is larger than 100 dpi. */
export function buildPyramid(full: Raster, factor: number): Pyramid {
  const shrunk = (raster: Raster, by: number): Level => ({ ...shrinkToGrey(raster, by), factor: by })
  const again = (level: Level, by: number): Level => ({ ...shrinkToGrey({ ...level, channels: 1 }, by), factor: level.factor * by })
  const at100 = shrunk(full, factor)
  const at50 = again(at100, 2)
  return { full, at100, at50, at25: again(at50, 2), tiny: again(at100, Math.max(1, Math.ceil(Math.max(at100.width, at100.height) / TINY_SIDE))) }
}

/** How often a scan is larger than 100 dpi if the whole picture is one page of this size. */
export function factorOfScan({ width, height }: Raster, pageSizeMm: readonly [number, number]): number {
  const dpi = 25.4 * Math.sqrt((width * height) / (pageSizeMm[0] * pageSizeMm[1]))
  return Math.max(1, Math.floor(dpi / 100 + 0.3))
}
