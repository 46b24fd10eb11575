import { sql } from 'kysely'
import type { Db } from '../database/database.ts'
import type { PageState, WorkState } from '../database/tables.ts'
import { groupBy } from './group-by.ts'

/** A school with its campaign. */
export const schoolWithCampaign = (db: Db, schoolId: string) =>
  db.selectFrom('school as s').innerJoin('campaign as c', 'c.id', 's.campaign_id')
    .select(['s.id', 's.name', 's.campaign_id', 'c.title as campaign_title']).where('s.id', '=', schoolId).executeTakeFirstOrThrow()

/** The uploaded files of a school, newest first, with how many of their pages are read. */
export const filesOfSchool = (db: Db, schoolId: string) =>
  db.selectFrom('scan_file as f').leftJoin('page as p', 'p.file_id', 'f.id')
    .select(['f.id', 'f.name', 'f.size_bytes', 'f.uploaded_at', 'f.state', 'f.problem', 'f.page_count'])
    .select((is) => is.fn.count<string>('p.id').as('pages_done'))
    .where('f.school_id', '=', schoolId).groupBy('f.id').orderBy('f.seq', 'desc').execute()

/** How many pages of a school stand where. */
export async function countPages(db: Db, schoolId: string): Promise<Record<PageState, number>> {
  const rows = await db.selectFrom('page as p').innerJoin('scan_file as f', 'f.id', 'p.file_id').where('f.school_id', '=', schoolId)
    .groupBy('p.state').select((is) => ['p.state', is.fn.countAll<string>().as('n')]).execute()
  const counts: Record<PageState, number> = { waiting: 0, work: 0, doubtful: 0, foreign: 0, blank: 0, duplicate: 0, unreadable: 0, discarded: 0 }
  for (const row of rows) counts[row.state] = Number(row.n)
  return counts
}

/** Pages outside of works that the program put there and no person has looked at since; blank ones ask nothing. */
export async function countUnseenStrays(db: Db, schoolId: string): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    select count(*) as n from page p join scan_file f on f.id = p.file_id where f.school_id = ${schoolId} and p.state in ('foreign', 'unreadable', 'duplicate')
      and not exists (select from jsonb_array_elements_text(p.reasons) as reason where reason like 'marked-%')`.execute(db)
  return Number(rows[0]!.n)
}

/** Pages that a person put into a work of the form and the program has not looked at since. */
export async function countAskedPages(db: Db, { schoolId, formId }: { readonly schoolId: string; readonly formId: string }): Promise<number> {
  const { n } = await db.selectFrom('page as p').innerJoin('work as w', 'w.id', 'p.work_id').where('w.school_id', '=', schoolId).where('w.form_id', '=', formId).where('p.by_hand', '=', 'asked')
    .select((is) => is.fn.countAll<string>().as('n')).executeTakeFirstOrThrow()
  return Number(n)
}

/** A work with the pages that stand in it and the open questions about it. */
export interface WorkOfSchool {
  readonly id: string; readonly formId: string; readonly participantCode: string; readonly variant: string | null; readonly state: WorkState
  readonly pages: readonly { readonly id: string; readonly formPage: number }[]
  readonly openDoubts: number
}

/** The works of a school, by code; those that lost all their pages are left out. */
export async function worksOfSchool(db: Db, { schoolId, formId }: { readonly schoolId: string; readonly formId?: string | undefined }): Promise<readonly WorkOfSchool[]> {
  let works = db.selectFrom('work').selectAll().where('school_id', '=', schoolId)
  if (formId !== undefined) works = works.where('form_id', '=', formId)
  const rows = await works.orderBy('participant_code').execute()
  const pages = await db.selectFrom('page as p').innerJoin('work as w', 'w.id', 'p.work_id').where('w.school_id', '=', schoolId).where('p.state', 'in', ['work', 'doubtful'])
    .select(['p.id', 'p.work_id', 'p.form_page']).orderBy('p.form_page').execute()
  const doubts = await db.selectFrom('doubt as d').innerJoin('page as p', 'p.id', 'd.page_id').where('d.school_id', '=', schoolId).where('d.state', '=', 'open')
    .where('p.work_id', 'is not', null).groupBy('p.work_id').select((is) => ['p.work_id', is.fn.countAll<string>().as('n')]).execute()
  const pagesOf = groupBy(pages, (page) => page.work_id)
  const doubtsOf = new Map(doubts.map((row) => [row.work_id, Number(row.n)]))
  return rows.map((row) => ({
    id: row.id, formId: row.form_id, participantCode: row.participant_code, variant: row.variant, state: row.state, openDoubts: doubtsOf.get(row.id) ?? 0,
    pages: (pagesOf.get(row.id) ?? []).flatMap((page) => (page.form_page === null ? [] : [{ id: page.id, formPage: page.form_page }])),
  })).filter((work) => work.state !== 'withdrawn' || work.pages.length > 0)
}

/** How many open questions of a school belong to each form; those of unrecognised pages stand under null. */
export async function countQuestionsByForm(db: Db, schoolId: string): Promise<ReadonlyMap<string | null, number>> {
  const rows = await db.selectFrom('doubt as d').innerJoin('page as p', 'p.id', 'd.page_id').where('d.school_id', '=', schoolId).where('d.state', '=', 'open')
    .groupBy('p.form_id').select((is) => ['p.form_id', is.fn.countAll<string>().as('n')]).execute()
  return new Map(rows.map((row) => [row.form_id, Number(row.n)]))
}

/** Released works whose blind pages were not made though the task is over: something on a page could tell whose it is, or it failed. */
export async function blockedWorks(db: Db, workIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (workIds.length === 0) return new Set()
  const rows = await db.selectFrom('task').select(['subject_id']).distinct().where('kind', '=', 'anonymise-work').where('subject_id', 'in', [...workIds]).where('state', 'in', ['done', 'failed'])
    .where((is) => is.not(is.exists(is.selectFrom('task as t').select('t.id').whereRef('t.subject_id', '=', 'task.subject_id').where('t.kind', '=', 'anonymise-work').where('t.state', 'in', ['pending', 'running'])))).execute()
  return new Set(rows.map((row) => row.subject_id))
}

/** The flaws of the scans of a school: file, flaw, and the numbers of the pages that have it. */
export async function flawsOfSchool(db: Db, schoolId: string): Promise<readonly { readonly fileId: string; readonly flaw: string; readonly pages: readonly number[] }[]> {
  const { rows } = await sql<{ fileId: string; flaw: string; pages: number[] }>`
    select p.file_id as "fileId", flaw, array_agg(p.number order by p.number) as pages
    from page p join scan_file f on f.id = p.file_id cross join jsonb_array_elements_text(p.quality) as flaw
    where f.school_id = ${schoolId} and p.state <> 'discarded' group by p.file_id, flaw order by flaw`.execute(db)
  return rows
}
