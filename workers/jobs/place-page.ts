import { sql } from 'kysely'
import { decideStack } from '../../pipeline/decide/decide-stack.ts'
import { readingByHand } from '../../pipeline/decide/reading-by-hand.ts'
import { uploadPlan } from '../../pipeline/intake/plan-upload.ts'
import type { Form } from '../../pipeline/model/form.ts'
import type { PageReading } from '../../pipeline/model/page-reading.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import type { Db } from '../../storage/database/database.ts'
import { newId } from '../../storage/new-id.ts'
import { addCertainValues } from '../../storage/queries/page-values.ts'
import type { LaidPage, LayOrder } from '../recognition/lay-page.ts'
import { askQuestions, questionsByHand, questionsOf } from './ask-questions.ts'
import { loadFormSet } from './form-set.ts'
import type { Job } from './job.ts'
import type { StoredEvidence } from './stored-evidence.ts'
import { withOriginal } from './with-original.ts'

/**
 * A page that a person named is laid over the blank of that page and read like any other; where it does not lie there, it stays in its work and every field
 * of it is asked. Run again, it asks and adds nothing twice; a page that was taken out of its work meanwhile is left alone.
 */
export const placePage: Job = async (context, pageId) => {
  const { db, blobs, recognisers, clock } = context
  const page = await db.selectFrom('page as p').innerJoin('scan_file as f', 'f.id', 'p.file_id').selectAll('p').select(['f.campaign_id', 'f.school_id', 'f.name', 'f.sha256', 'f.plan']).where('p.id', '=', pageId).executeTakeFirst()
  if (!page || page.by_hand === null || page.work_id === null || page.image_sha256 === null || page.form_id === null || page.form_page === null) return
  const { form_id: formId, form_page: formPage, work_id: workId, image_sha256: imageSha256 } = page
  const image = await blobs.get(imageSha256)
  if (!image) throw new Error(`The picture of page ${pageId} is not in the blob store`)
  const forms = await loadFormSet(context, page.campaign_id)
  const { form } = forms.forms.find((one) => one.form.id === formId)!
  const lay = (original?: LayOrder['original']): Promise<LaidPage> => recognisers.lay({ image, turn: page.turn, formId, formPage, forms, original })
  // One that could not be laid before is only asked again; of one that was laid over another page, the stored picture is bent to that.
  const laid = page.by_hand === 'kept' ? null : !await wasLaid(db, pageId) ? await lay()
    : await withOriginal(context, page.sha256, (path) => lay({ path, name: page.name, plan: page.plan === null ? undefined : uploadPlan.parse(page.plan), ordinal: page.number - 1 }))
  const sha256 = laid ? await blobs.put(laid.image.bytes) : imageSha256
  const { widthPx, heightPx } = laid?.image ?? { widthPx: page.width_px ?? 0, heightPx: page.height_px ?? 0 }
  await db.transaction().execute(async (trx) => {
    const now = await trx.selectFrom('page').select(['work_id', 'form_id', 'form_page', 'image_sha256', 'by_hand']).where('id', '=', pageId).forUpdate().executeTakeFirstOrThrow()
    if (now.work_id !== workId || now.form_id !== formId || now.form_page !== formPage || now.image_sha256 !== imageSha256 || now.by_hand !== page.by_hand) return
    const { state } = await trx.selectFrom('work').select('state').where('id', '=', workId).forUpdate().executeTakeFirstOrThrow()
    if (state !== 'staged') return
    const stored = await newestEvidence(trx, pageId)
    const reading = laid?.seen ? readingOf({ form, file: page.name, number: page.number, seen: laid.seen }) : readingByHand({ form, formPage, file: page.name, page: page.number })
    const at = clock()
    if (laid) {
      await trx.updateTable('page').set({
        by_hand: laid.seen ? null : 'kept', turn: 0, rotation: reading.rotation, skew_deg: reading.skewDeg, image_sha256: sha256, width_px: widthPx, height_px: heightPx, quality: JSON.stringify(laid.flaws),
        ink_hash: laid.ink?.hash ?? null, ink_cells: laid.ink?.cells ?? null,
      }).where('id', '=', pageId).execute()
      // Where the machine had put it stays on record: a page that stands elsewhere is a person's, and the machine moves it no more.
      const seenBefore = stored?.seen?.registration.type === 'matched' ? null : stored?.seen ?? null
      const evidence: StoredEvidence = { seen: laid.seen ?? seenBefore, place: stored?.place ?? { state: 'foreign', code: null }, named: true }
      await trx.insertInto('page_reading').values({ id: newId(), page_id: pageId, evidence: JSON.stringify(evidence), reading: JSON.stringify(reading), at }).execute()
      await appendAudit(trx, { type: laid.seen ? 'page.laid-over-blank' : 'page.kept-by-hand', actor: 'system', at, page: pageId, form: formId, formPage, image: sha256 })
    }
    await addCertainValues(trx, { workId, pageId, reading, at })
    const questions = laid?.seen ? questionsOf({ reading, evidence: laid.seen.evidence, codeCandidates: [], codeKnown: true }) : questionsByHand({ reading, form, widthPx, heightPx })
    await askQuestions({ trx, schoolId: page.school_id, pageId, workId, questions })
  })
}

async function newestEvidence(db: Db, pageId: string): Promise<StoredEvidence | null> {
  const row = await db.selectFrom('page_reading').select('evidence').where('page_id', '=', pageId).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return (row?.evidence ?? null) as StoredEvidence | null
}

/** Whether the stored picture was ever laid straight over a blank: not the scan's own picture then. */
async function wasLaid(db: Db, pageId: string): Promise<boolean> {
  const row = await db.selectFrom('page_reading').select('id').where('page_id', '=', pageId).where(sql<string>`evidence #>> '{seen,registration,type}'`, '=', 'matched').limit(1).executeTakeFirst()
  return row !== undefined
}

/** What the ink of this page alone says. */
function readingOf({ form, file, number, seen }: { form: Form; file: string; number: number; seen: NonNullable<LaidPage['seen']> }): PageReading {
  return decideStack({ pages: [{ file, page: number, outcome: { type: 'seen', ...seen } }], forms: [form] }).readings[0]!
}
