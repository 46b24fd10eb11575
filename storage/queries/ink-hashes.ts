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

/** Pairs of pages that a person found to be different sheets; each as `id id`, both ways. */
export async function differentSheets(db: Db, schoolId: string): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('different_sheets').select(['first_page', 'second_page']).where('school_id', '=', schoolId).execute()
  return new Set(rows.flatMap(({ first_page: a, second_page: b }) => [`${a} ${b}`, `${b} ${a}`]))
}
