import { taskGroups } from '../../pipeline/draw/units.ts'
import type { BlindCertificate } from '../../pipeline/model/blind-certificate.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import { newId } from '../../storage/new-id.ts'
import { standingBlindPages, type StandingBlindPage } from '../../storage/queries/blind-pages.ts'
import { campaignOfForm } from '../../storage/queries/campaigns.ts'
import { findForm } from '../../storage/queries/forms.ts'
import { loadFormSet } from './form-set.ts'
import type { Job } from './job.ts'

/**
 * Cuts the answers to each group of tasks out of a work's blind pages, where the campaign gives works out task by task. Fails closed: while one picture is not fit,
 * none of the work is drawn. Run again, it makes nothing twice.
 */
export const cropWork: Job = async (context, workId) => {
  const { db, blobs, recognisers, clock, progress } = context
  const work = await db.selectFrom('work').select(['campaign_id', 'form_id', 'state', 'participant_code']).where('id', '=', workId).executeTakeFirst()
  if (work?.state !== 'released' && work?.state !== 'anonymised') return
  const stored = await findForm(db, work.form_id)
  const { settings } = await campaignOfForm(db, work.form_id)
  const groups = stored && taskGroups(stored.form)
  if (!groups?.ok || settings.draw.unit !== 'task') return
  const byHand = new Set((await db.selectFrom('page').select('form_page').where('work_id', '=', workId).where('state', '=', 'work').where('by_hand', 'is not', null).execute()).map((row) => row.form_page))
  const forms = await loadFormSet(context, work.campaign_id)
  const pages = await standingBlindPages(db, [workId])
  const done = new Set(pages.length === 0 ? [] : (await db.selectFrom('cropped_page').select('blind_page_id').where('blind_page_id', 'in', pages.map((page) => page.id)).execute()).map((row) => row.blind_page_id))
  for (const [index, page] of pages.entries()) {
    if (done.has(page.id)) continue
    const blind = await blobs.get(page.sha256)
    if (!blind) throw new Error(`The picture of blind page ${page.id} is not in the blob store`)
    // What does not lie on the blank cannot be cut by it: nobody knows what stands in its boxes.
    const lies = !byHand.has(page.formPage)
    const made = !lies ? [] : await recognisers.crop({ blind, formId: work.form_id, formPage: page.formPage, groups: groups.value, code: work.participant_code, forms })
    const crops = await Promise.all(made.map(async (crop) => ({ ...crop, sha256: await blobs.put(crop.bytes), fit: isFit(crop.certificate, page) })))
    await db.transaction().execute(async (trx) => {
      const at = clock()
      const fresh = await trx.insertInto('cropped_page').values({ blind_page_id: page.id, fit: lies && crops.every((crop) => crop.fit), at }).onConflict((on) => on.doNothing()).returning('blind_page_id').executeTakeFirst()
      if (!fresh) return
      for (const crop of crops) {
        await trx.insertInto('answer_crop').values({ id: newId(), blind_page_id: page.id, unit: crop.unit, sha256: crop.sha256, box_px: JSON.stringify(crop.boxPx), certificate: JSON.stringify(crop.certificate), fit: crop.fit, at }).execute()
      }
      await appendAudit(trx, { type: 'answers.cropped', actor: 'system', at, work: workId, page: page.formPage, images: crops.map((crop) => crop.sha256), blocked: crops.filter((crop) => !crop.fit).length })
    })
    await progress((100 * (index + 1)) / pages.length)
  }
}

/** A hit that a person may answer is answered where a person has to look at the page anyway; any other keeps the picture back. */
function isFit({ detections }: BlindCertificate, page: StandingBlindPage): boolean {
  const looked = page.verdict === 'look' || page.certificate.masks.length > 0
  return detections.every((one) => one.passed || (one.firm === false && looked))
}
