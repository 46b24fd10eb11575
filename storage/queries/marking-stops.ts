import type { Db } from '../database/database.ts'

/** Whether the marking of a form is stopped for an expert. */
export async function isStopped(db: Db, { expertId, formId }: { readonly expertId: string; readonly formId: string }): Promise<boolean> {
  const row = await db.selectFrom('marking_stop').select('state').where('expert_id', '=', expertId).where('form_id', '=', formId).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return row?.state === 'stopped'
}

/** Failed seeds of an expert and form since he was let go on the last time. */
export async function failuresSinceResumed(db: Db, { expertId, formId }: { readonly expertId: string; readonly formId: string }): Promise<number> {
  const resumed = await db.selectFrom('marking_stop').select('at').where('expert_id', '=', expertId).where('form_id', '=', formId).where('state', '=', 'resumed').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  let failed = db.selectFrom('check_result as r').innerJoin('check_marking as c', 'c.id', 'r.check_id').innerJoin('work as w', 'w.id', 'c.work_id').select('r.id')
    .where('c.expert_id', '=', expertId).where('w.form_id', '=', formId).where('c.kind', '=', 'seed').where('r.within', '=', false)
  if (resumed) failed = failed.where('r.at', '>', resumed.at)
  return (await failed.execute()).length
}
