import { encodeSmallerJpeg } from '../../pipeline/image/codec.ts'
import type { PageEvidence } from '../../pipeline/model/evidence.ts'
import type { Form } from '../../pipeline/model/form.ts'
import type { PageImage, Raster } from '../../pipeline/model/raster.ts'
import { inkHash } from '../../pipeline/register/ink-hash.ts'
import { findFlaws } from '../../pipeline/register/page-flaws.ts'
import { registerPage } from '../../pipeline/register/register-page.ts'
import { straighten } from '../../pipeline/register/straighten.ts'
import type { Models } from './load-models.ts'
import type { PicturedPage } from './messages.ts'
import { blankKey, type PreparedForms } from './prepare-forms.ts'

/** Of the pictures of pages that people look at. */
export const JPEG_QUALITY = 88
/** A4 at 200 dpi: nobody needs a foreign page larger. */
const MOST_HEIGHT_PX = 2339

/** One page picture → which page of which form it is, what its ink says, and the picture for people's eyes. */
export async function recognisePage({ page, forms, models }: { readonly page: PageImage; readonly forms: PreparedForms; readonly models: Models }): Promise<PicturedPage> {
  const { raster: scan } = page
  const found = registerPage({ scan, references: forms.references })
  if (found.type !== 'matched') {
    return { registration: found, evidence: null, dpi: page.dpi, ink: null, flaws: found.type === 'blank' ? [] : findFlaws({ scan, dpi: page.dpi }), image: await encoded(scan) }
  }
  const registration = { ...found, dpi: found.dpi * page.reducedBy }
  const { form: formId, formPage, toScan, bend } = registration
  const form = forms.forms.get(formId)!
  const straight = straighten({ scan, toScan, bend, pageSizeMm: form.pageSizeMm })
  const blank = forms.blanks.get(blankKey(formId, formPage))!
  const read = await models.reader.readPage({ straight, blank, form, formPage })
  const evidence = { ...read, ...(await readPrint({ straight, blank, form, formPage, forms, models })) }
  const flaws = findFlaws({ scan, dpi: registration.dpi, matched: { toScan, straight, blank, page: form.pages.find((one) => one.number === formPage)! } })
  return { registration, evidence, dpi: registration.dpi, ink: inkHash({ straight, blank }), flaws, image: await encoded(straight) }
}

/** What is printed rather than written: the variant in the header, and the barcode where the form has one. */
async function readPrint({ straight, blank, form, formPage, forms, models }: {
  straight: Raster; blank: Raster; form: Form; formPage: number; forms: PreparedForms; models: Models
}): Promise<Pick<PageEvidence, 'variant' | 'barcode'>> {
  const fields = form.pages.find((page) => page.number === formPage)?.fields ?? []
  const place = forms.variants.get(blankKey(form.id, formPage))
  const hasVariant = form.variants.length > 0 && fields.some((field) => field.kind === 'header')
  const barcode = fields.find((field) => field.kind === 'barcode')
  return {
    ...(hasVariant && { variant: place ? await models.reader.readVariant({ straight, blank, place, variants: form.variants }) : { value: null, confidence: 0 } }),
    ...(barcode && { barcode: await (await models.barcode()).readBarcode({ straight, box: barcode.box }) }),
  }
}

const encoded = (raster: Raster): Promise<PicturedPage['image']> => encodeSmallerJpeg({ raster, quality: JPEG_QUALITY, mostHeightPx: MOST_HEIGHT_PX })
