import { createHash } from 'node:crypto'
import { canonicalJson } from '../../pipeline/model/canonical-json.ts'
import { ok, refuse, type Result } from '../../pipeline/model/result.ts'
import { EMPTY } from '../../pipeline/model/score.ts'
import type { Blind } from './as-expert.ts'
import { findBlindWork, type BlindWork } from './blind-works.ts'

/** Why a score, a flag or a submission was not taken. */
export type GradeRefusal = 'no-such-work' | 'already-submitted' | 'no-such-task' | 'no-such-score' | 'practice-first' | 'tasks-missing' | 'stopped' | 'too-late'

/** A work handed in. */
export interface Submitted {
  readonly work: BlindWork
  /** SHA-256 over the scores that count, salted by their keys: for the audit log, which may not show a score. */
  readonly commitment: string
}

/** Hands a work in: its scores stand from now on. Refuses while a task has none. */
export async function submitWork(blind: Blind, { cipher, at }: { readonly cipher: string; readonly at: Date }): Promise<Result<Submitted, GradeRefusal>> {
  const locked = await lockOpenWork(blind, cipher)
  if (!locked.ok) return locked
  const work = locked.value
  if (work.tasks.some((task) => (work.grades.get(task.id) ?? EMPTY) === EMPTY)) return refuse('tasks-missing')
  // A check of the expert is handed in like any other work: here nobody can tell which it is.
  await blind.updateTable('assignment').set({ state: 'submitted', submitted_at: at }).where('id', '=', work.assignmentId).execute()
  await blind.updateTable('check_marking').set({ state: 'submitted', submitted_at: at }).where('id', '=', work.assignmentId).execute()
  return ok({ work: { ...work, state: 'submitted' }, commitment: await commitmentOf(blind, work) })
}

/** Notes that something is wrong with a work; grading may go on. */
export async function flagWork(blind: Blind, flag: {
  readonly id: string; readonly cipher: string; readonly kind: string; readonly note: string; readonly at: Date
}): Promise<Result<BlindWork, GradeRefusal>> {
  const work = await findBlindWork(blind, flag.cipher)
  if (!work) return refuse('no-such-work')
  await blind.insertInto('flag').values({ id: flag.id, assignment_id: work.assignmentId, kind: flag.kind, note: flag.note, at: flag.at }).execute()
  return ok(work)
}

// Locked before it is read: a score and the submission of the same work come one after the other.
async function lockOpenWork(blind: Blind, cipher: string): Promise<Result<BlindWork, GradeRefusal>> {
  const seen = await blind.selectFrom('expert_assignment').select('assignment_id').where('cipher', '=', cipher).executeTakeFirst()
  if (!seen) return refuse('no-such-work')
  await blind.selectFrom('assignment').select('id').where('id', '=', seen.assignment_id).forUpdate().execute()
  await blind.selectFrom('check_marking').select('id').where('id', '=', seen.assignment_id).forUpdate().execute()
  const work = await findBlindWork(blind, cipher)
  if (!work) return refuse('no-such-work')
  if (work.state !== 'open') return refuse('already-submitted')
  return work.practice || !await hasPractice(blind, work.form.id) ? ok(work) : refuse('practice-first')
}

const hasPractice = async (blind: Blind, formId: string): Promise<boolean> =>
  await blind.selectFrom('expert_assignment').select('assignment_id').where('form_id', '=', formId).where('practice', '=', true).where('state', '=', 'open').executeTakeFirst() !== undefined

async function commitmentOf(blind: Blind, { assignmentId, tasks }: BlindWork): Promise<string> {
  const rows = await blind.selectFrom('grade').distinctOn('task').select(['task', 'score', 'key'])
    .where('assignment_id', '=', assignmentId).orderBy('task').orderBy('seq', 'desc').execute()
  const counting = tasks.map((task) => rows.find((row) => row.task === task.id)!)
  return createHash('sha256').update(canonicalJson(counting.map(({ task, score, key }) => ({ task, score, key })))).digest('hex')
}
