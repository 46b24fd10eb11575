import type { FormPage } from '../model/form.ts'
import type { Raster } from '../model/raster.ts'
import { blankPrint, type BlankPrint } from './blank-print.ts'
import type { Dropped } from './drop-specks.ts'
import { drawnWith } from './draw-nib.ts'
import { findPrint, type FoundPrint } from './find-print.ts'
import { inkShape } from './ink-shape.ts'
import { PLAIN_LOOK, type PageLook } from './page-look.ts'
import { takeStreaksOff } from './take-streaks-off.ts'

/** All ink is drawn this dark, but for what was rubbed out or is as pale: experts must not take it for an answer. */
const INK_LEVEL = 45, PALE_LEVEL = 150
/** Edges are softened 1 2 1 both ways, weighted 16. */
const SOFT = [1, 2, 1, 2, 4, 2, 1, 2, 1] as const

/** A page drawn anew, and what of the scan was left out as nobody's writing, px. */
export interface DrawnPage { readonly raster: Raster & { readonly channels: 1 }; readonly dropped: Dropped }

/**
 * Draws a page anew: the blank's own print where the scan shows it, and everything else as strokes of one of two tones and one softness. What stays of the scan is
 * the shape of its ink, as `look` draws it; its grain, blur, contrast, dust, print and the way it lay on the glass do not. `white`, `kept`: see `whitenPage`.
 */
export function redrawPage({ white, kept = null, blank, page, look = PLAIN_LOOK }: {
  readonly white: Raster & { readonly channels: 1 }; readonly kept?: Uint8Array | null; readonly blank: Raster; readonly page: FormPage; readonly look?: PageLook
}): DrawnPage {
  const print = blankPrint(blank)
  const { width, height } = print
  takeStreaksOff(white, print)
  const found = findPrint({ white: white.data, print })
  const { dark, pale, dropped } = inkShape({ white: white.data, print, found, kept, look, answers: page.fields.flatMap((field) => (field.kind === 'answer' ? [field.box] : [])) })
  const data = drawnPrint(print, found)
  drawStrokes(data, drawnWith(look.nib, { px: pale, width, height }), width, PALE_LEVEL)
  drawStrokes(data, drawnWith(look.nib, { px: dark, width, height }), width, INK_LEVEL)
  return { raster: { width, height, channels: 1, data }, dropped }
}

/** Draws px of ink with soft edges over what is drawn already. */
function drawStrokes(out: Uint8Array, px: readonly number[], width: number, inkLevel: number): void {
  const cover = new Uint8Array(out.length)
  const touched: number[] = []
  for (const at of px) {
    for (let y = -1, k = 0; y <= 1; y++) {
      for (let near = at + y * width - 1, end = near + 2; near <= end; near++, k++) {
        if (cover[near] === 0) touched.push(near)
        cover[near]! += SOFT[k]!
      }
    }
  }
  for (const at of touched) out[at] = Math.min(out[at]!, 255 - ((cover[at]! * (255 - inkLevel)) >> 4))
}

function drawnPrint({ levels }: BlankPrint, { missing }: FoundPrint): Uint8Array {
  const out = levels.slice()
  for (const at of missing) out[at] = 255
  return out
}
