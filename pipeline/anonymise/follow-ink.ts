import type { Raster } from '../model/raster.ts'
import type { HiddenBox } from './hidden-boxes.ts'

/** Darker than this share of the paper is ink. */
const INK_BELOW = 0.72
/** As dark on the blank: print, not ink. A pixel of slack all around for registration. */
const PRINT_BELOW = 190
/** No stroke of a code or a score reaches further out of its box, px at 200 dpi: 12 mm. */
const REACH_PX = 94

/**
 * Ink that begins inside a hidden box and runs out of it: the rest of a digit would still tell. Returns the pixels outside of the boxes,
 * as indexes, that hang together with ink inside (8-neighbours), up to 12 mm away. Printed lines do not conduct.
 */
export function followInk({ straight, blank, boxes }: { readonly straight: Raster; readonly blank: Raster; readonly boxes: readonly HiddenBox[] }): readonly number[] {
  const { width, height } = straight
  const ink = inkMask(straight, blank)
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

function inkMask({ width, height, channels, data }: Raster, blank: Raster): Uint8Array {
  const print = new Uint8Array(width * height)
  for (let y = 0; y < Math.min(height, blank.height); y++) {
    for (let x = 0; x < Math.min(width, blank.width); x++) {
      if (lumaAt(blank, (y * blank.width + x) * blank.channels) >= PRINT_BELOW) continue
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) print.fill(1, ny * width + Math.max(0, x - 1), ny * width + Math.min(width, x + 2))
    }
  }
  const paper = paperLevel({ width, height, channels, data })
  const mask = new Uint8Array(width * height)
  for (let at = 0; at < mask.length; at++) mask[at] = !print[at] && lumaAt({ channels, data }, at * channels) < paper * INK_BELOW ? 1 : 0
  return mask
}

const lumaAt = ({ channels, data }: Pick<Raster, 'channels' | 'data'>, at: number): number =>
  (channels === 1 ? data[at]! : (data[at]! * 77 + data[at + 1]! * 150 + data[at + 2]! * 29) >> 8)

/** The commonest brightness of the upper half of the scale: the paper. */
function paperLevel(raster: Raster): number {
  const histogram = new Uint32Array(256)
  for (let at = 0; at < raster.data.length; at += raster.channels * 7) histogram[lumaAt(raster, at)]!++
  let best = 255
  for (let level = 128; level < 256; level++) if (histogram[level]! > histogram[best]!) best = level
  return best
}
