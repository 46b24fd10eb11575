import { STRAIGHT_DPI, type Raster } from '../model/raster.ts'
import type { Homography } from '../model/registration.ts'
import { slopeAt } from './homography.ts'

const WHITE = 255
/** From this many scan pixels a straightened pixel on, one sample a pixel would skip thin strokes. */
const COARSE_FROM = 1.25

/**
 * The scan set straight: 200 dpi, the size of the printed page, the scan's channels, white where the scan has nothing. Bilinear; where
 * the scan is finer than 200 dpi each pixel is the mean of four samples.
 */
export function straighten({ scan, toScan, pageSizeMm }: { readonly scan: Raster; readonly toScan: Homography; readonly pageSizeMm: readonly [number, number] }): Raster {
  const width = Math.round((pageSizeMm[0] * STRAIGHT_DPI) / 25.4)
  const height = Math.round((pageSizeMm[1] * STRAIGHT_DPI) / 25.4)
  const [xx, xy, yx, yy] = slopeAt(toScan, width / 2, height / 2)
  const scale = Math.sqrt(Math.abs(xx * yy - xy * yx))
  const offsets = scale >= COARSE_FROM ? [-0.25, 0.25] : [0]
  const data = new Uint8Array(width * height * scan.channels)
  const row = new Float32Array(width * scan.channels)
  const share = 1 / offsets.length ** 2
  for (let y = 0; y < height; y++) {
    row.fill(0)
    for (const dy of offsets) for (const dx of offsets) addRow({ row, scan, toScan, y: y + dy, dx, width })
    for (let i = 0, at = y * row.length; i < row.length; i++) data[at + i] = row[i]! * share + 0.5
  }
  return { width, height, channels: scan.channels, data }
}

/** Adds one bilinear sample to every pixel of a row. */
function addRow({ row, scan, toScan: m, y, dx, width }: { row: Float32Array; scan: Raster; toScan: Homography; y: number; dx: number; width: number }): void {
  const { data, channels, width: scanWidth, height: scanHeight } = scan
  const stride = scanWidth * channels
  // Along a row numerators and denominator grow by constant steps.
  let u = m[0] * dx + m[1] * y + m[2]
  let v = m[3] * dx + m[4] * y + m[5]
  let w = m[6] * dx + m[7] * y + m[8]
  for (let x = 0, i = 0; x < width; x++, u += m[0], v += m[3], w += m[6]) {
    const X = u / w
    const Y = v / w
    const left = Math.floor(X)
    const top = Math.floor(Y)
    if (left < 0 || top < 0 || left >= scanWidth - 1 || top >= scanHeight - 1) {
      for (let c = 0; c < channels; c++, i++) row[i] = row[i]! + WHITE
      continue
    }
    const fx = X - left
    const fy = Y - top
    let at = top * stride + left * channels
    for (let c = 0; c < channels; c++, i++, at++) {
      const above = data[at]! + (data[at + channels]! - data[at]!) * fx
      const below = data[at + stride]! + (data[at + stride + channels]! - data[at + stride]!) * fx
      row[i] = row[i]! + above + (below - above) * fy
    }
  }
}
