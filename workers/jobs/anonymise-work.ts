import { appendAudit } from '../../storage/audit-log.ts'
import { newId } from '../../storage/new-id.ts'
import type { BlindPage } from '../../pipeline/anonymise/make-blind-page.ts'
import { loadFormSet } from './form-set.ts'
import type { Job } from './job.ts'

/**
 * Makes the blind pages of a released work. Fails closed: while one page is not certified, none of the work's pages is shown to anybody.
 * Run again, it makes all pages anew; the first that are written down stay.
 */
export const anonymiseWork: Job = async (context, workId) => {
  const { db, blobs, recognisers, clock, progress } = context
  const work = await db.selectFrom('work').select(['id', 'campaign_id', 'form_id', 'state']).where('id', '=', workId).executeTakeFirst()
  if (work?.state !== 'released') return
  const forms = await loadFormSet(context, work.campaign_id)
  const pages = await db.selectFrom('page').select(['id', 'form_page', 'image_sha256']).where('work_id', '=', workId).where('state', '=', 'work').orderBy('form_page').execute()
  const blind: (BlindPage & { readonly formPage: number; readonly sha256: string })[] = []
  for (const page of pages) {
    const image = page.image_sha256 === null ? null : await blobs.get(page.image_sha256)
    if (!image || page.form_page === null) throw new Error(`The picture of page ${page.id} is not in the blob store`)
    const made = await recognisers.blind({ image, formId: work.form_id, formPage: page.form_page, forms })
    blind.push({ ...made, formPage: page.form_page, sha256: await blobs.put(made.bytes) })
    await progress((100 * blind.length) / pages.length)
  }
  const blocked = blind.filter((page) => !page.certified).map((page) => page.formPage)
  await db.transaction().execute(async (trx) => {
    const now = await trx.selectFrom('work').select('state').where('id', '=', workId).forUpdate().executeTakeFirst()
    if (now?.state !== 'released') return
    if (blocked.length > 0) {
      await appendAudit(trx, { type: 'work.anonymisation-blocked', actor: 'system', at: clock(), work: workId, pages: blocked })
      return
    }
    for (const page of blind) {
      await trx.insertInto('blind_page').values({
        id: newId(), work_id: workId, form_page: page.formPage, sha256: page.sha256, width_px: page.widthPx, height_px: page.heightPx,
        certificate: JSON.stringify(page.certificate), at: clock(),
      }).execute()
    }
    await trx.updateTable('work').set({ state: 'anonymised' }).where('id', '=', workId).execute()
    await appendAudit(trx, { type: 'work.anonymised', actor: 'system', at: clock(), work: workId, images: blind.map((page) => page.sha256) })
  })
}
