import { sql } from 'kysely'
import type { Db } from '../database/database.ts'
import type { Account } from './accounts.ts'

/** A text that changes whenever anything a desk could show has changed: every change writes an event or moves a task. */
export async function globalRevision(db: Db): Promise<string> {
  const { rows } = await sql<{ revision: string }>`
    select h.seq || ' ' || t.moved as revision from audit_head h cross join
      (select count(*) || ' ' || coalesce(sum(attempt + progress), 0) as moved from task where state in ('pending', 'running')) t`.execute(db)
  return rows[0]!.revision
}

/**
 * A text that changes whenever the desk of this account has changed. An expert's knows the own assignments and nothing else, so that no
 * school's hour shows; a school's knows the own files, pages, questions and works; a chair's what is handed over, graded and approved.
 */
export async function deskRevision(db: Db, account: Account): Promise<string> {
  switch (account.role) {
    case 'expert': return ownAssignments(db, account.id)
    case 'school': return account.schoolId === null ? '' : ownScans(db, account.schoolId)
    case 'chair': return recheckState(db)
    case 'municipality': return globalRevision(db)
  }
}

async function recheckState(db: Db): Promise<string> {
  const { rows } = await sql<{ revision: string }>`
    select concat_ws(' ',
      (select string_agg(a.state || a.n, ',') from (select state, count(*) as n from assignment group by state order by state) a),
      (select string_agg(w.state || w.n, ',') from (select state, count(*) as n from work group by state order by state) w),
      (select string_agg(p.state || p.n, ',') from (select state, count(*) as n from protocol group by state order by state) p)) as revision`.execute(db)
  return rows[0]!.revision
}

async function ownAssignments(db: Db, expertId: string): Promise<string> {
  const row = await db.selectFrom('assignment').where('expert_id', '=', expertId).select((is) => [
    is.fn.countAll<string>().as('all'), is.fn.countAll<string>().filterWhere('state', '=', 'open').as('open'),
  ]).executeTakeFirstOrThrow()
  return `${row.all} ${row.open}`
}

async function ownScans(db: Db, schoolId: string): Promise<string> {
  const { rows } = await sql<{ revision: string }>`
    select concat_ws(' ',
      (select string_agg(f.state || f.n, ',') from (select state, count(*) || '/' || coalesce(sum(page_count), 0) as n from scan_file where school_id = ${schoolId} group by state order by state) f),
      (select string_agg(p.state || p.n, ',') from (select p.state, count(*) as n from page p join scan_file f on f.id = p.file_id where f.school_id = ${schoolId} group by p.state order by p.state) p),
      (select string_agg(d.state || d.n, ',') from (select state, count(*) as n from doubt where school_id = ${schoolId} group by state order by state) d),
      (select coalesce(max(a.seq), 0) from doubt_answer a join doubt d on d.id = a.doubt_id where d.school_id = ${schoolId}),
      (select string_agg(w.state || w.n, ',') from (select state, count(*) as n from work where school_id = ${schoolId} group by state order by state) w),
      (select coalesce(max(seq), 0) from results_form where school_id = ${schoolId})) as revision`.execute(db)
  return rows[0]!.revision
}
