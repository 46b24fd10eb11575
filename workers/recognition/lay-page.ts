import { decodeImage, encodeFittedJpeg } from '../../pipeline/image/codec.ts'
import { turnRaster, type QuarterTurn } from '../../pipeline/image/turn.ts'
import type { PageEvidence } from '../../pipeline/model/evidence.ts'
import type { UploadPlan } from '../../pipeline/intake/plan-upload.ts'
import { walkFile } from '../../pipeline/intake/walk-file.ts'
import type { PageFlaw } from '../../pipeline/model/page-flaw.ts'
import { mmToPx, type PageImage } from '../../pipeline/model/raster.ts'
import type { InkHash } from '../../pipeline/register/ink-hash.ts'
import type { Registration } from '../../pipeline/model/registration.ts'
import { openSource, spool } from './file-source.ts'
import type { Models } from './load-models.ts'
import type { PreparedForms } from './prepare-forms.ts'
import { JPEG_QUALITY, recognisePage } from './recognise-page.ts'

/** A picture of a page, how a person turned it (degrees clockwise), and which page of which form the person says it is. */
export interface LayOrder {
  readonly image: Uint8Array; readonly turn: number; readonly formId: string; readonly formPage: number
  /** Where the picture was laid straight over another page already: the file on disk, its plan and the ordinal of the page in it, to begin from the scan itself. */
  readonly original?: { readonly path: string; readonly name: string; readonly plan?: UploadPlan | undefined; readonly ordinal: number } | undefined
}

/** `seen` is null where the picture does not lie on that page's blank: then it is upright and as large as the form's page, white around it. */
export interface LaidPage {
  readonly seen: { readonly registration: Extract<Registration, { type: 'matched' }>; readonly evidence: PageEvidence; readonly dpi: number | null } | null
  readonly flaws: readonly PageFlaw[]
  readonly ink: InkHash | null
  readonly image: { readonly bytes: Uint8Array; readonly widthPx: number; readonly heightPx: number }
}

/**
 * Tries to lay a page where a person says it belongs. Its sister pages stay rivals, so that a slip of the finger does not hide the wrong places; only where
 * the program cannot tell between them the person's word decides. Throws when the stored picture does not decode: we made it ourselves.
 */
export async function layPage({ image, turn, formId, formPage, original, forms, models }: LayOrder & { readonly forms: PreparedForms; readonly models: Models }): Promise<LaidPage> {
  const decoded = await decodeImage(image)
  if (!decoded.ok) throw new Error(`The stored picture of a page does not decode: ${decoded.reason}`)
  const raster = turnRaster(decoded.value.raster, turn as QuarterTurn)
  const page: PageImage = (original && await scanOf(original)) ?? { raster, dpi: null, reducedBy: 1 }
  const sisters = forms.references.filter((one) => one.form === formId)
  const named = sisters.filter((one) => one.formPage === formPage)
  for (const references of [sisters, named]) {
    const { registration, evidence, flaws, dpi, ink, image: straight } = await recognisePage({ page, forms: { ...forms, references }, models })
    if (registration.type === 'matched') {
      if (registration.formPage !== formPage || !evidence) break
      return { seen: { registration, evidence, dpi }, flaws, ink, image: straight }
    }
    if (registration.type !== 'foreign' || registration.reason !== 'form-ambiguous') break
  }
  const [widthMm, heightMm] = forms.forms.get(formId)!.pageSizeMm
  const [widthPx, heightPx] = [Math.round(mmToPx(widthMm)), Math.round(mmToPx(heightMm))]
  return { seen: null, flaws: [], ink: null, image: { bytes: await encodeFittedJpeg({ raster, widthPx, heightPx, quality: JPEG_QUALITY }), widthPx, heightPx } }
}

async function scanOf({ path, name, plan, ordinal }: NonNullable<LayOrder['original']>): Promise<PageImage | null> {
  const source = await openSource(path)
  try {
    for await (const { image } of walkFile({ source, name, plan, spool: spool, takes: (one) => one === ordinal })) return image.ok ? image.value : null
    return null
  } finally {
    await source.close()
  }
}
