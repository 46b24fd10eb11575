import type { HiddenBox } from './hidden-boxes.ts'
import type { InkMask } from './ink-mask.ts'

/** No stroke of a code or a score reaches further out of its box, px at 200 dpi: 12 mm. */
const REACH_PX = 94

/**
 * Ink that begins inside a hidden box and runs out of it: the rest of a digit would still tell. Returns the pixels outside of the boxes,
 * as indexes, that hang together with ink inside (8-neighbours), up to 12 mm away. Printed lines do not conduct.
 */
export function followInk({ ink: { width, height, data: ink }, boxes }: {
  readonly ink: InkMask; readonly boxes: readonly HiddenBox[]
}): readonly number[] {
  const inside = new Uint8Array(width * height)
  for (const { boxPx: [left, top, w, h] } of boxes) for (let y = top; y < top + h; y++) inside.fill(1, y * width + left, y * width + left + w)
  const found: number[] = []
  const seen = new Uint8Array(width * height)
  for (const { kind, boxPx: [left, top, w, h] } of boxes) {
    if (kind === 'header' || kind === 'redact') continue
    const queue: number[] = []
    for (let y = top; y < top + h; y++) {
      for (let x = left; x < left + w; x++) {
        const onEdge = y === top || y === top + h - 1 || x === left || x === left + w - 1
        if (onEdge && ink[y * width + x]) queue.push(y * width + x)
      }
    }
    const [fromX, toX] = [Math.max(0, left - REACH_PX), Math.min(width - 1, left + w + REACH_PX)]
    const [fromY, toY] = [Math.max(0, top - REACH_PX), Math.min(height - 1, top + h + REACH_PX)]
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const x = next % width
      const y = (next - x) / width
      for (let ny = Math.max(fromY, y - 1); ny <= Math.min(toY, y + 1); ny++) {
        for (let nx = Math.max(fromX, x - 1); nx <= Math.min(toX, x + 1); nx++) {
          const at = ny * width + nx
          if (seen[at] || inside[at] || !ink[at]) continue
          seen[at] = 1
          found.push(at)
          queue.push(at)
        }
      }
    }
  }
  return found
}
