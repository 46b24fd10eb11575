import type { HandMask } from '../model/blind-certificate.ts'
import type { Raster } from '../model/raster.ts'
import type { HiddenBox } from './hidden-boxes.ts'
import { paintMasks } from './paint-masks.ts'

/** Around a page that is not drawn anew this goes too: the scanner's lid, a bent corner and a staple say which heap a page lay in. 3 mm at 200 dpi. */
export const EDGE_PX = 24
/** The neighbours of a pixel that go with it. */
const AROUND_PX = 3

/** Paints the boxes, the given pixels, the page's edge and what a person hid white, in place. A pixel's neighbours go with it: strokes have soft edges and may be drawn wider. */
export function paintOut({ page, boxes, pixels, masks, edgePx }: {
  readonly page: Raster; readonly boxes: readonly HiddenBox[]; readonly pixels: readonly number[]; readonly masks: readonly HandMask[]; readonly edgePx: number
}): void {
  const { width, height } = page
  const box = (x: number, y: number, w: number, h: number): HandMask => ({ type: 'box', boxPx: [x, y, w, h] })
  paintMasks(page, [
    ...boxes.map(({ boxPx }) => box(...boxPx)), ...masks,
    box(0, 0, width, edgePx), box(0, height - edgePx, width, edgePx), box(0, 0, edgePx, height), box(width - edgePx, 0, edgePx, height),
  ])
  for (const at of pixels) {
    const x = at % width
    paintMasks(page, [box(x - AROUND_PX, (at - x) / width - AROUND_PX, 2 * AROUND_PX + 1, 2 * AROUND_PX + 1)])
  }
}
