import { expect } from 'vitest'
import { appendAudit, verifyAudit } from '../../storage/audit-log.ts'
import type { Database, Db } from '../../storage/database/database.ts'
import { addTask, claimTask, failTask, finishTask, LeaseLost } from '../../storage/tasks.ts'
import { openQueue } from '../../workers/queue/open-queue.ts'
import { startDispatcher, type Dispatcher } from '../../workers/queue/dispatcher.ts'
import type { Queue } from '../../workers/queue/queue.ts'

/** A worker whose every task has one effect that can be counted: an event in the audit log. */
export interface EffectWorker {
  readonly queue: Queue
  readonly dispatcher: Dispatcher
  /** Everything that went wrong with the engine meanwhile. */
  readonly errors: readonly Error[]
  stop(): Promise<void>
}

const LEASE_MS = 1500

/** Starts a worker on short leases. Every tenth task fails at its first try. `onEffect` is told after each commit. */
export async function startEffectWorker({ database, redisUrl, concurrency = 8, onEffect = () => {}, everyMs = 100 }: {
  readonly database: Database; readonly redisUrl: string | null; readonly concurrency?: number; readonly onEffect?: () => void; readonly everyMs?: number
}): Promise<EffectWorker> {
  const errors: Error[] = []
  const onError = (error: Error): void => { errors.push(error) }
  const queue = await openQueue({ redisUrl, database, onError, recoveryMs: 2000 })
  const dispatcher = startDispatcher({ db: database.db, queue, clock: () => new Date(), onError, everyMs, patienceMs: 1500 })
  queue.start({ concurrency, handle: (id) => haveEffect(database.db, id).then((had) => { if (had) onEffect() }, onError) })
  return { queue, dispatcher, errors, stop: async () => { await dispatcher.close(); await queue.close() } }
}

async function haveEffect(db: Db, id: string): Promise<boolean> {
  const task = await claimTask(db, { id, leaseMs: LEASE_MS, now: new Date() })
  if (!task) return false
  try {
    if (Number(task.subjectId) % 10 === 0 && task.attempt === 1) throw new Error('the first try fails')
    await db.transaction().execute(async (trx) => {
      await finishTask(trx, { task, now: new Date() })
      await appendAudit(trx, { type: 'test.effect', actor: 'system', at: new Date(), subject: task.subjectId })
    })
    return true
  } catch (error) {
    if (!(error instanceof LeaseLost)) await failTask(db, { task, error: (error as Error).message, now: new Date() })
    return false
  }
}

/** Asks for `count` tasks; their subjects are the numbers from 0. */
export async function addEffects(db: Db, count: number): Promise<readonly string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n++) ids.push(await db.transaction().execute((trx) => addTask(trx, { kind: 'open-file', subjectId: String(n) })))
  return ids
}

/** How many tasks are done. */
export async function countDone(db: Db): Promise<number> {
  return (await db.selectFrom('task').select((is) => is.fn.countAll<number>().as('n')).where('state', '=', 'done').executeTakeFirstOrThrow()).n
}

/** Every task is done, every effect happened once, and the log that they are in is whole. */
export async function expectEachEffectOnce(db: Db, count: number): Promise<void> {
  const states = await db.selectFrom('task').select(['state', (is) => is.fn.countAll<number>().as('n')]).groupBy('state').execute()
  expect(states).toEqual([{ state: 'done', n: count }])
  const events = await db.selectFrom('audit_event').select('body').execute()
  const subjects = events.map((event) => Number((JSON.parse(event.body) as { subject: string }).subject))
  expect(subjects.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n))
  expect(await verifyAudit(db)).toMatchObject({ ok: true, value: { seq: count } })
}
