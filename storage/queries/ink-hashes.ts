import { sql } from 'kysely'
import type { Db } from '../database/database.ts'

/** Pages that may hold ink of a work: what was put away, or is nobody's, is not compared. */
const COMPARED = ['work', 'doubtful', 'duplicate'] as const

/** The hashes of what was written on the pages of a school, in scan order. */
export async function inkHashesOfSchool(db: Db, schoolId: string): Promise<readonly { readonly id: string; readonly sheet: string; readonly hash: string; readonly cells: number }[]> {
  return db.selectFrom('page as p').innerJoin('scan_file as f', 'f.id', 'p.file_id').where('f.school_id', '=', schoolId).where('p.state', 'in', COMPARED)
    .select(['p.id', 'p.sheet', 'p.ink_hash as hash', 'p.ink_cells as cells']).where('p.sheet', 'is not', null).where('p.ink_hash', 'is not', null).where('p.ink_cells', 'is not', null)
    .orderBy('f.seq').orderBy('p.number').$narrowType<{ sheet: string; hash: string; cells: number }>().execute()
}

/** A text that is another one as soon as a hash of the school is. */
export async function inkRevision(db: Db, schoolId: string): Promise<string> {
  const { rows } = await sql<{ revision: string }>`
    select count(*) || ' ' || coalesce(sum(hashtextextended(p.id || p.sheet || p.ink_hash, 0)), 0) as revision
    from page p join scan_file f on f.id = p.file_id where f.school_id = ${schoolId} and p.state in (${sql.join([...COMPARED])}) and p.sheet is not null and p.ink_hash is not null`.execute(db)
  return rows[0]!.revision
}

/** Pairs of pages that a person found to be different sheets, and did not take back; newest first. */
export async function pairsOfDifferentSheets(db: Db, schoolId: string): Promise<readonly { readonly first: string; readonly second: string; readonly at: Date; readonly who: string }[]> {
  const { rows } = await sql<{ first: string; second: string; at: Date; who: string }>`
    select d.first_page as first, d.second_page as second, d.at, a.name as who from different_sheets d join account a on a.id = d.account_id
    where d.school_id = ${schoolId} and d.differ and not exists (
      select from different_sheets n where n.school_id = d.school_id and n.seq > d.seq
        and least(n.first_page, n.second_page) = least(d.first_page, d.second_page) and greatest(n.first_page, n.second_page) = greatest(d.first_page, d.second_page))
    order by d.seq desc`.execute(db)
  return rows
}

/** The same pairs, each as `id id`, both ways. */
export async function differentSheets(db: Db, schoolId: string): Promise<ReadonlySet<string>> {
  return new Set((await pairsOfDifferentSheets(db, schoolId)).flatMap(({ first, second }) => [`${first} ${second}`, `${second} ${first}`]))
}
