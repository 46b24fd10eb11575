import type { Db } from '../database/database.ts'

/** What the last try at cutting out answers ended with, for the chosen works of a form whose answers could not be cut: each text once. */
export async function uncutErrors(db: Db, formId: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('work as w').innerJoin('apart_work as p', 'p.work_id', 'w.id').innerJoin('chosen_work as c', 'c.work_id', 'w.id')
    .innerJoinLateral((is) => is.selectFrom('task').select('error').whereRef('subject_id', '=', 'w.id').where('kind', '=', 'crop-work').orderBy('seq', 'desc').limit(1).as('t'), (join) => join.onTrue())
    .select('t.error').distinct().where('w.form_id', '=', formId).where('w.state', '=', 'anonymised').where('p.failed', '=', true).where('c.reason', 'is not', null).orderBy('t.error').execute()
  return rows.flatMap((row) => (row.error === null ? [] : [row.error]))
}
