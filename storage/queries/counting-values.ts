import type { Db } from '../database/database.ts'

/** One value of a work as it stands now. */
export interface CountingValue {
  readonly workId: string
  readonly field: 'score' | 'total' | 'mark' | 'variant'
  readonly task: string | null
  readonly box: number | null
  readonly value: string
  readonly source: 'scan' | 'person' | 'results-form'
  /** The page it stands on; null for what stands on none. */
  readonly pageId: string | null
}

/**
 * The values that count of the given works: the newest of each field, task and box. A value read on a page counts only while that
 * page stands in the work as the page that it was read as, so that moving or correcting a page takes its values along.
 */
export async function countingValues(db: Db, workIds: readonly string[]): Promise<readonly CountingValue[]> {
  if (workIds.length === 0) return []
  const rows = await db.selectFrom('work_value as v').leftJoin('page as p', 'p.id', 'v.page_id')
    .distinctOn(['v.work_id', 'v.field', 'v.task', 'v.box'])
    .select(['v.work_id', 'v.field', 'v.task', 'v.box', 'v.value', 'v.source', 'v.page_id'])
    .where('v.work_id', 'in', [...workIds])
    .where((is) => is.or([
      is('v.page_id', 'is', null),
      is.and([is('p.work_id', '=', is.ref('v.work_id')), is('p.state', 'in', ['work', 'doubtful']), is('v.sheet', 'is not distinct from', is.ref('p.sheet'))]),
    ]))
    .orderBy('v.work_id').orderBy('v.field').orderBy('v.task').orderBy('v.box').orderBy('v.seq', 'desc').execute()
  return rows.map((row) => ({ ...row, workId: row.work_id, pageId: row.page_id, field: row.field as CountingValue['field'] }))
}

/** Brings the variant on the work's own row up to what counts now. */
export async function refreshVariant(db: Db, workId: string): Promise<void> {
  const variant = (await countingValues(db, [workId])).find((value) => value.field === 'variant')
  await db.updateTable('work').set({ variant: variant?.value || null }).where('id', '=', workId).execute()
}
