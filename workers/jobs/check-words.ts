import { randomBytes } from 'node:crypto'
import type { Move } from '../../pipeline/anonymise/twin-page.ts'
import { wordsToFind } from '../../pipeline/anonymise/words/hidden-words.ts'
import { blindCertificate } from '../../pipeline/model/blind-certificate.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import { settleBlindWork, standingBlindPages, type StandingBlindPage } from '../../storage/queries/blind-pages.ts'
import { wordsOfSchool } from '../../storage/queries/school-words.ts'
import { loadFormSet } from './form-set.ts'
import type { Job } from './job.ts'

/**
 * A school changed its list of words to hide: looks for them on the blind pages that are there and on their twins. A page with a hit is blocked, and its work goes from every expert until a
 * person has hidden the word. Pages that are being made meanwhile see to it themselves. Run again, it finds the same.
 */
export const checkWords: Job = async (context, schoolId) => {
  const { db, blobs, recognisers, clock, progress } = context
  const school = await db.selectFrom('school').select(['name', 'campaign_id']).where('id', '=', schoolId).executeTakeFirst()
  if (!school) return
  const { words: hidden, version } = await wordsOfSchool(db, schoolId)
  const words = wordsToFind({ schoolName: school.name, hidden })
  const forms = await loadFormSet(context, school.campaign_id)
  const works = await db.selectFrom('work').select(['id', 'form_id']).where('school_id', '=', schoolId).where('state', 'in', ['released', 'anonymised']).orderBy('id').execute()
  const byHand = new Set((await db.selectFrom('page as p').innerJoin('work as w', 'w.id', 'p.work_id').select(['p.work_id', 'p.form_page']).where('w.school_id', '=', schoolId).where('p.state', '=', 'work').where('p.by_hand', 'is not', null).execute()).map((row) => `${row.work_id} ${row.form_page}`))
  let pages = 0, hits = 0
  for (const [index, work] of works.entries()) {
    for (const page of await standingBlindPages(db, [work.id])) {
      const blind = await blobs.get(page.sha256)
      // After the erasure there is nothing left that an expert could see.
      if (!blind) continue
      const order = { formId: work.form_id, formPage: page.formPage, byHand: byHand.has(`${work.id} ${page.formPage}`), words, forms }
      const twin = await twinOf(page.id)
      let found = await recognisers.findWords({ ...order, blind })
      if (found.passed && twin) found = await recognisers.findWords({ ...order, ...twin })
      pages++
      if (found.passed) continue
      hits++
      await db.transaction().execute(async (trx) => {
        await trx.selectFrom('work').select('id').where('id', '=', work.id).forUpdate().execute()
        const now = (await standingBlindPages(trx, [work.id])).find((one) => one.formPage === page.formPage)
        if (now?.id !== page.id || now.look?.kind === 'masked') return
        await block(trx, page, found)
        await settleBlindWork(trx, work.id)
        await appendAudit(trx, { type: 'blind-page.word-found', actor: 'system', at: clock(), work: work.id, page: page.formPage })
      })
    }
    await progress((100 * (index + 1)) / works.length)
  }
  await db.transaction().execute((trx) => appendAudit(trx, { type: 'school.words-checked', actor: 'system', at: clock(), school: schoolId, version, pages, hits }))

  /** The page's other picture, where one may be shown. */
  async function twinOf(pageId: string): Promise<{ readonly blind: Uint8Array; readonly movedPx: Move | undefined } | null> {
    const row = await db.selectFrom('twin_certificate').select(['sha256', 'certificate']).where('blind_page_id', '=', pageId).where('fit', '=', true).executeTakeFirst()
    const blind = row && await blobs.get(row.sha256)
    return blind ? { blind, movedPx: blindCertificate.parse(row.certificate).twin?.movedPx } : null
  }

  async function block(trx: Parameters<typeof settleBlindWork>[0], page: StandingBlindPage, found: StandingBlindPage['certificate']['detections'][number]): Promise<void> {
    const certificate = { ...page.certificate, detections: [...page.certificate.detections.filter((one) => one.detector !== found.detector), found] }
    await trx.insertInto('blind_page').values({
      id: randomBytes(16).toString('hex'), work_id: page.workId, form_page: page.formPage, sha256: page.sha256, width_px: page.widthPx, height_px: page.heightPx,
      certificate: JSON.stringify(certificate), verdict: 'blocked', reasons: JSON.stringify([...new Set([...page.reasons, 'word'])]), at: clock(),
    }).execute()
  }
}
