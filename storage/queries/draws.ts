import { formSchema } from '../../pipeline/model/form.ts'
import type { DrawExpert, DrawWork } from '../../pipeline/model/work.ts'
import type { RunningAssignment } from '../../pipeline/draw/redraw.ts'
import type { JsonValue } from '../../pipeline/model/canonical-json.ts'
import type { Db } from '../database/database.ts'

/** What a draw of one form works with. */
export interface DrawGround {
  /** All anonymised works of the form. */
  readonly works: readonly DrawWork[]
  /** The experts who take part, and those who did; a cap is what other forms leave of it, and not less than what is held. */
  readonly experts: readonly DrawExpert[]
  /** What of the form is assigned already. */
  readonly current: readonly RunningAssignment[]
}

/** Reads the ground of a draw. */
export async function drawGround(db: Db, formId: string): Promise<DrawGround> {
  const { content } = await db.selectFrom('form').select('content').where('id', '=', formId).executeTakeFirstOrThrow()
  const { subject, grade } = formSchema.parse(content)
  const works = await db.selectFrom('work').select(['id', 'school_id']).where('form_id', '=', formId).where('state', '=', 'anonymised').orderBy('id').execute()
  const current = await db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').select(['a.work_id', 'a.expert_id', 'a.round', 'a.state'])
    .where('w.form_id', '=', formId).where('w.state', '=', 'anonymised').where('a.state', '<>', 'withdrawn').orderBy('a.work_id').orderBy('a.round').execute()
  return {
    works: works.map((work) => ({ id: work.id, school: work.school_id, subject, grade })),
    experts: await expertsForForm(db, formId),
    current: current.map((row) => ({ work: row.work_id, expert: row.expert_id, round: row.round, state: row.state === 'submitted' ? 'done' : 'waiting' })),
  }
}

async function expertsForForm(db: Db, formId: string): Promise<readonly DrawExpert[]> {
  const elsewhere = await db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').where('w.form_id', '<>', formId).where('a.state', '<>', 'withdrawn')
    .groupBy('a.expert_id').select((is) => ['a.expert_id', is.fn.countAll<string>().as('n')]).execute()
  const taken = new Map(elsewhere.map((row) => [row.expert_id, Number(row.n)]))
  const rows = await db.selectFrom('account').selectAll().where('role', '=', 'expert').orderBy('id').execute()
  const held = new Map((await db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').where('w.form_id', '=', formId).where('a.state', '<>', 'withdrawn')
    .groupBy('a.expert_id').select((is) => ['a.expert_id', is.fn.countAll<string>().as('n')]).execute()).map((row) => [row.expert_id, Number(row.n)]))
  // Who left, or has not said yet where a conflict stands, gets nothing more; what such an expert holds already still counts for others.
  return rows.flatMap((row) => {
    const own = held.get(row.id) ?? 0
    const takesPart = row.closed_at === null && !row.first_steps.includes('conflicts')
    if (!takesPart && own === 0) return []
    const cap = !takesPart ? own : row.cap === null ? null : Math.max(own, row.cap - (taken.get(row.id) ?? 0))
    return [{
      id: row.id, school: row.school_id ?? `none:${row.id}`, subjects: row.subjects, years: row.years, otherSchools: row.other_schools, conflicts: row.conflicts, ...(cap === null ? {} : { cap }),
    }]
  })
}

/** Adds a draw with everything that lets it be repeated. */
export async function addDraw(db: Db, draw: {
  readonly id: string; readonly campaignId: string; readonly formId: string; readonly purpose: string; readonly seed: string; readonly manifestSha256: string
  readonly content: JsonValue; readonly accountId: string; readonly at: Date
  /** The published inputs and the dice of a public draw. */
  readonly freezeId?: string | undefined; readonly dice?: string | undefined
}): Promise<void> {
  await db.insertInto('draw').values({
    id: draw.id, campaign_id: draw.campaignId, form_id: draw.formId, purpose: draw.purpose, seed: draw.seed, manifest_sha256: draw.manifestSha256,
    content: JSON.stringify(draw.content), account_id: draw.accountId, at: draw.at, freeze_id: draw.freezeId ?? null, dice: draw.dice ?? null,
  }).execute()
}

/** The draws of a form in the order in which they were made. */
export const drawsOfForm = (db: Db, formId: string) =>
  db.selectFrom('draw').select(['id', 'purpose', 'seed', 'manifest_sha256', 'at']).where('form_id', '=', formId).orderBy('seq').execute()

/** Locks the draws of a form until the transaction ends: two at once would each give away the same works. */
export async function lockDraws(db: Db, formId: string): Promise<void> {
  await db.selectFrom('form').select('id').where('id', '=', formId).forUpdate().execute()
}

/** Adds assignments, each at its place in its expert's queue. */
export async function addAssignments(db: Db, rows: readonly {
  readonly id: string; readonly drawId: string; readonly workId: string; readonly expertId: string; readonly round: number; readonly tasks: readonly string[] | null; readonly place: number
}[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 500) {
    await db.insertInto('assignment').values(rows.slice(from, from + 500).map((row) => ({
      id: row.id, draw_id: row.drawId, work_id: row.workId, expert_id: row.expertId, round: row.round, tasks: JSON.stringify(row.tasks), place: row.place, state: 'open' as const, submitted_at: null,
    }))).execute()
  }
}

/** The last place that is taken in each expert's queue. */
export async function lastPlaces(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db.selectFrom('assignment').groupBy('expert_id').select((is) => ['expert_id', is.fn.max('place').as('place')]).execute()
  return new Map(rows.map((row) => [row.expert_id, Number(row.place)]))
}

/** How many works of a form have been drawn so far, and how many assignments stand. */
export async function sizeOfDraws(db: Db, formId: string): Promise<{ readonly works: number; readonly assignments: number }> {
  const row = await db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').where('w.form_id', '=', formId).where('a.state', '<>', 'withdrawn')
    .select((is) => [is.fn.count<string>('a.work_id').distinct().as('works'), is.fn.countAll<string>().as('assignments')]).executeTakeFirstOrThrow()
  return { works: Number(row.works), assignments: Number(row.assignments) }
}
