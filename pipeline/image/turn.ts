import type { Raster } from '../model/raster.ts'

export type QuarterTurn = 0 | 90 | 180 | 270

/** The picture turned clockwise by whole quarters; the same object when there is nothing to turn. */
export function turnRaster(raster: Raster, clockwise: QuarterTurn): Raster {
  if (clockwise === 0) return raster
  const { width, height, channels, data } = raster
  const out = new Uint8Array(data.length)
  // Source pixel (x, y) lands at start + x·stepX + y·stepY, counted in pixels of the turned picture.
  const [start, stepX, stepY] = clockwise === 90 ? [height - 1, height, -1]
    : clockwise === 180 ? [width * height - 1, -1, -width]
      : [(width - 1) * height, -height, 1]
  for (let y = 0, from = 0; y < height; y++) {
    let to = (start + y * stepY) * channels
    for (let x = 0; x < width; x++, to += stepX * channels) {
      out[to] = data[from++]!
      if (channels === 3) {
        out[to + 1] = data[from++]!
        out[to + 2] = data[from++]!
      }
    }
  }
  return clockwise === 180 ? { width, height, channels, data: out } : { width: height, height: width, channels, data: out }
}
