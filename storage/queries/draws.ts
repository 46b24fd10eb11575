import { unitId, unitOf, unitsOf, taskGroups, type TaskGroup } from '../../pipeline/draw/units.ts'
import { shareTaskGroups, withEveryGroup } from '../../pipeline/draw/share-groups.ts'
import { formSchema } from '../../pipeline/model/form.ts'
import type { DrawExpert, DrawWork } from '../../pipeline/model/work.ts'
import type { SeenWork } from '../../pipeline/draw/problem.ts'
import type { RunningAssignment } from '../../pipeline/draw/redraw.ts'
import type { JsonValue } from '../../pipeline/model/canonical-json.ts'
import type { Db } from '../database/database.ts'
import { campaignOfForm } from './campaigns.ts'
import { worksSeenAsChecks } from './checks.ts'

/** What a draw of one form works with. Where works are given out task by task, a work stands here once for each group of its tasks. */
export interface DrawGround {
  /** The anonymised works of the form that are rechecked: with a sample the chosen ones, else all. */
  readonly works: readonly DrawWork[]
  /** The groups of tasks that are given out apart; null: whole works are. */
  readonly groups: readonly TaskGroup[] | null
  /** Anonymised works that are rechecked because they are of the sample or their school was chosen; those that are left alone; those whose answers are not cut out yet, could not be, or may not be shown. */
  readonly chosen: { readonly bySample: number; readonly byDecision: number; readonly left: number; readonly beingCut: number; readonly uncut: number; readonly keptBack: number }
  /** Tasks without an answer box: their form cannot be given out task by task. */
  readonly homeless: readonly string[]
  /** The experts who take part, and those who did; a cap is what other forms leave of it, and not less than what is held. */
  readonly experts: readonly DrawExpert[]
  /** What of the form is assigned already. */
  readonly current: readonly RunningAssignment[]
  /** Who had which of the works as practice or seed: they are the last to get these works. */
  readonly seen: readonly SeenWork[]
}

/** Reads the ground of a draw. `later`: works go on to others, or third experts are called; then everybody of the subject may mark every group of tasks. */
export async function drawGround(db: Db, formId: string, { later = false } = {}): Promise<DrawGround> {
  const row = await db.selectFrom('form').select('content').where('id', '=', formId).executeTakeFirstOrThrow()
  const form = formSchema.parse(row.content)
  const rules = (await campaignOfForm(db, formId)).settings.draw
  const split = rules.unit === 'task' ? taskGroups(form) : null
  const groups = split?.ok ? split.value : null
  const { works, counts } = await chosenWorks(db, formId, rules.unit === 'task')
  const whole = works.map((work): DrawWork => ({ id: work.id, school: work.school_id, subject: form.subject, grade: form.grade }))
  const current = await db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').select(['a.work_id', 'a.unit', 'a.expert_id', 'a.round', 'a.state'])
    .where('w.form_id', '=', formId).where('w.state', '=', 'anonymised').where('a.state', '<>', 'withdrawn').orderBy('a.work_id').orderBy('a.unit').orderBy('a.round').execute()
  const experts = await expertsForForm(db, formId, groups?.length ?? 1)
  const share = { works: whole, experts, groups: groups ?? [], subject: form.subject, rules }
  return {
    works: groups ? unitsOf(whole, groups) : whole, groups, homeless: split && !split.ok ? split.reason : [], chosen: counts,
    experts: groups === null ? experts : later ? withEveryGroup(share) : shareTaskGroups(share),
    current: current.map((one) => ({ work: unitId({ work: one.work_id, unit: one.unit }), expert: one.expert_id, round: one.round, state: one.state === 'submitted' ? 'done' : 'waiting' })),
    seen: await worksSeenAsChecks(db, formId),
  }
}

/** How many works stand behind these, each counted once. */
export const countWorks = (units: readonly { readonly id: string }[]): number => new Set(units.map(({ id }) => unitOf(id).work)).size

/** The works that may be drawn, and how many of the others there are and why. */
async function chosenWorks(db: Db, formId: string, apart: boolean): Promise<{ readonly works: readonly { id: string; school_id: string }[]; readonly counts: DrawGround['chosen'] }> {
  const rows = await db.selectFrom('work as w').innerJoin('chosen_work as c', 'c.work_id', 'w.id').innerJoin('apart_work as p', 'p.work_id', 'w.id')
    .select(['w.id', 'w.school_id', 'c.reason', 'p.cut', 'p.fit', 'p.held', 'p.failed', 'p.kept_back']).where('w.form_id', '=', formId).where('w.state', '=', 'anonymised').orderBy('w.id').execute()
  const chosen = rows.filter((row) => row.reason !== null)
  const works = chosen.filter((row) => !apart || row.held || (row.cut && row.fit))
  const of = (reason: string): number => works.filter((row) => row.reason === reason).length
  const uncut = chosen.filter((row) => apart && !row.held && !row.cut && !row.kept_back)
  return {
    works, counts: {
      bySample: of('sample'), byDecision: of('decision'), left: rows.length - chosen.length, beingCut: uncut.filter((row) => !row.failed).length, uncut: uncut.filter((row) => row.failed).length,
      keptBack: chosen.filter((row) => row.kept_back).length,
    },
  }
}

/** Caps are stated in works: where these are given out in `parts`, so many assignments make one. */
async function expertsForForm(db: Db, formId: string, parts: number): Promise<readonly DrawExpert[]> {
  const elsewhere = await db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').where('w.form_id', '<>', formId).where('a.state', '<>', 'withdrawn')
    .groupBy('a.expert_id').select((is) => ['a.expert_id', is.fn.count<string>('a.work_id').distinct().as('n')]).execute()
  const taken = new Map(elsewhere.map((row) => [row.expert_id, Number(row.n)]))
  const rows = await db.selectFrom('account').selectAll().where('role', '=', 'expert').orderBy('id').execute()
  const held = new Map((await db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').where('w.form_id', '=', formId).where('a.state', '<>', 'withdrawn')
    .groupBy('a.expert_id').select((is) => ['a.expert_id', is.fn.countAll<string>().as('n')]).execute()).map((row) => [row.expert_id, Number(row.n)]))
  // Who left, or has not said yet where a conflict stands, gets nothing more; what such an expert holds already still counts for others.
  return rows.flatMap((row) => {
    const own = Math.ceil((held.get(row.id) ?? 0) / parts)
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
  readonly freezeId?: string | undefined; readonly dice?: string | null | undefined
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

/** Adds assignments, each at its place in its expert's queue. `work`: as it stood in the draw; `tasks`: of a third expert, where these are not all of it. */
export async function addAssignments(db: Db, rows: readonly {
  readonly id: string; readonly drawId: string; readonly work: string; readonly expertId: string; readonly round: number; readonly tasks: readonly string[] | null; readonly place: number
}[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 500) {
    await db.insertInto('assignment').values(rows.slice(from, from + 500).map((row) => ({
      id: row.id, draw_id: row.drawId, work_id: unitOf(row.work).work, unit: unitOf(row.work).unit, expert_id: row.expertId, round: row.round, tasks: JSON.stringify(row.tasks), place: row.place, state: 'open' as const, submitted_at: null,
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
