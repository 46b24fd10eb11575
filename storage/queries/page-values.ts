import type { PageReading, ReadValue } from '../../pipeline/model/page-reading.ts'
import type { Db } from '../database/database.ts'
import { newId } from '../new-id.ts'
import { refreshVariant } from './counting-values.ts'

/** A value that was read without doubt, as a row of `work_value` knows it. */
export interface CertainValue { readonly field: 'score' | 'total' | 'mark' | 'variant'; readonly task: string | null; readonly box: number | null; readonly value: string }

/** The values of a reading that may be used without a person; an empty field is one of them. */
export function certainValues(reading: PageReading): readonly CertainValue[] {
  const single = (field: 'variant' | 'total' | 'mark', value: ReadValue | undefined): readonly CertainValue[] =>
    (value && value.status !== 'review' ? [{ field, task: null, box: null, value: value.value }] : [])
  return [
    ...single('variant', reading.variant),
    ...(reading.scores ?? []).filter((score) => score.status !== 'review').map(({ task, box, value }): CertainValue => ({ field: 'score', task, box, value })),
    ...single('total', reading.total), ...single('mark', reading.mark),
  ]
}

/** Adds what was read on a page to its work, where it says something new; what a person said of the same field stands. */
export async function addCertainValues(db: Db, { workId, pageId, reading, at }: { readonly workId: string; readonly pageId: string; readonly reading: PageReading; readonly at: Date }): Promise<void> {
  const newest = await db.selectFrom('work_value').distinctOn(['field', 'task', 'box']).select(['field', 'task', 'box', 'value', 'source'])
    .where('work_id', '=', workId).where('page_id', '=', pageId).where('sheet', 'is not distinct from', (page) => page.selectFrom('page').select('page.sheet').where('page.id', '=', pageId)).orderBy('field').orderBy('task').orderBy('box').orderBy('seq', 'desc').execute()
  const known = new Map(newest.map((row) => [`${row.field} ${row.task} ${row.box}`, row]))
  const fresh = certainValues(reading).filter((value) => {
    const before = known.get(`${value.field} ${value.task} ${value.box}`)
    return !before || (before.source === 'scan' && before.value !== value.value)
  })
  if (fresh.length === 0) return
  await db.insertInto('work_value').values(fresh.map((value) => ({ id: newId(), work_id: workId, page_id: pageId, ...value, source: 'scan' as const, account_id: null, at }))).execute()
  if (fresh.some((value) => value.field === 'variant')) await refreshVariant(db, workId)
}
