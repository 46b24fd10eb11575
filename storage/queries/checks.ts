import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'

/** A work with the scores that the commission agreed on: the newest word on it, `none` left out. */
export interface AgreedWork {
  readonly workId: string; readonly schoolId: string; readonly cipher: string; readonly variant: string | null
  readonly purpose: 'practice' | 'seed'; readonly scores: Readonly<Record<string, string>>; readonly note: string
}

/** The practice and seed works of a form. */
export async function agreedWorks(db: Db, formId: string): Promise<readonly AgreedWork[]> {
  const rows = await db.selectFrom('agreed_work as g').innerJoin('work as w', 'w.id', 'g.work_id').distinctOn('g.work_id')
    .select(['g.work_id', 'w.school_id', 'w.cipher', 'w.variant', 'g.purpose', 'g.scores', 'g.note']).where('w.form_id', '=', formId).where('w.state', '=', 'anonymised')
    .orderBy('g.work_id').orderBy('g.seq', 'desc').execute()
  return rows.flatMap((row) => (row.purpose === 'none' ? [] : [{
    workId: row.work_id, schoolId: row.school_id, cipher: row.cipher, variant: row.variant, purpose: row.purpose, scores: row.scores, note: row.note,
  }]))
}

/** Who had which works of a form as practice works or seeds, by work, then expert. */
export const worksSeenAsChecks = (db: Db, formId: string): Promise<{ work: string; expert: string }[]> =>
  db.selectFrom('check_marking as c').innerJoin('work as w', 'w.id', 'c.work_id').select(['c.work_id as work', 'c.expert_id as expert']).distinct()
    .where('w.form_id', '=', formId).where('c.kind', 'in', ['practice', 'seed']).where('c.state', '<>', 'withdrawn').orderBy('work').orderBy('expert').execute()

/** An expert's place in a form's marking, as dealing needs it. */
export interface DealtExpert {
  readonly id: string
  /** Schools whose works he may not see. */
  readonly barred: ReadonlySet<string>
  /** Works that he has already, as assignments or as checks. */
  readonly holds: ReadonlySet<string>
  readonly real: number
  /** Open whole assignments behind everything he has begun, by place. `comesAgain`: each of its pages has a twin, certified and fit, as which it would be shown. */
  readonly tail: readonly { readonly assignmentId: string; readonly workId: string; readonly place: number; readonly comesAgain: boolean }[]
  readonly seeds: number; readonly repeats: number
  readonly hasBegun: boolean
}

/** All experts who have works of a form. */
export async function expertsToDeal(db: Db, formId: string): Promise<readonly DealtExpert[]> {
  const rows = await db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').innerJoin('account as e', 'e.id', 'a.expert_id')
    .select(['a.id', 'a.expert_id', 'a.work_id', 'a.place', 'a.state', 'a.tasks', 'e.school_id', 'e.other_schools', 'e.conflicts'])
    .select(sql<boolean>`exists (select from grade g where g.assignment_id = a.id)`.as('begun'))
    .select(sql<boolean>`coalesce((select bool_and(exists (select from twin_certificate t join page_twin p on p.of_sha256 = b.sha256 and p.sha256 = t.sha256 where t.blind_page_id = b.id and t.fit))
      from blind_page b where b.work_id = a.work_id and not exists (select from blind_page n where n.work_id = b.work_id and n.form_page = b.form_page and n.seq > b.seq)), false)`.as('comes_again'))
    .where('w.form_id', '=', formId).where('a.state', '<>', 'withdrawn').orderBy('a.place').execute()
  const checks = await db.selectFrom('check_marking as c').innerJoin('work as w', 'w.id', 'c.work_id').select(['c.expert_id', 'c.work_id', 'c.kind']).where('w.form_id', '=', formId).execute()
  return [...new Set(rows.map((row) => row.expert_id))].map((id) => {
    const own = rows.filter((row) => row.expert_id === id)
    const had = checks.filter((check) => check.expert_id === id)
    const lastBegun = Math.max(0, ...own.filter((row) => row.begun || row.state === 'submitted').map((row) => row.place))
    const [{ school_id: schoolId, other_schools: others, conflicts }] = own as [typeof own[number]]
    return {
      id, barred: new Set([...(schoolId === null ? [] : [schoolId]), ...others, ...conflicts]), holds: new Set([...own, ...had].map((row) => row.work_id)), real: own.length,
      tail: own.filter((row) => row.place > lastBegun && row.tasks === null).map((row) => ({ assignmentId: row.id, workId: row.work_id, place: row.place, comesAgain: row.comes_again })),
      seeds: had.filter(({ kind }) => kind === 'seed').length, repeats: had.filter(({ kind }) => kind === 'repeat').length, hasBegun: own.some((row) => row.begun),
    }
  })
}

/** Deals one check with pages of its own. */
export async function addCheck(db: Db, check: Pick<Tables['check_marking'], 'id' | 'kind' | 'place'> & {
  readonly cipher: string; readonly workId: string; readonly expertId: string; readonly ofAssignment: string | null; readonly at: Date; readonly newId: () => string
}): Promise<void> {
  await db.insertInto('check_marking').values({
    id: check.id, work_id: check.workId, expert_id: check.expertId, kind: check.kind, of_assignment: check.ofAssignment, cipher: check.cipher, place: check.place,
    state: 'open', submitted_at: null, dealt_at: check.at,
  }).execute()
  const pages = await db.selectFrom('blind_page').select('form_page').distinct().where('work_id', '=', check.workId).orderBy('form_page').execute()
  if (pages.length > 0) await db.insertInto('check_page').values(pages.map((page) => ({ id: check.newId(), check_id: check.id, ...page }))).execute()
}

/** A check without a result yet, with what its expert gave and what it is measured by: task → score. */
export interface OpenCheck {
  readonly id: string; readonly expertId: string; readonly formId: string; readonly kind: 'practice' | 'seed' | 'repeat'; readonly tasks: readonly string[]
  readonly given: Readonly<Record<string, string>>; readonly measure: Readonly<Record<string, string>>
}

/** The checks of experts that are not judged yet. Asked after every score: one statement. */
export async function openChecks(db: Db, expertIds: readonly string[]): Promise<readonly OpenCheck[]> {
  if (expertIds.length === 0) return []
  const { rows } = await sql<OpenCheck>`
    select c.id, c.expert_id as "expertId", w.form_id as "formId", c.kind, array(select task ->> 'id' from jsonb_array_elements(f.content -> 'tasks') task) as tasks,
      ${newestGrades(sql.ref('c.id'))} as given,
      case when c.of_assignment is not null then ${newestGrades(sql.ref('c.of_assignment'))}
        else coalesce((select g.scores from agreed_work g where g.work_id = c.work_id order by g.seq desc limit 1), '{}') end as measure
    from check_marking c join work w on w.id = c.work_id join form f on f.id = w.form_id
    where c.expert_id = any(${[...expertIds]}) and c.state <> 'withdrawn' and not exists (select from check_result r where r.check_id = c.id)`.execute(db)
  return rows
}

const newestGrades = (assignment: RawBuilder<unknown>): RawBuilder<unknown> => sql`coalesce((select jsonb_object_agg(n.task, n.score) from (
  select distinct on (g.task) g.task, g.score from grade g where g.assignment_id = ${assignment} order by g.task, g.seq desc) n), '{}')`
