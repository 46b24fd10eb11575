import type { Db } from '../database/database.ts'

/** Why a work goes to no expert: neither the sample nor a decision took it; or a campaign that gives works out task by task may not show one of its answers apart. */
export type LeftOut = 'not-chosen' | 'kept-back'

/** Which of these works no expert gets, and why. `apart`: the campaign gives works out task by task. */
export async function leftOutWorks(db: Db, { workIds, apart }: { readonly workIds: readonly string[]; readonly apart: boolean }): Promise<ReadonlyMap<string, LeftOut>> {
  if (workIds.length === 0) return new Map()
  const left = await db.selectFrom('chosen_work').select('work_id').where('work_id', 'in', [...workIds]).where('reason', 'is', null).execute()
  const kept = !apart ? [] : await db.selectFrom('blind_page as b').innerJoin('cropped_page as d', 'd.blind_page_id', 'b.id').select('b.work_id').distinct()
    .where('b.work_id', 'in', [...workIds]).where('d.fit', '=', false)
    .where((is) => is.not(is.exists(is.selectFrom('blind_page as n').select('n.id').whereRef('n.work_id', '=', 'b.work_id').whereRef('n.form_page', '=', 'b.form_page').whereRef('n.seq', '>', 'b.seq'))))
    .where((is) => is.not(is.exists(is.selectFrom('assignment as a').select('a.id').whereRef('a.work_id', '=', 'b.work_id').where('a.state', '<>', 'withdrawn')))).execute()
  return new Map([...kept.map((row): [string, LeftOut] => [row.work_id, 'kept-back']), ...left.map((row): [string, LeftOut] => [row.work_id, 'not-chosen'])])
}
