import type { Db } from '../database/database.ts'

/** Works that each expert holds, of all forms, and how many of these are submitted. */
export async function worksByExpert(db: Db): Promise<ReadonlyMap<string, { readonly assigned: number; readonly submitted: number }>> {
  const rows = await db.selectFrom('assignment').where('state', '<>', 'withdrawn').groupBy('expert_id')
    .select((is) => ['expert_id', is.fn.countAll<string>().as('assigned'), is.fn.countAll<string>().filterWhere('state', '=', 'submitted').as('submitted')]).execute()
  return new Map(rows.map((row) => [row.expert_id, { assigned: Number(row.assigned), submitted: Number(row.submitted) }]))
}
