import { sql } from 'kysely'
import type { Db } from '../database/database.ts'
import type { Account } from './accounts.ts'
import { currentCampaign } from './campaigns.ts'

/** A text that changes whenever anything a desk could show has changed: every change writes an event or moves a task. */
export async function globalRevision(db: Db): Promise<string> {
  const { rows } = await sql<{ revision: string }>`
    select h.seq || ' ' || t.moved as revision from audit_head h cross join
      (select count(*) || ' ' || coalesce(sum(attempt + progress), 0) as moved from task where state in ('pending', 'running')) t`.execute(db)
  return rows[0]!.revision
}

/**
 * For each account a text that changes whenever its desk has changed. An expert's knows the own assignments and nothing else, so that no
 * school's hour shows; a school's knows the own files, pages, questions and works, and how far the public draw is; a chair's what is handed over, graded and approved.
 * Experts are many and all of them listen: theirs come from one query.
 */
export async function deskRevisions(db: Db, accounts: readonly Account[]): Promise<ReadonlyMap<string, string>> {
  const revisions = new Map(await ownAssignments(db, accounts.filter(({ role }) => role === 'expert').map(({ id }) => id)))
  for (const account of accounts) {
    if (account.role === 'school') revisions.set(account.id, account.schoolId === null ? '' : await ownScans(db, account.schoolId))
    if (account.role === 'chair') revisions.set(account.id, await recheckState(db))
    if (account.role === 'municipality') revisions.set(account.id, await globalRevision(db))
  }
  return revisions
}

async function recheckState(db: Db): Promise<string> {
  const { rows } = await sql<{ revision: string }>`
    select concat_ws(' ',
      (select string_agg(a.state || a.n, ',') from (select state, count(*) as n from assignment group by state order by state) a),
      (select string_agg(w.state || w.n, ',') from (select state, count(*) as n from work group by state order by state) w),
      (select string_agg(p.state || p.n, ',') from (select state, count(*) as n from protocol group by state order by state) p),
      (select concat(count(*), ' ', count(a.request_id)) from opening_request r left join opening_answer a on a.request_id = r.id),
      (select concat(count(*), ' ', count(a.request_id), ' ', count(d.request_id), ' ', count(*) filter (where t.state = 'failed')) from erasure_request r
        left join erasure_answer a on a.request_id = r.id left join erasure_done d on d.request_id = r.id left join task t on t.subject_id = r.id and t.kind = 'erase-pictures'),
      (select count(*) from marking_stop), (select count(*) from check_result), (select coalesce(max(seq), 0) from agreed_work)) as revision`.execute(db)
  return rows[0]!.revision
}

async function ownAssignments(db: Db, expertIds: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  if (expertIds.length === 0) return []
  const rows = await db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').where('a.expert_id', 'in', [...expertIds]).groupBy('a.expert_id').select((is) => [
    'a.expert_id', is.fn.countAll<string>().as('all'), is.fn.countAll<string>().filterWhere('a.state', '=', 'open').as('open'),
    is.fn.countAll<string>().filterWhere('w.state', '=', 'anonymised').as('shown'),
  ]).execute()
  const known = new Map(rows.map((row) => [row.expert_id, `${row.all} ${row.open} ${row.shown}`]))
  const stops = await db.selectFrom('marking_stop').groupBy('expert_id').select((is) => ['expert_id', is.fn.countAll<string>().as('n')]).where('expert_id', 'in', [...expertIds]).execute()
  const stopped = new Map(stops.map((row) => [row.expert_id, row.n]))
  const deadline = (await currentCampaign(db))?.settings.marking.deadline ?? ''
  return expertIds.map((id) => [id, `${known.get(id) ?? '0 0 0'} ${stopped.get(id) ?? 0} ${deadline}`])
}

async function ownScans(db: Db, schoolId: string): Promise<string> {
  const { rows } = await sql<{ revision: string }>`
    select concat_ws(' ',
      (select string_agg(f.state || f.n, ',') from (select state, count(*) || '/' || coalesce(sum(page_count), 0) as n from scan_file where school_id = ${schoolId} group by state order by state) f),
      (select string_agg(p.state || p.n, ',') from (select p.state, concat(count(*), '/', count(p.by_hand), '/', count(*) filter (where p.by_hand = 'kept')) as n from page p join scan_file f on f.id = p.file_id where f.school_id = ${schoolId} group by p.state order by p.state) p),
      (select string_agg(d.state || d.n, ',') from (select state, count(*) as n from doubt where school_id = ${schoolId} group by state order by state) d),
      (select coalesce(max(a.seq), 0) from doubt_answer a join doubt d on d.id = a.doubt_id where d.school_id = ${schoolId}),
      (select string_agg(w.state || w.n, ',') from (select state, count(*) as n from work where school_id = ${schoolId} group by state order by state) w),
      (select concat(max(d.seq), ' ', max(z.seq), ' ', max(c.seq), ' ', max(n.seq)) from school s join form f on f.campaign_id = s.campaign_id left join draw d on d.form_id = f.id and d.purpose = 'first'
        left join draw_freeze z on z.form_id = f.id left join draw_commitment c on c.form_id = f.id and c.school_id = s.id left join draw_nonce n on n.freeze_id = z.id and n.school_id = s.id where s.id = ${schoolId}),
      (select coalesce(max(seq), 0) from results_form where school_id = ${schoolId}), (select coalesce(max(seq), 0) from different_sheets where school_id = ${schoolId}),
      (select concat(max(m.seq), ' ', max(r.seq)) from page p join scan_file f on f.id = p.file_id left join lateral (select max(seq) as seq from page_move where page_id = p.id) m on true
        left join lateral (select max(seq) as seq from page_reading where page_id = p.id) r on true where f.school_id = ${schoolId}),
      (select concat(count(*), ' ', max(b.seq), ' ', max(l.seq)) from blind_page b join work w on w.id = b.work_id left join blind_look l on l.blind_page_id = b.id where w.school_id = ${schoolId})) as revision`.execute(db)
  return rows[0]!.revision
}
