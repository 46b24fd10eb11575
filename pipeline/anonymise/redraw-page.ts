import type { FormPage } from '../model/form.ts'
import type { Raster } from '../model/raster.ts'
import { blankPrint, type BlankPrint } from './blank-print.ts'
import { missingBlur, softened } from './even-blur.ts'
import { findPrint, type FoundPrint } from './find-print.ts'
import { inkShape } from './ink-shape.ts'
import { takeStreaksOff } from './take-streaks-off.ts'

/** All ink is drawn this dark. */
const INK_LEVEL = 45

/**
 * Draws a page anew: the blank's own print where the scan shows it, and everything else as strokes of one tone and one softness. What stays of the scan is
 * the shape of its ink; its grain, blur, contrast, dust, print and the way it lay on the glass do not. `white`: the whitened scan.
 */
export function redrawPage({ white, blank, page }: {
  readonly white: Raster & { readonly channels: 1 }; readonly blank: Raster; readonly page: FormPage
}): Raster & { readonly channels: 1 } {
  const print = blankPrint(blank)
  const { width, height } = print
  takeStreaksOff(white, print)
  const found = findPrint({ white: white.data, print })
  const soft = softened({ white: white.data, width, sigma: missingBlur({ white: white.data, print }) })
  const strokes = inkShape({ white: soft, print, found, answers: page.fields.flatMap((field) => (field.kind === 'answer' ? [field.box] : [])) })
  const out = drawnPrint(print, found)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      const cover = strokes[at - width - 1]! + strokes[at - width + 1]! + strokes[at + width - 1]! + strokes[at + width + 1]!
        + 2 * (strokes[at - width]! + strokes[at - 1]! + strokes[at + 1]! + strokes[at + width]!) + 4 * strokes[at]!
      if (cover > 0) out[at] = Math.min(out[at]!, 255 - ((cover * (255 - INK_LEVEL)) >> 4))
    }
  }
  return { width, height, channels: 1, data: out }
}

function drawnPrint({ levels }: BlankPrint, { missing }: FoundPrint): Uint8Array {
  const out = levels.slice()
  for (const at of missing) out[at] = 255
  return out
}
