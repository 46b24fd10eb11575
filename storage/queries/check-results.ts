import type { Db } from '../database/database.ts'

/** How one check of one expert came out; `outcome` is null while it is not judged. */
export interface CheckResultRow {
  readonly expertId: string; readonly name: string; readonly kind: 'practice' | 'seed' | 'repeat'
  readonly outcome: { readonly within: boolean; readonly apart: Readonly<Record<string, number>> } | null
}

/** All checks that were dealt for a form, by expert. */
export async function checkResults(db: Db, formId: string): Promise<readonly CheckResultRow[]> {
  const rows = await db.selectFrom('check_marking as c').innerJoin('work as w', 'w.id', 'c.work_id').innerJoin('account as e', 'e.id', 'c.expert_id').leftJoin('check_result as r', 'r.check_id', 'c.id')
    .select(['c.expert_id', 'e.name', 'c.kind', 'r.within', 'r.apart']).where('w.form_id', '=', formId).orderBy('e.name').orderBy('e.id').execute()
  return rows.map((row) => ({ expertId: row.expert_id, name: row.name, kind: row.kind, outcome: row.within === null ? null : { within: row.within, apart: row.apart ?? {} } }))
}

/** The experts whose marking of a form is stopped now. */
export async function stoppedExperts(db: Db, formId: string): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('marking_stop').distinctOn('expert_id').select(['expert_id', 'state']).where('form_id', '=', formId).orderBy('expert_id').orderBy('seq', 'desc').execute()
  return new Set(rows.filter(({ state }) => state === 'stopped').map(({ expert_id }) => expert_id))
}

/** By expert, how many scores of a form came after the deadline and were typed before it by the clock of the expert's device. */
export async function lateScores(db: Db, formId: string): Promise<readonly { readonly name: string; readonly scores: number }[]> {
  const rows = await db.selectFrom('grade as g').innerJoin('assignment as a', 'a.id', 'g.assignment_id').innerJoin('work as w', 'w.id', 'a.work_id').innerJoin('account as e', 'e.id', 'a.expert_id')
    .where('w.form_id', '=', formId).where('g.made_at', 'is not', null).groupBy(['e.id', 'e.name']).orderBy('e.name').select((is) => ['e.name', is.fn.countAll<string>().as('scores')]).execute()
  return rows.map(({ name, scores }) => ({ name, scores: Number(scores) }))
}
