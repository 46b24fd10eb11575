import { createPostgresBackend, Queue as BullQueue, runMigrations, Worker, type ConnectionOptions, type PostgresConnectionOptions, type WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'
import { CompiledQuery } from 'kysely'
import { z } from 'zod'
import type { Database } from '../../storage/database/database.ts'
import type { Queue } from './queue.ts'

const NAME = 'sverka'
// A job that is kept would swallow another with its id.
const FORGET = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const

/** What both engines need to know. */
export interface QueueSettings {
  /** Told of every trouble with the engine; the queue goes on by itself. */
  readonly onError: (error: Error) => void
  /** After how long an id goes to another worker when the one that had it died. */
  readonly recoveryMs?: number
}

/** BullMQ on a Redis server, for workers on several machines. Reconnects by itself; Redis need not keep its data. */
export function openRedisQueue({ redisUrl, ...settings }: QueueSettings & { readonly redisUrl: string }): Queue {
  // Adding gives up soon, so that nobody waits for an engine that is away; a worker waits for it to come back.
  const adding = new Redis(redisUrl, { maxRetriesPerRequest: 1 })
  const connections = [adding]
  const connectForTaking = (): Redis => {
    const taking = new Redis(redisUrl, { maxRetriesPerRequest: null })
    connections.push(taking)
    return taking
  }
  return makeQueue({
    bull: new BullQueue(NAME, { connection: adding, defaultJobOptions: FORGET }),
    makeWorker: (handle, options) => new Worker(NAME, handle, { ...options, connection: connectForTaking() as ConnectionOptions }),
    settings,
    disconnect: () => { for (const connection of connections) connection.disconnect() },
  })
}

/** BullMQ in the schema `bullmq` of the database, embedded or not: no further server is needed. */
export async function openDatabaseQueue({ database, ...settings }: QueueSettings & { readonly database: Database }): Promise<Queue> {
  await migrateQueue(database)
  // pg's own types and BullMQ's description of them differ in overloads only.
  const connection = database.queuePool as unknown as PostgresConnectionOptions
  return makeQueue({
    bull: new BullQueue(NAME, { connection, defaultJobOptions: FORGET }, createPostgresBackend),
    makeWorker: (handle, options) => new Worker(NAME, handle, { ...options, connection }, createPostgresBackend),
    settings,
    disconnect: () => {},
  })
}

/** BullMQ's own tables. Its steps are one transaction, so they get a session for themselves. */
function migrateQueue({ db }: Database): Promise<void> {
  return db.connection().execute(async (session) => {
    const query = async <Row>(text: string, values: readonly unknown[] = []) => ({ rows: (await session.executeQuery(CompiledQuery.raw(text, [...values]))).rows as Row[] })
    await runMigrations({ query })
  })
}

const carried = z.object({ taskId: z.string() })
// A stalled job goes back to waiting as often as it takes: the task's row counts the failures.
const NO_LIMIT = 1_000_000
// How soon a worker asks again after the engine failed it.
const RETRY_MS = 1000

/** What this file needs of BullMQ, whatever its engine. */
interface Bull {
  addBulk(jobs: { name: string; data: unknown; opts: { jobId: string } }[]): Promise<unknown>
  on(event: 'error', listener: (error: Error) => void): unknown
  close(): Promise<void>
}

function makeQueue({ bull, makeWorker, settings: { onError, recoveryMs = 30_000 }, disconnect }: {
  readonly bull: Bull
  readonly makeWorker: (handle: (job: { readonly data: unknown }) => Promise<void>, options: Omit<WorkerOptions, 'connection'>) => Pick<Bull, 'on' | 'close'>
  readonly settings: QueueSettings
  readonly disconnect: () => void
}): Queue {
  bull.on('error', onError)
  let worker: Pick<Bull, 'on' | 'close'> | undefined
  const underWay = new Set<Promise<void>>()
  return {
    async add(handouts) {
      // The id is all there is to carry: whatever else is true of a task stands in its row. BullMQ takes no colon in a job's id.
      if (handouts.length === 0) return
      const added = bull.addBulk(handouts.map(({ taskId, attempt }) => ({ name: 'task', data: { taskId }, opts: { jobId: `${taskId}.${attempt}` } })))
      await within(ANSWER_MS, added)
    },
    start({ handle, concurrency }) {
      const options = { concurrency, lockDuration: recoveryMs, stalledInterval: recoveryMs / 2, maxStalledCount: NO_LIMIT, runRetryDelay: RETRY_MS }
      worker = makeWorker(async (job) => {
        const work = handle(carried.parse(job.data).taskId)
        underWay.add(work)
        await work.finally(() => underWay.delete(work))
      }, options)
      worker.on('error', onError)
    },
    async close() {
      // Without its engine BullMQ may wait for an answer without end, so what is under way is waited for here and the rest not for long.
      const closing = Promise.resolve(worker?.close())
      closing.catch(onError)
      await Promise.allSettled(underWay)
      for (const part of [closing, bull.close()]) await within(ANSWER_MS, part).catch(onError)
      disconnect()
    },
  }
}

const ANSWER_MS = 5000

// BullMQ waits without end for an engine that has never answered.
async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(`The queue's engine did not answer within ${limitMs} ms`)), limitMs) })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
