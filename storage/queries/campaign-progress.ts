import { sql } from 'kysely'
import type { Db } from '../database/database.ts'

/** How far one school is with one form. */
export interface SchoolProgress {
  readonly schoolId: string
  readonly name: string
  readonly files: number
  readonly pages: number
  readonly openDoubts: number
  readonly staged: number
  readonly released: number
  readonly anonymised: number
  /** Works that are not rechecked: neither drawn into the sample nor of a school that was chosen. */
  readonly left: number
  readonly drawn: number
  readonly graded: number
}

/**
 * The schools of a campaign with what is there for one form: pages and questions of the form's pages, works by state; a work counts as
 * graded when all its assignments are submitted. Files are those with at least one page of the form.
 */
export async function progressOfSchools(db: Db, { campaignId, formId }: { readonly campaignId: string; readonly formId: string }): Promise<readonly SchoolProgress[]> {
  const { rows } = await sql<{ id: string; name: string; files: string; pages: string; doubts: string; staged: string; released: string; anonymised: string; left: string; drawn: string; graded: string }>`
    with form_pages as (
      select f.school_id, count(distinct f.id) as files, count(*) as pages from page p join scan_file f on f.id = p.file_id where p.form_id = ${formId} group by f.school_id
    ), form_doubts as (
      select d.school_id, count(*) as doubts from doubt d join page p on p.id = d.page_id where p.form_id = ${formId} and d.state = 'open' group by d.school_id
    ), held as (
      select work_id, bool_and(state = 'submitted') as graded from assignment where state <> 'withdrawn' group by work_id
    ), form_works as (
      select w.school_id, count(*) filter (where w.state = 'staged') as staged, count(*) filter (where w.state in ('released', 'anonymised')) as released,
        count(*) filter (where w.state = 'anonymised') as anonymised, count(*) filter (where w.state <> 'withdrawn' and c.reason is null) as left, count(h.work_id) as drawn, count(*) filter (where h.graded) as graded
      from work w join chosen_work c on c.work_id = w.id left join held h on h.work_id = w.id where w.form_id = ${formId} group by w.school_id
    )
    select s.id, s.name, coalesce(p.files, 0) as files, coalesce(p.pages, 0) as pages, coalesce(d.doubts, 0) as doubts, coalesce(w.staged, 0) as staged,
      coalesce(w.released, 0) as released, coalesce(w.anonymised, 0) as anonymised, coalesce(w.left, 0) as left, coalesce(w.drawn, 0) as drawn, coalesce(w.graded, 0) as graded
    from school s left join form_pages p on p.school_id = s.id left join form_doubts d on d.school_id = s.id left join form_works w on w.school_id = s.id
    where s.campaign_id = ${campaignId} order by s.name, s.id`.execute(db)
  return rows.map((row) => ({
    schoolId: row.id, name: row.name, files: Number(row.files), pages: Number(row.pages), openDoubts: Number(row.doubts), staged: Number(row.staged),
    released: Number(row.released), anonymised: Number(row.anonymised), left: Number(row.left), drawn: Number(row.drawn), graded: Number(row.graded),
  }))
}

/** How much of one form each expert has been given and has submitted; experts without works of it are left out. */
export async function progressOfExperts(db: Db, formId: string): Promise<readonly { readonly name: string; readonly schoolName: string; readonly assigned: number; readonly submitted: number }[]> {
  const rows = await db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').innerJoin('account as e', 'e.id', 'a.expert_id').leftJoin('school as s', 's.id', 'e.school_id')
    .where('w.form_id', '=', formId).where('a.state', '<>', 'withdrawn').groupBy(['e.id', 'e.name', 's.name'])
    .select((is) => ['e.name', 's.name as school_name', is.fn.countAll<string>().as('assigned'), is.fn.countAll<string>().filterWhere('a.state', '=', 'submitted').as('submitted')])
    .orderBy('e.name').orderBy('e.id').execute()
  return rows.map((row) => ({ name: row.name, schoolName: row.school_name ?? '', assigned: Number(row.assigned), submitted: Number(row.submitted) }))
}
