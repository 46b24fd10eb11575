import { decodeImage } from '../image/codec.ts'
import type { BlindCertificate, Detection } from '../model/blind-certificate.ts'
import type { Form, FormPage } from '../model/form.ts'
import { mmToPx, type Raster } from '../model/raster.ts'
import { chooseBlank } from './choose-blank.ts'
import { detectForeignBytes, detectInkInHiddenBoxes, RINGING_PX, WHITE_ENOUGH } from './detect-leaks.ts'
import { encodeBlind, sha256 } from './encode-blind.ts'
import { hiddenBoxes } from './hidden-boxes.ts'
import { inkMask } from './ink-mask.ts'
import type { Inspect } from './make-blind-page.ts'

/** `[left, top, width, height]`, px. */
export type BoxPx = readonly [number, number, number, number]

/** The answers to some tasks of one page and nothing else. `boxPx`: where the picture lies on the whole page, px of that page. */
export interface AnswerCrop { readonly bytes: Uint8Array; readonly boxPx: BoxPx; readonly certificate: BlindCertificate }

/** The answer boxes of these tasks on a page of this size, whole pixels, cut at its edges. */
function answerBoxes({ page, tasks, widthPx, heightPx }: { readonly page: FormPage; readonly tasks: readonly string[]; readonly widthPx: number; readonly heightPx: number }): readonly BoxPx[] {
  return page.fields.flatMap((field): BoxPx[] => {
    if (field.kind !== 'answer' || !field.tasks.some((task) => tasks.includes(task))) return []
    const [x, y, width, height] = field.box
    const [left, top] = [Math.max(0, Math.floor(mmToPx(x))), Math.max(0, Math.floor(mmToPx(y)))]
    const [right, bottom] = [Math.min(widthPx, Math.ceil(mmToPx(x + width))), Math.min(heightPx, Math.ceil(mmToPx(y + height)))]
    return right > left && bottom > top ? [[left, top, right - left, bottom - top]] : []
  })
}

/**
 * Cuts the answers to some tasks out of a finished blind page, everything between their boxes painted white, encodes them anew, and looks at the very bytes once more: laid
 * back on an empty page, so that the detectors see what they see of a whole one. Null when none of the tasks is answered on this page.
 */
export async function cropAnswers({ blind, blank: first, otherBlanks = [], form, formPage, tasks, inspect }: {
  /** The bytes of the blind page, as they are served. */
  readonly blind: Uint8Array; readonly blank: Raster; readonly otherBlanks?: readonly Raster[]; readonly form: Pick<Form, 'id' | 'pages'>; readonly formPage: number; readonly tasks: readonly string[]; readonly inspect?: Inspect
}): Promise<AnswerCrop | null> {
  const page = form.pages.find((one) => one.number === formPage)
  if (!page) throw new Error(`Form ${form.id} has no page ${formPage}`)
  const boxes = answerBoxes({ page, tasks, widthPx: first.width, heightPx: first.height })
  if (boxes.length === 0) return null
  const decoded = await decodeImage(blind)
  if (!decoded.ok) throw new Error(`The blind page does not decode: ${decoded.reason}`)
  const whole = decoded.value.raster
  const blank = chooseBlank({ straight: whole, blanks: [first, ...otherBlanks] })
  const boxPx = around(boxes)
  const { bytes, image: seen } = await encodeBlind(cut(whole, boxes, boxPx))
  const image = layBack(seen, boxPx, whole)
  const hidden = hiddenBoxes({ page, isTitlePage: page === form.pages[0], widthPx: whole.width, heightPx: whole.height })
  const detections = [
    detectInkInHiddenBoxes({ image, boxes: hidden }), detectForeignBytes(bytes), detectOutsideBoxes(image, boxes),
    ...await inspect?.(image, inkMask({ straight: image, blank }), blank) ?? [],
  ]
  return { bytes, boxPx, certificate: { version: 1, source: sha256(blind), image: sha256(bytes), form: form.id, formPage, hidden: [...hidden], masks: [], edgePx: 0, followedInkPx: 0, writing: true, detections } }
}

const around = (boxes: readonly BoxPx[]): BoxPx => {
  const [left, top] = [Math.min(...boxes.map(([x]) => x)), Math.min(...boxes.map(([, y]) => y))]
  return [left, top, Math.max(...boxes.map(([x, , width]) => x + width)) - left, Math.max(...boxes.map(([, y, , height]) => y + height)) - top]
}

function cut(page: Raster, boxes: readonly BoxPx[], [left, top, width, height]: BoxPx): Raster {
  const data = new Uint8Array(width * height).fill(255)
  for (const [x, y, w, h] of boxes) {
    for (let row = y; row < y + h; row++) for (let column = x; column < x + w; column++) data[(row - top) * width + column - left] = page.data[(row * page.width + column) * page.channels]!
  }
  return { width, height, channels: 1, data }
}

function layBack(crop: Raster, [left, top]: BoxPx, { width, height }: Raster): Raster {
  const data = new Uint8Array(width * height).fill(255)
  for (let y = 0; y < crop.height; y++) for (let x = 0; x < crop.width; x++) data[(top + y) * width + left + x] = crop.data[(y * crop.width + x) * crop.channels]!
  return { width, height, channels: 1, data }
}

/** Is there anything of the page but the answers that were asked for? */
function detectOutsideBoxes(image: Raster, boxes: readonly BoxPx[]): Detection {
  let dark = 0
  for (let y = 0; y < image.height; y++) for (let x = 0; x < image.width; x++) {
    if (image.data[y * image.width + x]! >= WHITE_ENOUGH) continue
    if (!boxes.some(([left, top, width, height]) => x >= left - RINGING_PX && x < left + width + RINGING_PX && y >= top - RINGING_PX && y < top + height + RINGING_PX)) dark++
  }
  return { detector: 'outside-answer-boxes', version: 1, passed: dark === 0, detail: `${dark} px of ${boxes.length} boxes’ surroundings` }
}
