import type { BoxMm } from '../model/form.ts'
import { mmToPx, type Raster } from '../model/raster.ts'
import { alignCrop } from './align-crop.ts'
import { darkCrop, printCrop } from './dark-crop.ts'
import { inkParts, type InkPart } from './ink-parts.ts'
import { separateInk } from './separate-ink.ts'

/** What is written in and around one field: ink without print, and where the field's own box was found. */
export interface FieldInk {
  /** Where the crop lies on the straightened page, px. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly ink: Uint8Array
  /** 255 printed, 128 close to print, 0 free. */
  readonly print: Uint8Array
  readonly parts: readonly InkPart[]
  /** The field's box inside the crop, px: [x, y, width, height], moved to where its print was found. */
  readonly box: readonly [number, number, number, number]
}

/** How far around a field its ink is looked at, and how far its print may lie from where it should. */
export interface FieldReach { readonly sideMm: number; readonly upMm: number; readonly shiftPx: number }
export const CELL_REACH: FieldReach = { sideMm: 3, upMm: 3, shiftPx: 8 }
export const CODE_REACH: FieldReach = { sideMm: 4, upMm: 5, shiftPx: 8 }

/** Takes one field out of a straightened page and separates its ink from the blank's print. Both rasters are 200 dpi. */
export function fieldInk(options: { straight: Raster; blank: Raster; box: BoxMm; reach: FieldReach }): FieldInk {
  const { straight, blank, reach } = options
  const [x, y, w, h] = options.box.map((mm) => mmToPx(mm)) as [number, number, number, number]
  const side = Math.round(mmToPx(reach.sideMm))
  const up = Math.round(mmToPx(reach.upMm))
  const area = { left: Math.round(x) - side, top: Math.round(y) - up, width: Math.round(w) + 2 * side, height: Math.round(h) + 2 * up }
  const scan = darkCrop(straight, area)
  const print = printCrop(blank, area)
  const shift = alignCrop(scan, print, reach.shiftPx)
  const separated = separateInk(scan, print, shift)
  const middle = Math.floor(area.width / 2)
  const box = [x - area.left + (shift.dx[middle] ?? 0), y - area.top + (shift.dy[middle] ?? 0), w, h] as const
  const field = { ...area, ink: separated.ink, print: separated.print, box }
  return { ...field, parts: inkParts(field) }
}

/** The share of a part's pixels that lie inside the field's box. */
export function shareInside(part: InkPart, field: Pick<FieldInk, 'box' | 'width'>): number {
  const [x, y, w, h] = field.box
  let inside = 0
  for (const i of part.pixels) {
    const [px, py] = [i % field.width, Math.floor(i / field.width)]
    if (px >= x - 1 && px <= x + w + 1 && py >= y - 1 && py <= y + h + 1) inside++
  }
  return inside / Math.max(1, part.pixels.length)
}
