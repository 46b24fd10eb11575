import type { HandMask } from '../model/blind-certificate.ts'
import type { Raster } from '../model/raster.ts'

const WHITE = 255

/** Paints white, in place, what a person hid by hand. What lies outside of the page is nothing. */
export function paintMasks(page: Raster, masks: readonly HandMask[]): void {
  for (const mask of masks) {
    if (mask.type === 'box') {
      const [x, y, width, height] = mask.boxPx
      for (let row = Math.floor(y); row < Math.ceil(y + height); row++) paintRow(page, row, Math.floor(x), Math.ceil(x + width))
    } else paintBrush(page, mask)
  }
}

/** A round brush drawn along a line: discs so close that no gap is left between them. */
function paintBrush(page: Raster, { widthPx, points }: Extract<HandMask, { type: 'brush' }>): void {
  const radius = widthPx / 2
  points.forEach(([x, y], index) => {
    const [fromX, fromY] = points[Math.max(0, index - 1)]!
    const steps = Math.max(1, Math.ceil(Math.hypot(x - fromX, y - fromY) / Math.max(1, radius / 3)))
    for (let step = 1; step <= steps; step++) paintDisc(page, fromX + ((x - fromX) * step) / steps, fromY + ((y - fromY) * step) / steps, radius)
  })
}

function paintDisc(page: Raster, x: number, y: number, radius: number): void {
  for (let row = Math.floor(y - radius); row <= Math.ceil(y + radius); row++) {
    const half = Math.sqrt(Math.max(0, radius * radius - (row - y) ** 2))
    paintRow(page, row, Math.floor(x - half), Math.ceil(x + half))
  }
}

function paintRow({ width, height, channels, data }: Raster, row: number, from: number, to: number): void {
  if (row < 0 || row >= height) return
  const [left, right] = [Math.max(0, from), Math.min(width, to)]
  if (right > left) data.fill(WHITE, (row * width + left) * channels, (row * width + right) * channels)
}
