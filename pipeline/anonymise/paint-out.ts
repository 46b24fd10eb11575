import type { Raster } from '../model/raster.ts'
import type { HiddenBox } from './hidden-boxes.ts'

const WHITE = 255

/** A copy of the page with the boxes and the given pixels white. A pixel's neighbours go with it: strokes have soft edges. */
export function paintOut({ straight, boxes, pixels }: {
  readonly straight: Raster; readonly boxes: readonly HiddenBox[]; readonly pixels: readonly number[]
}): Raster {
  const { width, height, channels } = straight
  const data = new Uint8Array(straight.data)
  const erase = (left: number, top: number, right: number, bottom: number): void => {
    for (let y = Math.max(0, top); y < Math.min(height, bottom); y++) {
      data.fill(WHITE, (y * width + Math.max(0, left)) * channels, (y * width + Math.min(width, right)) * channels)
    }
  }
  for (const { boxPx: [left, top, w, h] } of boxes) erase(left, top, left + w, top + h)
  for (const at of pixels) {
    const x = at % width
    const y = (at - x) / width
    erase(x - 2, y - 2, x + 3, y + 3)
  }
  return { ...straight, data }
}
