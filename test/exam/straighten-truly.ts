import type { Raster } from '../../pipeline/model/raster.ts'
import type { Homography } from '../../pipeline/model/registration.ts'

/** Samples a scan where a known homography says, shifted by some pixels: registration without registering, with its error. */
export function straightenTruly(options: { scan: Raster; toScan: Homography; width: number; height: number; shiftPx: readonly [number, number] }): Raster {
  const { scan, toScan: m, width, height, shiftPx } = options
  const { channels, data: from } = scan
  const data = new Uint8Array(width * height * channels).fill(255)
  const row = scan.width * channels
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const [px, py] = [x + shiftPx[0], y + shiftPx[1]]
    const w = m[6] * px + m[7] * py + m[8]
    const sx = (m[0] * px + m[1] * py + m[2]) / w
    const sy = (m[3] * px + m[4] * py + m[5]) / w
    const x0 = Math.floor(sx)
    const y0 = Math.floor(sy)
    if (x0 < 0 || y0 < 0 || x0 >= scan.width - 1 || y0 >= scan.height - 1) continue
    const fx = sx - x0
    const fy = sy - y0
    for (let c = 0, k = y0 * row + x0 * channels, i = (y * width + x) * channels; c < channels; c++, k++, i++) {
      data[i] = Math.round(((from[k] ?? 0) * (1 - fx) + (from[k + channels] ?? 0) * fx) * (1 - fy) + ((from[k + row] ?? 0) * (1 - fx) + (from[k + row + channels] ?? 0) * fx) * fy)
    }
  }
  return { width, height, channels, data }
}
