import { createHash } from 'node:crypto'
import { decodeImage, encodeJpeg } from '../image/codec.ts'
import type { BlindCertificate } from '../model/blind-certificate.ts'
import type { Form } from '../model/form.ts'
import type { Raster } from '../model/raster.ts'
import { detectForeignBytes, detectInkInHiddenBoxes } from './detect-leaks.ts'
import { followInk } from './follow-ink.ts'
import { hiddenBoxes, type HiddenBox } from './hidden-boxes.ts'
import { hideTeacherInk, type TeacherInk } from './hide-teacher-ink.ts'
import { inkMask, type InkMask } from './ink-mask.ts'
import { paintOut } from './paint-out.ts'

const JPEG_QUALITY = 80

/** A page as experts may get it. `certified` false: something still shows, it may not be shown to anybody. */
export interface BlindPage {
  readonly bytes: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
  readonly certificate: BlindCertificate
  readonly certified: boolean
  /** `needs-person`: the teacher's ticks may still show, since their ink cannot be told from the pupil's. Somebody looks before experts do. */
  readonly teacherInk: TeacherInk
}

/**
 * Paints out of a straightened page (200 dpi) everything that tells whose it is or what the school gave, follows ink that runs out of
 * the hidden boxes, takes the teacher's coloured ink away, encodes anew, and looks at the finished bytes once more. `blank` is the
 * empty form page of the same size.
 */
export async function makeBlindPage({ straight, blank, form, formPage }: {
  readonly straight: Raster; readonly blank: Raster; readonly form: Pick<Form, 'id' | 'pages'>; readonly formPage: number
}): Promise<BlindPage> {
  const page = form.pages.find((one) => one.number === formPage)
  if (!page) throw new Error(`Form ${form.id} has no page ${formPage}`)
  const { width, height } = straight
  const hidden = hiddenBoxes({ page, isTitlePage: page === form.pages[0], widthPx: width, heightPx: height })
  const ink = inkMask({ straight, blank })
  const pixels = followInk({ ink, boxes: hidden })
  const { raster, teacherInk } = hideTeacherInk({ straight, boxes: hidden, strayInkPx: inkOutside(ink, hidden) - pixels.length })
  const bytes = await encodeJpeg(paintOut({ straight: raster, boxes: hidden, pixels }), JPEG_QUALITY)
  const again = await decodeImage(bytes)
  if (!again.ok) throw new Error(`The blind image does not decode: ${again.reason}`)
  const detections = [detectInkInHiddenBoxes({ image: again.value.raster, boxes: hidden }), detectForeignBytes(bytes)]
  const certificate: BlindCertificate = {
    version: 1, source: sha256(straight.data), image: sha256(bytes), form: form.id, formPage,
    hidden: [...hidden], followedInkPx: pixels.length, teacherInk, detections,
  }
  return { bytes, widthPx: width, heightPx: height, certificate, certified: detections.every((one) => one.passed), teacherInk }
}

function inkOutside({ width, data }: InkMask, boxes: readonly HiddenBox[]): number {
  const outside = data.slice()
  for (const { boxPx: [left, top, w, h] } of boxes) for (let y = top; y < top + h; y++) outside.fill(0, y * width + left, y * width + left + w)
  return outside.reduce((sum, one) => sum + one, 0)
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
