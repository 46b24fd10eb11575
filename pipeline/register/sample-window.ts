import type { Homography } from '../model/registration.ts'
import { apply, slopeAt } from './homography.ts'

/** Where grey levels are taken from: a picture shrunk by `factor` (1: as scanned), of one channel or three (then green stands for grey). */
export interface SampleSource {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
  readonly channels?: 1 | 3
  readonly factor: number
}

/**
 * The square of a scan that lies under a square of the reference: `side` × `side` samples, `step` reference px apart, its middle at (x, y)
 * of the reference. Within a square of some millimetres the map is taken as affine. Null when its middle lies off the scan.
 * Fills `into` and returns it.
 */
export function sampleWindow({ source, map, x, y, step, side, into }: {
  source: SampleSource; map: Homography; x: number; y: number; step: number; side: number; into: Float32Array
}): Float32Array | null {
  const { width, height, data, factor } = source
  const channels = source.channels ?? 1
  const [middleX, middleY] = apply(map, x, y).map((v) => (v + 0.5) / factor - 0.5) as [number, number]
  if (!(middleX >= 0 && middleY >= 0 && middleX <= width - 1 && middleY <= height - 1)) return null
  const [xx, xy, yx, yy] = slopeAt(map, x, y).map((v) => (v * step) / factor) as [number, number, number, number]
  const half = (side - 1) / 2
  const lastX = width - 1.001, lastY = height - 1.001
  const right = channels, down = width * channels, green = channels === 3 ? 1 : 0
  for (let j = 0, i = 0; j < side; j++) {
    let X = middleX + (j - half) * xy - half * xx, Y = middleY + (j - half) * yy - half * yx
    for (let k = 0; k < side; k++, i++, X += xx, Y += yx) {
      const cx = X < 0 ? 0 : X > lastX ? lastX : X, cy = Y < 0 ? 0 : Y > lastY ? lastY : Y
      const x0 = cx | 0, y0 = cy | 0, fx = cx - x0, fy = cy - y0
      const p = (y0 * width + x0) * channels + green
      const above = data[p]! + (data[p + right]! - data[p]!) * fx, below = data[p + down]! + (data[p + down + right]! - data[p + down]!) * fx
      into[i] = above + (below - above) * fy
    }
  }
  return into
}
