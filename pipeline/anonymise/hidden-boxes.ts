import type { Field, FormPage } from '../model/form.ts'
import { mmToPx } from '../model/raster.ts'
import type { BlindCertificate } from '../model/blind-certificate.ts'

export type HiddenBox = BlindCertificate['hidden'][number]

/** Around a hidden box this much goes too: more than registration was ever off, mm. */
const MARGIN_MM: Readonly<Record<HiddenBox['kind'], number>> = { code: 3, barcode: 3, score: 1.2, total: 1.5, mark: 1.5, redact: 1, header: 1 }

/** What of a page experts may never see, in whole pixels of the straightened page, margins included and cut at its edges. */
export function hiddenBoxes({ page, isTitlePage, widthPx, heightPx }: {
  readonly page: FormPage; readonly isTitlePage: boolean; readonly widthPx: number; readonly heightPx: number
}): readonly HiddenBox[] {
  return page.fields.flatMap((field) => {
    const kind = hiddenKind(field, isTitlePage)
    if (!kind) return []
    const [x, y, width, height] = field.box
    const margin = MARGIN_MM[kind]
    const left = Math.max(0, Math.floor(mmToPx(x - margin)))
    const top = Math.max(0, Math.floor(mmToPx(y - margin)))
    const right = Math.min(widthPx, Math.ceil(mmToPx(x + width + margin)))
    const bottom = Math.min(heightPx, Math.ceil(mmToPx(y + height + margin)))
    return right > left && bottom > top ? [{ kind, boxPx: [left, top, right - left, bottom - top] }] : []
  })
}

/** The printed header names school subjects and, on the title page, leaves room for names: only there it is hidden. */
function hiddenKind(field: Field, isTitlePage: boolean): HiddenBox['kind'] | null {
  switch (field.kind) {
    case 'answer': return null
    case 'header': return isTitlePage ? 'header' : null
    default: return field.kind
  }
}
