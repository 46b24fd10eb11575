import type { BlindCertificate, Detection, HandMask } from '../model/blind-certificate.ts'
import type { Form } from '../model/form.ts'
import type { Raster } from '../model/raster.ts'
import { chooseBlank } from './choose-blank.ts'
import { detectForeignBytes, detectInkInHiddenBoxes } from './detect-leaks.ts'
import { detectInkOutsideAnswers, detectTeacherInkLeft } from './detect-stray-ink.ts'
import { encodeBlind, sha256 } from './encode-blind.ts'
import { findTeacherInk } from './find-teacher-ink.ts'
import { followInk } from './follow-ink.ts'
import { hiddenBoxes, type HiddenBox } from './hidden-boxes.ts'
import { inkFigures } from './ink-figures.ts'
import { inkMask, type InkMask } from './ink-mask.ts'
import { clearOwnRests } from './ink-rests.ts'
import { lookOf } from './page-look.ts'
import { paintOut } from './paint-out.ts'
import { paperLevels } from './paper-level.ts'
import { redrawPage } from './redraw-page.ts'
import { whitenLid } from './scanner-lid.ts'
import { whitenPage } from './whiten-page.ts'

/** Ink outside of the boxes, px, under which nothing is written on a page. */
const LEAST_WRITING_PX = 150

/** A page as experts may get it, once `judgeBlind` says so. */
export interface BlindPage {
  readonly bytes: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
  readonly certificate: BlindCertificate
}

/** A page just made, with the picture that a browser makes of its bytes, and what looked at them. */
export interface MadeBlindPage extends BlindPage { readonly image: Raster; readonly look: Look }

/** Lets all detectors of a page look at finished bytes of it and at the picture that a browser makes of them, the page lying where it lay when it was made. */
export type Look = (finished: { readonly bytes: Uint8Array; readonly image: Raster }) => Promise<readonly Detection[]>

/** Looks at the finished image with the readers (`detectReadable`, `detectBarcodes`); `ink`: what was written on the page and is no print; `blank`: that of its variant. */
export type Inspect = (image: Raster, ink: InkMask, blank: Raster) => Promise<readonly Detection[]>

/**
 * Paints out of a straightened page (200 dpi) everything that tells whose it is or what the school gave, follows ink that runs out of
 * the hidden boxes, takes the teacher's coloured ink away, makes all scanners' pages alike, hides what a person hid by hand, encodes anew, and
 * looks at the finished bytes once more. `blank` is the empty form page of the same size, `otherBlanks` what other variants print instead.
 */
export async function makeBlindPage({ straight, blank: first, otherBlanks = [], form, formPage, masks = [], inspect }: {
  readonly straight: Raster; readonly blank: Raster; readonly otherBlanks?: readonly Raster[]; readonly form: Pick<Form, 'id' | 'pages'>; readonly formPage: number
  readonly masks?: readonly HandMask[]; readonly inspect?: Inspect
}): Promise<MadeBlindPage> {
  const page = form.pages.find((one) => one.number === formPage)
  if (!page) throw new Error(`Form ${form.id} has no page ${formPage}`)
  const { width, height } = straight
  if ([first, ...otherBlanks].some((one) => one.width !== width || one.height !== height)) throw new Error(`A blank of page ${formPage} of ${form.id} is not of the page’s size`)
  const blank = chooseBlank({ straight, blanks: [first, ...otherBlanks] })
  const hidden = hiddenBoxes({ page, isTitlePage: page === form.pages[0], widthPx: width, heightPx: height })
  const ink = inkMask({ straight, blank })
  const pixels = followInk({ ink, boxes: hidden })
  const strayInkPx = inkOutside(ink, hidden) - pixels.length
  const paper = paperLevels(straight)
  const { taken, teacherInk, teacherPen, coloured } = findTeacherInk({ straight, paper, boxes: hidden, strayInkPx })
  const { raster: white, kept } = whitenPage({ scan: straight, blank, paper, taken })
  if (kept && taken) clearOwnRests({ image: white, kept, taken })
  const lidPx = whitenLid({ scan: straight, white })
  const source = sha256(straight.data)
  const { raster, dropped } = redrawPage({ white, kept, blank, page, look: lookOf(Buffer.from(source, 'hex')) })
  paintOut({ page: raster, boxes: hidden, pixels, masks, edgePx: 0 })
  const { bytes, image } = await encodeBlind(raster)
  const look: Look = async (finished) => [
    detectInkInHiddenBoxes({ image: finished.image, boxes: hidden }), detectForeignBytes(finished.bytes), detectTeacherInkLeft({ image: finished.image, kept, ink, coloured }),
    detectInkOutsideAnswers({ image: finished.image, ink, page }), ...await inspect?.(finished.image, ink, blank) ?? [],
  ]
  const certificate: BlindCertificate = {
    version: 1, source, image: sha256(bytes), form: form.id, formPage, hidden: [...hidden], masks: [...masks], edgePx: 0,
    followedInkPx: pixels.length, teacherInk, teacherPen, writing: strayInkPx >= LEAST_WRITING_PX, dropped: { ...dropped, border: dropped.border + lidPx },
    inkPx: inkFigures({ ink, taken, white: inkMask({ straight: white, blank }), kept, image, boxes: hidden, pixels, masks }), detections: [...await look({ bytes, image })],
  }
  return { bytes, image, look, widthPx: width, heightPx: height, certificate }
}

function inkOutside({ width, data }: InkMask, boxes: readonly HiddenBox[]): number {
  const outside = data.slice()
  for (const { boxPx: [left, top, w, h] } of boxes) for (let y = top; y < top + h; y++) outside.fill(0, y * width + left, y * width + left + w)
  let sum = 0
  for (let at = 0; at < outside.length; at++) sum += outside[at]!
  return sum
}
