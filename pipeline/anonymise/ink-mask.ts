import type { Raster } from '../model/raster.ts'
import { commonestLevel } from './paper-level.ts'

/** Darker than this share of the paper is ink. */
const INK_BELOW = 0.72
/** As dark on the blank: print, not ink. A pixel of slack all around for registration. */
const PRINT_BELOW = 190

/** Where ink is that the blank does not print: 1 ink, 0 none. */
export interface InkMask {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** Finds what was written on a straightened page. `blank`: the empty form page of the same size. */
export function inkMask({ straight: { width, height, channels, data }, blank }: { readonly straight: Raster; readonly blank: Raster }): InkMask {
  const print = printMask(blank, width, height)
  const paper = commonestLevel(data, channels, channels === 3 ? 1 : 0)
  const mask = new Uint8Array(width * height)
  for (let at = 0; at < mask.length; at++) mask[at] = !print[at] && lumaAt({ channels, data }, at * channels) < paper * INK_BELOW ? 1 : 0
  return { width, height, data: mask }
}

const known = new WeakMap<Raster, Uint8Array>()

/** The blank's print with its slack, on a page of the given size; made once a blank, whose scans all have its size. */
function printMask(blank: Raster, width: number, height: number): Uint8Array {
  const made = known.get(blank)
  if (made?.length === width * height && blank.width === width) return made
  const print = new Uint8Array(width * height)
  for (let y = 0; y < Math.min(height, blank.height); y++) {
    for (let x = 0; x < Math.min(width, blank.width); x++) {
      if (lumaAt(blank, (y * blank.width + x) * blank.channels) >= PRINT_BELOW) continue
      const [from, to] = [Math.max(0, x - 1), Math.min(width, x + 2)]
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) print.fill(1, ny * width + from, ny * width + to)
    }
  }
  known.set(blank, print)
  return print
}

const lumaAt = ({ channels, data }: Pick<Raster, 'channels' | 'data'>, at: number): number =>
  (channels === 1 ? data[at]! : (data[at]! * 77 + data[at + 1]! * 150 + data[at + 2]! * 29) >> 8)
