import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { judgeBlind } from '../../pipeline/anonymise/judge-blind.ts'
import { wordsToFind } from '../../pipeline/anonymise/words/hidden-words.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import { settleBlindWork, standingBlindPages, type StandingBlindPage } from '../../storage/queries/blind-pages.ts'
import { addTwin, needsTwins } from '../../storage/queries/page-twins.ts'
import { wordsOfSchool } from '../../storage/queries/school-words.ts'
import { addTask } from '../../storage/tasks.ts'
import { campaignOfForm } from '../../storage/queries/campaigns.ts'
import type { BlindImage } from '../recognition/blind-image.ts'
import { loadFormSet } from './form-set.ts'
import type { Job } from './job.ts'

/** A page of the work with the image that stands for it, or the one that was made now. */
interface Made { readonly formPage: number; readonly standing: StandingBlindPage | null; readonly made: (BlindImage & { readonly sha256: string }) | null }

/**
 * Makes the blind pages of a released work that are missing or that somebody hid more of. Fails closed: while the machine cannot vouch for one page, and nobody
 * has looked at it, none of the work's pages is shown to anybody. Pages get twins where the work may come a second time. Run again, it makes nothing twice.
 */
export const anonymiseWork: Job = async (context, workId) => {
  const { db, blobs, recognisers, clock, progress } = context
  const work = await db.selectFrom('work').select(['id', 'campaign_id', 'school_id', 'form_id', 'state', 'participant_code']).where('id', '=', workId).executeTakeFirst()
  if (work?.state !== 'released') return
  const forms = await loadFormSet(context, work.campaign_id)
  const school = await db.selectFrom('school').select('name').where('id', '=', work.school_id).executeTakeFirstOrThrow()
  const { words: hidden, version } = await wordsOfSchool(db, work.school_id)
  const words = wordsToFind({ schoolName: school.name, hidden })
  const pages = await db.selectFrom('page').select(['id', 'form_page', 'image_sha256', 'by_hand']).where('work_id', '=', workId).where('state', '=', 'work').orderBy('form_page').execute()
  const twin = await needsTwins(db, { id: workId, formId: work.form_id })
  const before = await standingBlindPages(db, [workId])
  const all: Made[] = []
  for (const page of pages) {
    const image = page.image_sha256 === null ? null : await blobs.get(page.image_sha256)
    if (!image || page.form_page === null) throw new Error(`The picture of page ${page.id} is not in the blob store`)
    const formPage = page.form_page
    const standing = before.find((one) => one.formPage === formPage) ?? null
    if (standing && standing.look?.kind !== 'masked') all.push({ formPage, standing, made: null })
    else {
      const masks = standing?.look?.masks ?? []
      const made = await recognisers.blind({ image, formId: work.form_id, formPage, forms, masks, code: work.participant_code, byHand: page.by_hand !== null, words, twin })
      all.push({ formPage, standing, made: { ...made, sha256: await blobs.put(made.bytes) } })
      // A twin that is not fit is kept nowhere.
      if (made.twin?.fit) await blobs.put(made.twin.bytes)
    }
    await progress((100 * all.length) / pages.length)
  }
  const task = await db.transaction().execute(async (trx) => {
    // Whoever turns to giving works out task by task has every work's answers cut that is blind by then: either this is seen here, or that waits until this is done.
    await trx.selectFrom('campaign').select('id').where('id', '=', work.campaign_id).forShare().execute()
    const { settings: { draw, blind } } = await campaignOfForm(trx, work.form_id)
    const judged = judgeBlind({ certificates: all.map(({ made, standing }) => made?.certificate ?? standing!.certificate), everyPage: blind.lookAt === 'all' })
    const now = await trx.selectFrom('work').select('state').where('id', '=', workId).forUpdate().executeTakeFirst()
    if (now?.state !== 'released') return null
    // The school changed its words meanwhile, and whoever looked for the new ones saw none of these images; or works have come to be repeated meanwhile, and whoever made twins saw none of them.
    const outOfDate = (await wordsOfSchool(trx, work.school_id, { lock: true })).version !== version || (!twin && await needsTwins(trx, { id: workId, formId: work.form_id }))
    if (outOfDate) return addTask(trx, { kind: 'anonymise-work', subjectId: workId, at: clock() })
    // Another run, or a person, was quicker: this run's images are not of the newest masks, and the task that came with those makes them.
    if (!isDeepStrictEqual(lastSaid(await standingBlindPages(trx, [workId])), lastSaid(before))) return null
    for (const [index, { formPage, made }] of all.entries()) {
      if (!made) continue
      const id = randomBytes(16).toString('hex')
      await trx.insertInto('blind_page').values({
        id, work_id: workId, form_page: formPage, sha256: made.sha256, width_px: made.widthPx, height_px: made.heightPx,
        certificate: JSON.stringify(made.certificate), verdict: judged[index]!.verdict, reasons: JSON.stringify(judged[index]!.reasons), at: clock(),
      }).execute()
      if (made.twin) await addTwin(trx, { blindPageId: id, pageSha256: made.sha256, ...made.twin, at: clock() })
    }
    const done = await settleBlindWork(trx, workId)
    const images = all.map(({ made, standing }) => made?.sha256 ?? standing!.sha256)
    const twins = all.flatMap(({ made }) => (made?.twin?.fit ? [made.twin.certificate.image] : []))
    const waiting = all.filter((_, index) => judged[index]!.verdict !== 'fit').map(({ formPage }) => formPage)
    await appendAudit(trx, done ? { type: 'work.anonymised', actor: 'system', at: clock(), work: workId, images, twins } : { type: 'work.waits-for-look', actor: 'system', at: clock(), work: workId, pages: waiting, images, twins })
    return draw.unit === 'task' ? addTask(trx, { kind: 'crop-work', subjectId: workId, at: clock() }) : null
  })
  if (task !== null) await context.dispatch([task])
}

const lastSaid = (pages: readonly StandingBlindPage[]): readonly unknown[] => pages.map(({ id, look }) => [id, look])
