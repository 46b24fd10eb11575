import { mmToPx, type Raster } from '../model/raster.ts'
import type { Bend, Homography } from '../model/registration.ts'
import { bendAt } from './bend.ts'
import { slopeAt } from './homography.ts'
import { smoothed } from './smoothed.ts'

const A4_MM = [210, 297] as const
const PAPER = 255
/** The map is computed every so many px of a row and taken as straight in between: the error is under 0.02 px. A flat sheet seen straight on, as scanners see it, has none at all. */
const STRIDE = 16, FLAT_STRIDE = 128
/** From this many scan px a straightened px on, neighbours are averaged first, else thin strokes would be skipped. */
const FINE_SCAN = 1.3

/** Size of a straightened page, px at 200 dpi. A4: 1654 × 2339. */
export const straightSize = (pageSizeMm: readonly [number, number]): { readonly width: number; readonly height: number } =>
  ({ width: Math.round(mmToPx(pageSizeMm[0])), height: Math.round(mmToPx(pageSizeMm[1])) })

/**
 * The page as printed, upright at 200 dpi, taken out of a scan in one pass: bilinear, the scan's channels, white where the scan has nothing. Give
 * the `bend` that the registration found, if any: it is part of the map.
 */
export function straighten({ scan, toScan, bend, pageSizeMm = A4_MM }: {
  scan: Raster; toScan: Homography; bend?: Bend | undefined; pageSizeMm?: readonly [number, number]
}): Raster {
  const { width, height } = straightSize(pageSizeMm)
  const [xx, xy, yx, yy] = slopeAt(toScan, width / 2, height / 2)
  const source = Math.sqrt(Math.abs(xx * yy - xy * yx)) >= FINE_SCAN ? smoothed(scan) : scan
  const { channels } = scan
  const out = new Uint8Array(width * height * channels)
  const stride = bend || toScan[6] !== 0 || toScan[7] !== 0 ? STRIDE : FLAT_STRIDE
  const nodes = Math.ceil(width / stride) + 1
  const rowX = new Float64Array(nodes), rowY = new Float64Array(nodes)
  const copy = channels === 1 ? copyGrey : copyColour
  for (let y = 0; y < height; y++) {
    placeRow({ toScan, bend, y, stride, rowX, rowY })
    for (let node = 0; node < nodes - 1; node++) {
      const from = node * stride
      copy(source, out, (y * width + from) * channels, Math.min(stride, width - from), rowX[node]!, rowY[node]!,
        (rowX[node + 1]! - rowX[node]!) / stride, (rowY[node + 1]! - rowY[node]!) / stride)
    }
  }
  return { width, height, channels, data: out }
}

/** Where every `stride`th px of a row lies in the scan. */
function placeRow({ toScan: m, bend, y, stride, rowX, rowY }: {
  toScan: Homography; bend: Bend | undefined; y: number; stride: number; rowX: Float64Array; rowY: Float64Array
}): void {
  for (let node = 0; node < rowX.length; node++) {
    let u = node * stride, v = y
    if (bend) {
      const [dx, dy] = bendAt(bend, u, v)
      u += dx
      v += dy
    }
    const w = 1 / (m[6] * u + m[7] * v + 1)
    rowX[node] = (m[0] * u + m[1] * v + m[2]) * w
    rowY[node] = (m[3] * u + m[4] * v + m[5]) * w
  }
}

// Numbers one by one instead of a named object: these run up to a quarter of a million times a page.
type CopyRun = (source: Raster, out: Uint8Array, at: number, count: number, x: number, y: number, stepX: number, stepY: number) => void

/** Runs that lie inside the scan, nearly all, are mixed in whole numbers: places in 1/65536 px, shares in 1/256. */
const ONE = 65_536
const isInside: (source: Raster, count: number, x: number, y: number, stepX: number, stepY: number) => boolean = ({ width, height }, count, x, y, stepX, stepY) => {
  const endX = x + (count - 1) * stepX, endY = y + (count - 1) * stepY, right = Math.min(width, MOST_WHOLE) - 1.01, low = Math.min(height, MOST_WHOLE) - 1.01
  return x >= 0 && y >= 0 && endX >= 0 && endY >= 0 && x < right && y < low && endX < right && endY < low
}
/** Larger places do not fit into 32 bits. */
const MOST_WHOLE = 32_000

const copyGrey: CopyRun = (source, out, at, count, x, y, stepX, stepY) => {
  if (!isInside(source, count, x, y, stepX, stepY)) return copyEdge(source, out, at, count, x, y, stepX, stepY)
  const { width, data } = source
  const rightBy = Math.round(stepX * ONE), downBy = Math.round(stepY * ONE)
  for (let i = at, end = at + count, X = Math.round(x * ONE), Y = Math.round(y * ONE); i < end; i++, X += rightBy, Y += downBy) {
    const p = (Y >> 16) * width + (X >> 16), fx = (X >> 8) & 255, fy = (Y >> 8) & 255
    const a = data[p]!, c = data[p + width]!
    const above = (a << 8) + (data[p + 1]! - a) * fx, below = (c << 8) + (data[p + width + 1]! - c) * fx
    out[i] = ((above << 8) + (below - above) * fy + 32_768) >> 16
  }
}

const copyColour: CopyRun = (source, out, at, count, x, y, stepX, stepY) => {
  if (!isInside(source, count, x, y, stepX, stepY)) return copyEdge(source, out, at, count, x, y, stepX, stepY)
  const { width, data } = source
  const down = width * 3, rightBy = Math.round(stepX * ONE), downBy = Math.round(stepY * ONE)
  for (let o = at, end = at + 3 * count, X = Math.round(x * ONE), Y = Math.round(y * ONE); o < end; o += 3, X += rightBy, Y += downBy) {
    const p = (Y >> 16) * down + (X >> 16) * 3, q = p + down, fx = (X >> 8) & 255, fy = (Y >> 8) & 255
    const w11 = fx * fy, w10 = (fx << 8) - w11, w01 = (fy << 8) - w11, w00 = ONE - w11 - w10 - w01
    out[o] = (data[p]! * w00 + data[p + 3]! * w10 + data[q]! * w01 + data[q + 3]! * w11 + 32_768) >> 16
    out[o + 1] = (data[p + 1]! * w00 + data[p + 4]! * w10 + data[q + 1]! * w01 + data[q + 4]! * w11 + 32_768) >> 16
    out[o + 2] = (data[p + 2]! * w00 + data[p + 5]! * w10 + data[q + 2]! * w01 + data[q + 5]! * w11 + 32_768) >> 16
  }
}

/** Any run: white off the scan, and the scan's own edge goes on for half a pixel. */
const copyEdge: CopyRun = ({ width, height, channels, data }, out, at, count, x, y, stepX, stepY) => {
  const maxX = width - 1, maxY = height - 1, down = width * channels
  for (let i = 0, o = at, X = x, Y = y; i < count; i++, o += channels, X += stepX, Y += stepY) {
    const off = X < -0.5 || Y < -0.5 || X > maxX + 0.5 || Y > maxY + 0.5
    const cx = X <= 0 ? 0 : X >= maxX ? maxX - 0.001 : X, cy = Y <= 0 ? 0 : Y >= maxY ? maxY - 0.001 : Y
    const x0 = cx | 0, y0 = cy | 0, fx = cx - x0, fy = cy - y0
    for (let c = 0, p = y0 * down + x0 * channels; c < channels; c++, p++) {
      const above = data[p]! + (data[p + channels]! - data[p]!) * fx, below = data[p + down]! + (data[p + down + channels]! - data[p + down]!) * fx
      out[o + c] = off ? PAPER : above + (below - above) * fy + 0.5
    }
  }
}
