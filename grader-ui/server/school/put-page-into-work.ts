import { refreshVariant } from '../../../storage/queries/counting-values.ts'
import { certainValues } from '../../../storage/queries/page-values.ts'
import { reopenQuestions, standingAnswers, voidQuestions } from '../../../storage/queries/questions.ts'
import { lockWork, movePage, newestReading, pageAtPlace, type PageRow, type WorkRow } from '../../../storage/queries/page-places.ts'
import type { Change } from '../change.ts'
import { UserError } from '../user-error.ts'

/** The work of a code at a school, made when there is none yet. Refuses in words when it has left the school's hands. */
export async function workOfCode({ change, schoolId, formId, participantCode }: {
  readonly change: Change; readonly schoolId: string; readonly formId: string; readonly participantCode: string
}): Promise<WorkRow> {
  const { db } = change
  const found = await lockWork(db, { schoolId, formId, participantCode })
  if (found && found.state !== 'staged' && found.state !== 'withdrawn') throw alreadyReleased()
  if (found?.state === 'withdrawn') await db.updateTable('work').set({ state: 'staged' }).where('id', '=', found.id).execute()
  if (found) return { ...found, state: 'staged' }
  const { campaign_id } = await db.selectFrom('school').select('campaign_id').where('id', '=', schoolId).executeTakeFirstOrThrow()
  return db.insertInto('work').values({
    id: change.newId(), campaign_id, school_id: schoolId, form_id: formId, participant_code: participantCode, variant: null, state: 'staged', cipher: change.newCipher(),
  }).returningAll().executeTakeFirstOrThrow()
}

export const alreadyReleased = (): UserError =>
  new UserError({ code: 'work-released', status: 409, message: 'Эта работа уже передана на перепроверку, и менять в ней ничего нельзя.' })

/**
 * Puts a recognised page into a work with all that is known of it: what was read without doubt, then what people answered. When the place
 * is taken, `whenTaken` says which of the two becomes the duplicate. Answers where the page ended up.
 */
export async function putPageIntoWork({ change, page, work, whenTaken }: {
  readonly change: Change; readonly page: PageRow; readonly work: WorkRow; readonly whenTaken: 'step-back' | 'take-over'
}): Promise<'work' | 'duplicate'> {
  const { db } = change
  if (await takePlace({ change, page, work, whenTaken }) === 'duplicate') return 'duplicate'
  await reopenQuestions(db, page.id, ['score', 'total', 'mark', 'variant'])
  await db.updateTable('doubt').set({ work_id: work.id }).where('page_id', '=', page.id).where('kind', 'in', ['score', 'total', 'mark', 'variant']).execute()
  await addValuesOfPage({ change, page, work })
  return 'work'
}

/** Moves a page to its place in a work, or the page that holds it aside. */
export async function takePlace({ change, page, work, whenTaken }: Parameters<typeof putPageIntoWork>[0]): Promise<'work' | 'duplicate'> {
  const { db } = change
  if (page.form_page === null) throw new Error(`page ${page.id} has no place in a form`)
  const holder = await pageAtPlace(db, { workId: work.id, formPage: page.form_page, exceptPage: page.id })
  if (holder && whenTaken === 'step-back') {
    await makeDuplicate(change, page.id)
    return 'duplicate'
  }
  if (holder) await makeDuplicate(change, holder.id)
  await movePage(db, page.id, { state: 'work', workId: work.id, reasons: [] })
  return 'work'
}

/** A second page for a taken place: it is kept, asks nothing and gives no values. */
async function makeDuplicate({ db }: Change, pageId: string): Promise<void> {
  await movePage(db, pageId, { state: 'duplicate', workId: null, reasons: ['duplicate-page'] })
  await voidQuestions(db, pageId)
}

async function addValuesOfPage({ change, page, work }: { change: Change; page: PageRow; work: WorkRow }): Promise<void> {
  const { db, at } = change
  const reading = await newestReading(db, page.id)
  // What was read on it as another page is nothing of this one.
  const read = (reading?.form === page.form_id && reading.formPage === page.form_page ? certainValues(reading) : []).map((row) => ({ ...row, source: 'scan', account_id: null }) as const)
  const answered = await standingAnswers(db, page.id)
  const rows = [...read, ...answered.map(({ field, task, box, value, account_id }) => ({ field, task, box, value, account_id, source: 'person' }) as const)]
  if (rows.length === 0) return
  await db.insertInto('work_value').values(rows.map((row) => ({ id: change.newId(), work_id: work.id, page_id: page.id, at, ...row }))).execute()
  await refreshVariant(db, work.id)
}
