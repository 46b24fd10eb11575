import type { Db } from '../database/database.ts'
import type { PagePlacement } from '../database/tables.ts'

/** Writes down where a person put a page; null leaves it to the machine again. */
export async function addPlacement(db: Db, { id, pageId, placement, accountId, at }: {
  readonly id: string; readonly pageId: string; readonly placement: PagePlacement | null; readonly accountId: string; readonly at: Date
}): Promise<void> {
  await db.insertInto('page_placement').values({ id, page_id: pageId, placement: JSON.stringify(placement), account_id: accountId, at }).execute()
}

/** The placements that stand, by page. */
export async function standingPlacements(db: Db, schoolId: string): Promise<ReadonlyMap<string, PagePlacement>> {
  const rows = await db.selectFrom('page_placement as m').innerJoin('page as p', 'p.id', 'm.page_id').innerJoin('scan_file as f', 'f.id', 'p.file_id')
    .distinctOn(['m.page_id']).select(['m.page_id', 'm.placement']).where('f.school_id', '=', schoolId).orderBy('m.page_id').orderBy('m.seq', 'desc').execute()
  return new Map(rows.flatMap((row) => (row.placement ? [[row.page_id, row.placement] as const] : [])))
}
