/** Maps straightened pixels to scan pixels: row-major 3 × 3, last entry 1. X = (m0 x + m1 y + m2) / (m6 x + m7 y + 1). */
export type Homography = readonly [number, number, number, number, number, number, number, number, number]

/**
 * What no homography can say, a sheet that bends: how far a straightened pixel is moved before the homography. Nodes lie evenly from corner
 * to corner of a page of this size, row by row; bilinear in between.
 */
export interface Bend {
  readonly columns: number
  readonly rows: number
  readonly widthPx: number
  readonly heightPx: number
  readonly dxPx: readonly number[]
  readonly dyPx: readonly number[]
}

/** Which page of which form a scan is and how it lay; or why it is none. Refuses rather than guesses. */
export type Registration =
  | {
      readonly type: 'matched'
      readonly form: string
      readonly formPage: number
      readonly toScan: Homography
      /** Only where the sheet does not lie flat (a telephone's picture, a worn feeder). */
      readonly bend?: Bend
      readonly rotation: 0 | 90 | 180 | 270
      readonly skewDeg: number
      /** Median distance of the matched patches from the fit, px at 200 dpi. */
      readonly residualPx: number
      /** Share of the reference's patches that were found where the fit says. */
      readonly coverage: number
      /** Resolution of the scan as the fit implies it, dots per inch. */
      readonly dpi: number
    }
  | { readonly type: 'blank' }
  | { readonly type: 'foreign'; readonly reason: 'no-form-matched' | 'form-ambiguous' }
