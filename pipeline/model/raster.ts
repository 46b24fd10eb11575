/**
 * A picture in memory, row by row from the top left, 8 bits a channel, without padding.
 * One channel is luminance (0 black … 255 white), three are sRGB.
 */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly data: Uint8Array
}

/** One page taken out of a file: its picture and, where the file says so, its resolution. */
export interface PageImage {
  readonly raster: Raster
  /** Dots per inch of the scan as the file states it or as its page size implies; null when unknown. */
  readonly dpi: number | null
  /** How often the file's own picture is larger than the raster: more than 1 when it was made smaller on the way in. */
  readonly reducedBy: number
}

/** The resolution of every straightened page, dots per inch. A4 is 1654 × 2339 px at it. */
export const STRAIGHT_DPI = 200

/** Millimetres on paper → pixels of a straightened page. */
export const mmToPx = (mm: number, dpi: number = STRAIGHT_DPI): number => (mm * dpi) / 25.4
