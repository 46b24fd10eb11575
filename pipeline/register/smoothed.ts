import type { Raster } from '../model/raster.ts'

/**
 * Each pixel mixed with its neighbours by [1 2 1] / 4 both ways: what a scan finer than the straightened page needs before it is sampled. The
 * picture does not move. Edges keep their own values outwards.
 */
export function smoothed({ width, height, channels, data }: Raster): Raster {
  const stride = width * channels
  const out = new Uint8Array(data.length)
  const sums = new Uint16Array(stride + 2 * channels)
  for (let y = 0; y < height; y++) {
    const row = y * stride, above = y > 0 ? row - stride : row, below = y < height - 1 ? row + stride : row
    for (let i = 0, s = channels; i < stride; i++, s++) sums[s] = data[above + i]! + 2 * data[row + i]! + data[below + i]!
    for (let c = 0; c < channels; c++) {
      sums[c] = sums[channels + c]!
      sums[stride + channels + c] = sums[stride + c]!
    }
    for (let i = 0, s = channels; i < stride; i++, s++) out[row + i] = (sums[s - channels]! + 2 * sums[s]! + sums[s + channels]! + 8) >> 4
  }
  return { width, height, channels, data: out }
}
