import { makeBlindPage, type BlindPage } from '../../pipeline/anonymise/make-blind-page.ts'
import { decodeImage } from '../../pipeline/image/codec.ts'
import { blankKey, type PreparedForms } from './prepare-forms.ts'

/** The stored picture of a straightened page → its blind page. Throws when the picture does not decode: we made it ourselves. */
export async function blindImage({ image, formId, formPage, forms }: { readonly image: Uint8Array; readonly formId: string; readonly formPage: number; readonly forms: PreparedForms }): Promise<BlindPage> {
  const decoded = await decodeImage(image)
  if (!decoded.ok) throw new Error(`The stored picture of a page does not decode: ${decoded.reason}`)
  return makeBlindPage({ straight: decoded.value.raster, blank: forms.blanks.get(blankKey(formId, formPage))!, form: forms.forms.get(formId)!, formPage })
}
