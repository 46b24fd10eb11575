import { detectBarcodes } from '../../pipeline/anonymise/detect-barcodes.ts'
import { detectReadable } from '../../pipeline/anonymise/detect-readable.ts'
import { detectWords } from '../../pipeline/anonymise/detect-words.ts'
import { inkMask } from '../../pipeline/anonymise/ink-mask.ts'
import { makeBlindPageByHand } from '../../pipeline/anonymise/make-blind-page-by-hand.ts'
import { makeBlindPage, type BlindPage, type MadeBlindPage } from '../../pipeline/anonymise/make-blind-page.ts'
import { certifyTwin, type Twin } from '../../pipeline/anonymise/certify-twin.ts'
import { moved, type Move } from '../../pipeline/anonymise/twin-page.ts'
import { chooseBlank } from '../../pipeline/anonymise/choose-blank.ts'
import { decodeImage } from '../../pipeline/image/codec.ts'
import type { BlindCertificate, Detection, HandMask } from '../../pipeline/model/blind-certificate.ts'
import type { Raster } from '../../pipeline/model/raster.ts'
import type { Models } from './load-models.ts'
import { blankKey, type PreparedForms } from './prepare-forms.ts'

/** What of a page is to be made blind. `code`: the participant's, where it is known: it is looked for on the finished page. */
export interface BlindOrder {
  readonly image: Uint8Array
  readonly formId: string
  readonly formPage: number
  readonly masks: readonly HandMask[]
  readonly code: string | null
  /** It does not lie on the form's blank: nothing of it is hidden but by hand. */
  readonly byHand: boolean
  /** Words that may not be read on it. */
  readonly words: readonly string[]
  /** Its twin is wanted too: a third of the page's time more. */
  readonly twin: boolean
}

/** Whose twin is to be made: a page that stands, `of`, and what it was made from. */
export type TwinOrder = Omit<BlindOrder, 'masks' | 'twin'> & { readonly of: BlindCertificate }

/** A finished blind page, or its twin with how far that is moved, on which words are looked for. */
export interface WordsOrder { readonly blind: Uint8Array; readonly movedPx?: Move | undefined; readonly formId: string; readonly formPage: number; readonly byHand: boolean; readonly words: readonly string[] }

/** A blind page with its twin, which is shown where the page comes a second time; null where none was wanted. */
export type BlindImage = BlindPage & { readonly twin: Twin | null }

/** The stored picture of a straightened page → its blind page and, where it is wanted, that page's twin. Throws when the picture does not decode: we made it ourselves. */
export async function blindImage(order: BlindOrder & { readonly forms: PreparedForms; readonly models: Models }): Promise<BlindImage> {
  const made = await blindPageOf(order)
  const { bytes, widthPx, heightPx, certificate } = made
  return { bytes, widthPx, heightPx, certificate, twin: order.twin ? await certifyTwin(made) : null }
}

/**
 * The twin of a page that stands. What its detectors look for only making the page tells, so the page is made anew; null where that does not come to the same bytes: then the picture, the blank or the program is
 * another. What the detectors said of the page and a person answered stays what it was.
 */
export async function twinImage({ of, ...order }: TwinOrder & { readonly forms: PreparedForms; readonly models: Models }): Promise<Twin | null> {
  const made = await blindPageOf({ ...order, masks: of.masks })
  return made.certificate.image === of.image ? certifyTwin({ ...made, certificate: of }) : null
}

async function blindPageOf({ image, formId, formPage, masks, code, byHand, words, forms, models }: Omit<BlindOrder, 'twin'> & { readonly forms: PreparedForms; readonly models: Models }): Promise<MadeBlindPage> {
  const decoded = await decodeImage(image)
  if (!decoded.ok) throw new Error(`The stored picture of a page does not decode: ${decoded.reason}`)
  if (byHand) return makeBlindPageByHand({
    picture: decoded.value.raster, formId, formPage, masks, inspect: async (finished, ink) => [await detectBarcodes({ image: finished, ink, reader: await models.barcode() }), detectWords({ image: finished, ink, words: await models.drawnWords(words) })],
  })
  const form = forms.forms.get(formId)!
  const blank = forms.blanks.get(blankKey(formId, formPage))!
  return makeBlindPage({
    straight: decoded.value.raster, blank, otherBlanks: forms.otherBlanks.get(blankKey(formId, formPage)) ?? [], form, formPage, masks,
    inspect: async (finished, ink, chosen) => [
      ...await detectReadable({ image: finished, blank: chosen, form, formPage, code, reader: models.reader }),
      await detectBarcodes({ image: finished, ink, reader: await models.barcode() }),
      detectWords({ image: finished, ink, words: await models.drawnWords(words) }),
    ],
  })
}

/** Looks for words on a finished blind page or its twin. */
export async function wordsOnImage({ blind, movedPx: [right, down] = [0, 0], formId, formPage, byHand, words, forms, models }: WordsOrder & { readonly forms: PreparedForms; readonly models: Models }): Promise<Detection> {
  const decoded = await decodeImage(blind)
  if (!decoded.ok) throw new Error(`The stored blind page does not decode: ${decoded.reason}`)
  const image = moved(decoded.value.raster, [-right, -down]), { width, height } = image
  const key = blankKey(formId, formPage)
  const blank: Raster = byHand ? { width, height, channels: 1, data: new Uint8Array(width * height).fill(255) } : chooseBlank({ straight: image, blanks: [forms.blanks.get(key)!, ...forms.otherBlanks.get(key) ?? []] })
  return detectWords({ image, ink: inkMask({ straight: image, blank }), words: await models.drawnWords(words) })
}
