import { componentsOf, onesOf } from '../image/components.ts'
import type { Detection } from '../model/blind-certificate.ts'
import type { FormPage } from '../model/form.ts'
import { mmToPx, type Raster } from '../model/raster.ts'
import type { InkMask } from './ink-mask.ts'
import { inkRests, LEAST_PATCH_PX, SEEN_BELOW } from './ink-rests.ts'

/** Pupils write over the edge of a field by this much. */
const OVER_EDGE_MM = 9
/** Ink outside of all answers, px, from which somebody wrote or stamped there. */
const LEAST_STRAY_PX = 160
/** Rests of a teacher's ink on a page, px in all, from which they are seen: a tick, whole or in pieces. Under it they are a pupil's short strokes that a tick crosses. */
const LEAST_RESTS_PX = 160
/** Of the ink in the score boxes so much must show the teacher's colour. */
const LEAST_COLOURED = 0.95

/**
 * Looks whether a teacher's ink stayed: dark px that showed through it, are no print (`ink`: what was written; null where no blank tells) and hang together with nothing outside of it.
 * `coloured`: the share of the ink in the score boxes that shows the teacher's colour (null: unknown): where the scan loses the colour of much of it there, it does so everywhere.
 */
export function detectTeacherInkLeft({ image, kept, ink, coloured = null }: {
  readonly image: Raster; readonly kept: Uint8Array | null; readonly ink: InkMask | null; readonly coloured?: number | null
}): Detection {
  const restPx = kept === null ? 0 : inkRests({ image, kept: widened(kept, image.width) }).flat().filter((at) => (ink?.data[at] ?? 1) === 1).length
  const detail = `${kept === null ? 'no ink was taken off' : `${restPx} px left`}${coloured === null ? '' : `, ${Math.round(100 * coloured)} % of the ink in the boxes is coloured`}`
  return { detector: 'teacher-ink-left', version: 4, passed: restPx < LEAST_RESTS_PX && (coloured ?? 1) >= LEAST_COLOURED, firm: false, detail }
}

/** Strokes are drawn with soft edges: so far around `kept` they are of the same patch, px. */
const SOFT_EDGE = 2

function widened(kept: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(kept.length)
  for (let at = kept.indexOf(1); at >= 0; at = kept.indexOf(1, at + 1)) {
    for (let y = -SOFT_EDGE; y <= SOFT_EDGE; y++) out.fill(1, Math.max(0, at + y * width - SOFT_EDGE), Math.max(0, at + y * width + SOFT_EDGE + 1))
  }
  return out
}

/**
 * Looks for ink where no answer belongs and the blank prints nothing: a stamp, a label, a signature, a printed school name. `ink` is what was written on
 * the page; only what is still seen on the finished one counts.
 */
export function detectInkOutsideAnswers({ image, ink, page }: { readonly image: Raster; readonly ink: InkMask; readonly page: FormPage }): Detection {
  const { width, height } = ink
  const mask = new Uint8Array(width * height)
  for (const at of onesOf(ink.data)) if (image.data[at]! < SEEN_BELOW) mask[at] = 1
  for (const field of page.fields) {
    if (field.kind !== 'answer') continue
    const [x, y, w, h] = field.box
    const [left, right] = [Math.max(0, Math.floor(mmToPx(x - OVER_EDGE_MM))), Math.min(width, Math.ceil(mmToPx(x + w + OVER_EDGE_MM)))]
    for (let row = Math.max(0, Math.floor(mmToPx(y - OVER_EDGE_MM))); row < Math.min(height, Math.ceil(mmToPx(y + h + OVER_EDGE_MM))); row++) mask.fill(0, row * width + left, row * width + right)
  }
  let inkPx = 0
  for (let at = 0; at < mask.length; at++) inkPx += mask[at]!
  const strayPx = inkPx < LEAST_STRAY_PX ? 0 : componentsOf({ mask, width, height }).filter((one) => one.area >= LEAST_PATCH_PX).reduce((sum, one) => sum + one.area, 0)
  return { detector: 'ink-outside-answers', version: 1, passed: strayPx < LEAST_STRAY_PX, firm: false, detail: `${strayPx} px of ink outside of the answers` }
}
