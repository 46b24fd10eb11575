import { sql } from 'kysely'
import type { Db, Trx } from './database/database.ts'
import { newId } from './new-id.ts'

/** What workers can be asked to do. A closed list: a kind without a job would wait for ever. */
export type TaskKind = 'open-file' | 'place-page' | 'decide-school' | 'anonymise-work' | 'twin-work' | 'crop-work' | 'draw-criteria' | 'erase-pictures' | 'guess-chances' | 'check-words'

/** Work to be done on one subject. The row is the truth; a queue only carries its id. */
export interface NewTask {
  readonly kind: TaskKind
  readonly subjectId: string
}

/** A task that a worker holds until its lease ends. `attempt` is the proof: a later claim has a larger one. */
export interface ClaimedTask extends NewTask {
  readonly id: string
  readonly attempt: number
}

/** After so many failures in a row a task stays `failed`, where people see it. */
export const MOST_FAILURES = 5

/**
 * Asks for work, in the transaction that makes it necessary; returns the task's id. A task of the same kind and subject that still
 * waits is the same task; one that is running will run once more, since it may have missed what this transaction changes.
 * `at` is the time by the caller's clock, the database's without it.
 */
export async function addTask(trx: Trx, { kind, subjectId, at = null }: NewTask & { readonly at?: Date | null }): Promise<string> {
  const added = await sql<{ id: string }>`
    insert into task (id, kind, subject_id, state, created_at, run_after)
    values (${newId()}, ${kind}, ${subjectId}, 'pending', coalesce(${at}::timestamptz, now()), coalesce(${at}::timestamptz, now()))
    on conflict (kind, subject_id) where state in ('pending', 'running') do update set again = (task.state = 'running')
    returning id`.execute(trx)
  return added.rows[0]!.id
}

/**
 * Takes a waiting task, or one whose worker let the lease end, for `leaseMs`. null: it is done, held, not yet due, or was dropped
 * too often by its workers, which makes it failed.
 */
export async function claimTask(db: Db, { id, leaseMs, now }: { readonly id: string; readonly leaseMs: number; readonly now: Date }): Promise<ClaimedTask | null> {
  const claimed = await sql<{ id: string; kind: TaskKind; subject_id: string; attempt: number; state: string }>`
    update task set
      state = case when dropped >= ${MOST_FAILURES} then 'failed' else 'running' end,
      lease_until = case when dropped >= ${MOST_FAILURES} then null else ${new Date(now.getTime() + leaseMs)}::timestamptz end,
      finished_at = case when dropped >= ${MOST_FAILURES} then ${now}::timestamptz end,
      error = case when task.state = 'running' then ${DROPPED} else task.error end,
      failures = dropped, attempt = attempt + 1, again = false, progress = 0
    from (select failures + (state = 'running')::int as dropped from task where id = ${id} for update) as before
    where id = ${id} and (task.state = 'pending' and run_after <= ${now} or task.state = 'running' and lease_until < ${now})
    returning id, kind, subject_id, attempt, task.state`.execute(db)
  const row = claimed.rows[0]
  return row?.state === 'running' ? { id: row.id, kind: row.kind, subjectId: row.subject_id, attempt: row.attempt } : null
}

const DROPPED = 'Работа прервалась: программа остановилась, не закончив её.'

/** Another worker holds the task by now, or it is finished: the holder's transaction must not be committed. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** Marks the task done in the transaction of its effects, which makes them happen once. Throws `LeaseLost` when the claim no longer holds. */
export async function finishTask(trx: Trx, { task, now }: { readonly task: ClaimedTask; readonly now: Date }): Promise<void> {
  const { rows } = await sql`
    update task set state = case when again then 'pending' else 'done' end, finished_at = case when again then null else ${now}::timestamptz end,
      lease_until = null, failures = 0, error = null, again = false, progress = 100
    where id = ${task.id} and attempt = ${task.attempt} and state = 'running' returning id`.execute(trx)
  if (rows.length === 0) throw new LeaseLost(`task ${task.id}, attempt ${task.attempt}`)
}

/** Keeps the error; the task waits 1, 4, 9, 16 s for its next try and after `MOST_FAILURES` failures in a row stays failed. A claim that no longer holds changes nothing. */
export async function failTask(db: Db, { task, error, now }: { readonly task: ClaimedTask; readonly error: string; readonly now: Date }): Promise<void> {
  await sql`
    update task set state = case when failures + 1 >= ${MOST_FAILURES} then 'failed' else 'pending' end,
      finished_at = case when failures + 1 >= ${MOST_FAILURES} then ${now}::timestamptz end,
      run_after = ${now}::timestamptz + (failures + 1) * (failures + 1) * interval '1 second',
      lease_until = null, failures = failures + 1, error = ${error.slice(0, 2000)}
    where id = ${task.id} and attempt = ${task.attempt} and state = 'running'`.execute(db)
}

/** Lays a claimed task back unfinished, because the worker is asked to stop: no failure, somebody else may take it at once. */
export async function layBackTask(db: Db, task: ClaimedTask): Promise<void> {
  await db.updateTable('task').set({ state: 'pending', lease_until: null }).where('id', '=', task.id).where('attempt', '=', task.attempt).where('state', '=', 'running').execute()
}

/** Holds on to a claimed task for `leaseMs` more. false: the claim no longer holds, stop working. */
export async function renewLease(db: Db, { task, leaseMs, now }: { readonly task: ClaimedTask; readonly leaseMs: number; readonly now: Date }): Promise<boolean> {
  const renewed = await db.updateTable('task').set({ lease_until: new Date(now.getTime() + leaseMs) })
    .where('id', '=', task.id).where('attempt', '=', task.attempt).where('state', '=', 'running').executeTakeFirst()
  return renewed.numUpdatedRows === 1n
}

/** Says how far a claimed task has come, whole per cent. */
export async function reportProgress(db: Db, { task, percent }: { readonly task: ClaimedTask; readonly percent: number }): Promise<void> {
  await db.updateTable('task').set({ progress: Math.max(0, Math.min(100, Math.round(percent))) })
    .where('id', '=', task.id).where('attempt', '=', task.attempt).where('state', '=', 'running').execute()
}

/**
 * Tasks that a worker may take now, the oldest first: due ones, and those whose worker let the lease end; each with its number of
 * claims so far.
 */
export async function tasksToDispatch(db: Db, { now, limit }: { readonly now: Date; readonly limit: number }): Promise<readonly { readonly taskId: string; readonly attempt: number }[]> {
  const { rows } = await sql<{ taskId: string; attempt: number }>`
    select id as "taskId", attempt from task
    where state = 'pending' and run_after <= ${now} or state = 'running' and lease_until < ${now} order by seq limit ${limit}`.execute(db)
  return rows
}

/** Lets every lease end. Only for a database that serves one process, at its start: whoever held a task is gone then. */
export async function endLeases(db: Db, now: Date): Promise<void> {
  await db.updateTable('task').set({ lease_until: new Date(now.getTime() - 1) }).where('state', '=', 'running').execute()
}
