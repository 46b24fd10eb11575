import type { Db } from '../database/database.ts'

/** Why a work goes to no expert: neither the sample nor a decision took it; or a campaign that gives works out task by task may not show one of its answers apart. */
export type LeftOut = 'not-chosen' | 'kept-back'

/** Which of these works no expert gets, and why. */
export async function leftOutWorks(db: Db, workIds: readonly string[]): Promise<ReadonlyMap<string, LeftOut>> {
  if (workIds.length === 0) return new Map()
  const left = await db.selectFrom('chosen_work').select('work_id').where('work_id', 'in', [...workIds]).where('reason', 'is', null).execute()
  const kept = await db.selectFrom('apart_work').select('work_id').where('work_id', 'in', [...workIds]).where('kept_back', '=', true).execute()
  return new Map([...kept.map((row): [string, LeftOut] => [row.work_id, 'kept-back']), ...left.map((row): [string, LeftOut] => [row.work_id, 'not-chosen'])])
}
