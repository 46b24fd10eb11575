import type { Twin } from '../../pipeline/anonymise/certify-twin.ts'
import { wordsToFind } from '../../pipeline/anonymise/words/hidden-words.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import { standingBlindPages, type StandingBlindPage } from '../../storage/queries/blind-pages.ts'
import { campaignOfForm, showsRepeats } from '../../storage/queries/campaigns.ts'
import { addTwin, pagesWithoutTwins } from '../../storage/queries/page-twins.ts'
import { wordsOfSchool } from '../../storage/queries/school-words.ts'
import { addTask } from '../../storage/tasks.ts'
import { loadFormSet } from './form-set.ts'
import type { Job } from './job.ts'

/**
 * Works came to be repeated after this one was made blind: makes the twins of its pages that have none. A page that cannot be made again byte by byte gets none, and its work comes to nobody a second
 * time. Run again, it makes nothing twice.
 */
export const twinWork: Job = async (context, workId) => {
  const { db, blobs, recognisers, clock, progress } = context
  const work = await db.selectFrom('work').select(['campaign_id', 'school_id', 'form_id', 'participant_code']).where('id', '=', workId).executeTakeFirst()
  if (!work || !showsRepeats((await campaignOfForm(db, work.form_id)).settings)) return
  const without = (await pagesWithoutTwins(db, { workId })).get(workId) ?? new Set()
  // What a person hid more of is being made anew, with a twin.
  const pages = (await standingBlindPages(db, [workId])).filter((page) => without.has(page.id) && page.look?.kind !== 'masked')
  if (pages.length === 0) return
  const forms = await loadFormSet(context, work.campaign_id)
  const school = await db.selectFrom('school').select('name').where('id', '=', work.school_id).executeTakeFirstOrThrow()
  const { words: hidden, version } = await wordsOfSchool(db, work.school_id)
  const words = wordsToFind({ schoolName: school.name, hidden })
  const straight = await db.selectFrom('page').select(['form_page', 'image_sha256', 'by_hand']).where('work_id', '=', workId).where('state', '=', 'work').execute()
  const all: { readonly page: StandingBlindPage; readonly twin: Twin }[] = []
  for (const [index, page] of pages.entries()) {
    const from = straight.find((one) => one.form_page === page.formPage), image = from?.image_sha256 ? await blobs.get(from.image_sha256) : null
    // After the erasure there is nothing left that could come again.
    const twin = from && image && await recognisers.twin({ image, formId: work.form_id, formPage: page.formPage, forms, code: work.participant_code, byHand: from.by_hand !== null, words, of: page.certificate })
    if (twin) all.push({ page, twin })
    // A twin that is not fit is kept nowhere.
    if (twin?.fit) await blobs.put(twin.bytes)
    await progress((100 * (index + 1)) / pages.length)
  }
  const task = await db.transaction().execute(async (trx) => {
    await trx.selectFrom('work').select('id').where('id', '=', workId).forUpdate().execute()
    // The school changed its words meanwhile, and whoever looked for the new ones saw none of these twins.
    if ((await wordsOfSchool(trx, work.school_id, { lock: true })).version !== version) return addTask(trx, { kind: 'twin-work', subjectId: workId, at: clock() })
    const still = (await pagesWithoutTwins(trx, { workId })).get(workId)
    const made = all.filter(({ page }) => still?.has(page.id))
    for (const { page, twin } of made) await addTwin(trx, { blindPageId: page.id, pageSha256: page.sha256, ...twin, at: clock() })
    const twins = made.flatMap(({ twin }) => (twin.fit ? [twin.certificate.image] : []))
    if (made.length > 0) await appendAudit(trx, { type: 'work.twins-made', actor: 'system', at: clock(), work: workId, twins })
    return null
  })
  if (task !== null) await context.dispatch([task])
}
