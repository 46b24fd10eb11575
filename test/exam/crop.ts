import type { Raster } from '../../pipeline/model/raster.ts'

/** A piece of a raster with a margin around; what reaches over the edge is white. */
export function cropOf(raster: Raster, [x, y, w, h]: readonly [number, number, number, number], margin: number): Raster {
  const { channels } = raster
  const [width, height] = [Math.round(w) + 2 * margin, Math.round(h) + 2 * margin]
  const data = new Uint8Array(width * height * channels).fill(255)
  for (let v = 0; v < height; v++) for (let u = 0; u < width; u++) {
    const [px, py] = [Math.round(x) - margin + u, Math.round(y) - margin + v]
    if (px < 0 || py < 0 || px >= raster.width || py >= raster.height) continue
    for (let c = 0; c < channels; c++) data[(v * width + u) * channels + c] = raster.data[(py * raster.width + px) * channels + c] ?? 255
  }
  return { width, height, channels, data }
}
