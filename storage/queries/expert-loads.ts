import { sql } from 'kysely'
import type { Db } from '../database/database.ts'
import { byName } from './setup.ts'

/** Works that each expert holds, of all forms, and how many of these are submitted. */
export async function worksByExpert(db: Db): Promise<ReadonlyMap<string, { readonly assigned: number; readonly submitted: number }>> {
  const rows = await db.selectFrom('assignment').where('state', '<>', 'withdrawn').groupBy('expert_id')
    .select((is) => ['expert_id', is.fn.countAll<string>().as('assigned'), is.fn.countAll<string>().filterWhere('state', '=', 'submitted').as('submitted')]).execute()
  return new Map(rows.map((row) => [row.expert_id, { assigned: Number(row.assigned), submitted: Number(row.submitted) }]))
}

/** What one expert holds of one form. `lastAt`: when a score was last given or, before that, when the first work was drawn. */
export interface ExpertLoad {
  readonly id: string; readonly name: string; readonly schoolName: string; readonly cap: number | null; readonly closed: boolean
  readonly assigned: number; readonly submitted: number; readonly started: number; readonly lastAt: Date
}

/** The experts who hold works of a form, by name. */
export async function loadsOfForm(db: Db, formId: string): Promise<readonly ExpertLoad[]> {
  const { rows } = await sql<{ id: string; name: string; school: string | null; cap: number | null; closed: boolean; assigned: string; submitted: string; started: string; last_at: Date }>`
    select e.id, e.name, s.name as school, e.cap, e.closed_at is not null as closed, count(*) as assigned, count(*) filter (where a.state = 'submitted') as submitted,
      count(*) filter (where a.state = 'open' and g.at is not null) as started, greatest(min(d.at), max(a.submitted_at), max(g.at)) as last_at
    from assignment a join work w on w.id = a.work_id join account e on e.id = a.expert_id join draw d on d.id = a.draw_id left join school s on s.id = e.school_id
      left join lateral (select max(at) as at from grade where assignment_id = a.id) g on true
    where w.form_id = ${formId} and a.state <> 'withdrawn' group by e.id, s.name`.execute(db)
  return rows.map((row) => ({
    id: row.id, name: row.name, schoolName: row.school ?? '', cap: row.cap, closed: row.closed, assigned: Number(row.assigned), submitted: Number(row.submitted), started: Number(row.started), lastAt: row.last_at,
  })).sort((a, b) => byName(a.name, b.name))
}

/** An assignment that is not handed in. `idle`: drawn before the moment asked for, and not one score given. */
export interface OpenAssignment { readonly id: string; readonly work: string; readonly unit: string; readonly formId: string; readonly round: number; readonly place: number; readonly tasks: readonly string[] | null; readonly started: boolean; readonly drawnAt: Date }

/** What an expert has not handed in, last of the queue first. */
export async function openAssignmentsOf(db: Db, expertId: string): Promise<readonly OpenAssignment[]> {
  const { rows } = await sql<{ id: string; work_id: string; unit: string; form_id: string; round: number; place: number; tasks: string[] | null; started: boolean; drawn_at: Date }>`
    select a.id, a.work_id, a.unit, w.form_id, a.round, a.place, a.tasks, exists (select from grade g where g.assignment_id = a.id) as started, d.at as drawn_at
    from assignment a join work w on w.id = a.work_id join draw d on d.id = a.draw_id where a.expert_id = ${expertId} and a.state = 'open' order by a.place desc`.execute(db)
  return rows.map((row) => ({ id: row.id, work: row.work_id, unit: row.unit, formId: row.form_id, round: row.round, place: row.place, tasks: row.tasks, started: row.started, drawnAt: row.drawn_at }))
}

/** Takes assignments back: they stay on record, but nobody sees or grades them any more. */
export async function withdrawAssignments(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.updateTable('assignment').set({ state: 'withdrawn' }).where('id', 'in', [...ids]).where('state', '=', 'open').execute()
}
