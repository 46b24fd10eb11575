import { encodeSmallerJpeg } from '../../pipeline/image/codec.ts'
import type { PageImage, Raster } from '../../pipeline/model/raster.ts'
import { registerPage } from '../../pipeline/register/register-page.ts'
import { straighten } from '../../pipeline/register/straighten.ts'
import type { Models } from './load-models.ts'
import type { RecognisedPage } from './messages.ts'
import { blankKey, type PreparedForms } from './prepare-forms.ts'

const JPEG_QUALITY = 88
/** A4 at 200 dpi: nobody needs a foreign page larger. */
const MOST_HEIGHT_PX = 2339

type Seen = Omit<Extract<RecognisedPage['outcome'], { type: 'seen' }>, 'type'>

/** One page picture → which page of which form it is, what its ink says, and the picture for people's eyes. */
export async function recognisePage({ page, forms, models }: { readonly page: PageImage; readonly forms: PreparedForms; readonly models: Models }): Promise<Seen> {
  const { raster: scan } = page
  const registration = registerPage({ scan, references: forms.references })
  if (registration.type !== 'matched') {
    return { registration, evidence: null, dpi: page.dpi, image: await encoded(scan) }
  }
  const { form: formId, formPage, toScan } = registration
  const form = forms.forms.get(formId)!
  const straight = straighten({ scan, toScan, pageSizeMm: form.pageSizeMm })
  const evidence = await models.reader.readPage({ straight, blank: forms.blanks.get(blankKey(formId, formPage))!, form, formPage })
  return { registration, evidence, dpi: registration.dpi, image: await encoded(straight) }
}

const encoded = (raster: Raster): Promise<Seen['image']> => encodeSmallerJpeg({ raster, quality: JPEG_QUALITY, mostHeightPx: MOST_HEIGHT_PX })
