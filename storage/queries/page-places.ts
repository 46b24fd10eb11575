import { sql, type Selectable } from 'kysely'
import { pageReading, type PageReading } from '../../pipeline/model/page-reading.ts'
import type { Db } from '../database/database.ts'
import type { PageState, Tables } from '../database/tables.ts'

export type PageRow = Selectable<Tables['page']>
export type WorkRow = Selectable<Tables['work']>

/** A page of a school with its file's name; undefined when the school has none such. */
export const findPageOfSchool = (db: Db, { id, schoolId }: { readonly id: string; readonly schoolId: string }) =>
  db.selectFrom('page as p').innerJoin('scan_file as f', 'f.id', 'p.file_id').selectAll('p').select(['f.name as file_name'])
    .where('p.id', '=', id).where('f.school_id', '=', schoolId).executeTakeFirst()

/** The same page, locked until the transaction ends. */
export const lockPageOfSchool = (db: Db, { id, schoolId }: { readonly id: string; readonly schoolId: string }): Promise<PageRow | undefined> =>
  db.selectFrom('page').selectAll().where('id', '=', id)
    .where('file_id', 'in', (from) => from.selectFrom('scan_file').select('id').where('school_id', '=', schoolId)).forUpdate().executeTakeFirst()

/** The pages of a file around one of them, itself among them, with the code of the work that each stands in. */
export const pagesAround = (db: Db, { fileId, number, around }: { readonly fileId: string; readonly number: number; readonly around: number }) =>
  withCode(db).where('p.file_id', '=', fileId).where('p.number', '>=', number - around).where('p.number', '<=', number + around).orderBy('p.number').execute()

/** Other scans of the same page of the same work: the one that stands in it, and those that bear its code and stand outside. */
export const rivalPages = (db: Db, { schoolId, formId, formPage, code, exceptPage }: {
  readonly schoolId: string; readonly formId: string; readonly formPage: number; readonly code: string; readonly exceptPage: string
}) => withCode(db).innerJoin('scan_file as f', 'f.id', 'p.file_id')
  .leftJoinLateral((is) => is.selectFrom('page_reading as r').select(['r.reading']).whereRef('r.page_id', '=', 'p.id').orderBy('r.seq', 'desc').limit(1).as('newest'), (join) => join.onTrue())
  .where('f.school_id', '=', schoolId).where('p.form_id', '=', formId).where('p.form_page', '=', formPage).where('p.id', '<>', exceptPage)
  .where((is) => is.or([is('w.participant_code', '=', code), is(sql<string>`newest.reading #>> '{code,value}'`, '=', code)])).orderBy('f.seq').orderBy('p.number').execute()

const withCode = (db: Db) => db.selectFrom('page as p').leftJoin('work as w', 'w.id', 'p.work_id')
  .select(['p.id', 'p.number', 'p.state', 'p.form_id', 'p.form_page', 'p.image_sha256', 'w.participant_code'])

/** The pages of a school that stand in the given state, in the order of the files, `limit` of them from the one numbered `from`. */
export const pagesInState = (db: Db, { schoolId, states, from, limit }: { readonly schoolId: string; readonly states: readonly PageState[]; readonly from: number; readonly limit: number }) =>
  db.selectFrom('page as p').innerJoin('scan_file as f', 'f.id', 'p.file_id').selectAll('p').select(['f.name as file_name'])
    .where('f.school_id', '=', schoolId).where('p.state', 'in', [...states]).orderBy('f.seq').orderBy('p.number').offset(from).limit(limit).execute()

/** The page that holds a place of a work; undefined when the place is free. */
export const pageAtPlace = (db: Db, { workId, formPage, exceptPage }: { readonly workId: string; readonly formPage: number; readonly exceptPage: string }): Promise<PageRow | undefined> =>
  db.selectFrom('page').selectAll().where('work_id', '=', workId).where('form_page', '=', formPage).where('id', '<>', exceptPage)
    .where('state', 'in', ['work', 'doubtful']).forUpdate().executeTakeFirst()

/** Moves a page to another place. */
export async function movePage(db: Db, pageId: string, place: { readonly state: PageState; readonly workId: string | null; readonly reasons?: readonly string[] }): Promise<void> {
  await db.updateTable('page').set({ state: place.state, work_id: place.workId, ...(place.reasons ? { reasons: JSON.stringify(place.reasons) } : {}) }).where('id', '=', pageId).execute()
}

/** What was last read on a page; null when nothing was. */
export async function newestReading(db: Db, pageId: string): Promise<PageReading | null> {
  const row = await db.selectFrom('page_reading').select('reading').where('page_id', '=', pageId).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return row ? pageReading.parse(row.reading) : null
}

/** What had been read on a page while it counted for this sheet counts again: readings are only added, so it is added once more. Nothing happens where nothing was. */
export async function bringReadingBack(db: Db, { id, pageId, sheet: { formId, formPage }, at }: {
  readonly id: string; readonly pageId: string; readonly sheet: { readonly formId: string | null; readonly formPage: number | null }; readonly at: Date
}): Promise<void> {
  const isOfSheet = sql<boolean>`reading->>'form' is not distinct from ${formId}::text and (reading->>'formPage')::integer is not distinct from ${formPage}::integer`
  const rows = await db.selectFrom('page_reading').select(['evidence', 'reading', isOfSheet.as('fits')]).where('page_id', '=', pageId).orderBy('seq', 'desc').execute()
  const before = rows.find((row) => row.fits)
  if (!before || before === rows[0]) return
  await db.insertInto('page_reading').values({ id, page_id: pageId, evidence: JSON.stringify(before.evidence), reading: JSON.stringify(before.reading), at }).execute()
}

/** A work by what is written on it, locked until the transaction ends. */
export const lockWork = (db: Db, { schoolId, formId, participantCode }: { readonly schoolId: string; readonly formId: string; readonly participantCode: string }): Promise<WorkRow | undefined> =>
  db.selectFrom('work').selectAll().where('school_id', '=', schoolId).where('form_id', '=', formId).where('participant_code', '=', participantCode).forUpdate().executeTakeFirst()

/** A work that lost its last page before it was handed over is nobody's: it comes back when a page does. */
export async function withdrawEmptyWork(db: Db, workId: string): Promise<void> {
  await db.updateTable('work').set({ state: 'withdrawn' }).where('id', '=', workId).where('state', '=', 'staged')
    .where((is) => is.not(is.exists(is.selectFrom('page').select('id').where('work_id', '=', workId).where('state', 'in', ['work', 'doubtful'])))).execute()
}
