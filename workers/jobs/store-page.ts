import type { PageReading, ReadingReason } from '../../pipeline/model/page-reading.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import type { PageState } from '../../storage/database/tables.ts'
import { newId } from '../../storage/new-id.ts'
import type { RecognisedPage } from '../recognition/messages.ts'
import type { JobContext } from './job.ts'
import type { StoredEvidence } from './stored-evidence.ts'

/** Scans under this resolution lose strokes: the page is used, and the coordinator is told. */
const LOWEST_DPI = 150

/** Writes one recognised page down with its picture: a page of a form waits for the decision over the whole school, others have their place at once. */
export async function storePage({ db, blobs, clock }: JobContext, { fileId, page }: { readonly fileId: string; readonly page: RecognisedPage }): Promise<void> {
  const { outcome } = page
  const image = outcome.type === 'seen' ? { ...outcome.image, sha256: await blobs.put(outcome.image.bytes) } : null
  const ink = outcome.type === 'seen' ? outcome.ink : null
  const reading = plainReading(page)
  const id = newId()
  await db.transaction().execute(async (trx) => {
    const inserted = await trx.insertInto('page').values({
      id, file_id: fileId, number: page.ordinal + 1, state: placeOf(reading), reasons: JSON.stringify(reading.reasons),
      form_id: reading.form, form_page: reading.formPage, rotation: reading.rotation, skew_deg: reading.skewDeg,
      image_sha256: image?.sha256 ?? null, width_px: image?.widthPx ?? null, height_px: image?.heightPx ?? null, work_id: null,
      quality: JSON.stringify(outcome.type === 'seen' ? outcome.flaws : []), ink_hash: ink?.hash ?? null, ink_cells: ink?.cells ?? null,
    }).onConflict((conflict) => conflict.columns(['file_id', 'number']).doNothing()).returning('id').executeTakeFirst()
    if (!inserted) return
    await trx.insertInto('page_reading').values({
      id: newId(), page_id: id, evidence: JSON.stringify(storedEvidence(page, placeOf(reading))), reading: JSON.stringify(reading), at: clock(),
    }).execute()
    await appendAudit(trx, { type: 'page.recognised', actor: 'system', at: clock(), page: id, file: fileId, number: page.ordinal + 1, status: reading.status, image: image?.sha256 ?? null })
  })
}

const storedEvidence = ({ outcome }: RecognisedPage, state: PageState): StoredEvidence =>
  ({ seen: outcome.type === 'seen' ? { registration: outcome.registration, evidence: outcome.evidence, dpi: outcome.dpi } : null, place: { state, code: null } })

const placeOf = (reading: PageReading): PageState => (reading.status === 'read' || reading.status === 'review' ? 'waiting' : reading.status)

/** What can be said of a page by itself, before any decision over many. */
function plainReading({ file, page, outcome }: RecognisedPage): PageReading {
  const bare = { file, page, form: null, formPage: null, rotation: 0, skewDeg: 0 } as const
  if (outcome.type === 'refused') return { ...bare, status: 'unreadable', reasons: [outcome.reason] }
  const { registration, dpi } = outcome
  const quality: ReadingReason[] = dpi !== null && dpi < LOWEST_DPI ? ['low-resolution'] : []
  switch (registration.type) {
    case 'blank': return { ...bare, status: 'blank', reasons: ['blank-page'] }
    case 'foreign': return { ...bare, status: 'foreign', reasons: [registration.reason, ...quality] }
    case 'matched': {
      const { form, formPage, rotation, skewDeg } = registration
      return { ...bare, status: 'review', reasons: quality, form, formPage, rotation, skewDeg }
    }
  }
}
