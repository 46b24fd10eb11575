import type { Logger } from 'pino'
import type { Blobs } from '../storage/blobs/blobs.ts'
import { openBlobs } from '../storage/blobs/open-blobs.ts'
import type { Config } from '../storage/config.ts'
import type { Database } from '../storage/database/database.ts'
import { openDatabase } from '../storage/database/open-database.ts'
import { endLeases } from '../storage/tasks.ts'
import { startDispatcher } from './queue/dispatcher.ts'
import { openQueue } from './queue/open-queue.ts'
import type { Queue } from './queue/queue.ts'

/** Database, blobs and queue, as the settings name them. */
export interface Engines {
  readonly database: Database
  readonly blobs: Blobs
  readonly queue: Queue
  /** Hands out tasks whose rows were just committed. */
  readonly dispatch: (taskIds: readonly string[]) => Promise<void>
  close(): Promise<void>
}

/** An engine cannot be used; the message is for the person who starts the program. */
export class EngineProblem extends Error {
  override readonly name = 'EngineProblem'
}

/** Opens all engines. Throws `EngineProblem` with nothing left open. */
export async function openEngines({ config, log }: { readonly config: Config; readonly log: Logger }): Promise<Engines> {
  const opened = await openDatabase(config)
  if (!opened.ok) throw new EngineProblem(opened.reason.message)
  const database = opened.value
  const onError = (error: unknown): void => log.warn({ err: error }, 'queue engine in trouble')
  try {
    // The embedded database serves one process: tasks that are running belong to one that was killed.
    if (database.engine === 'pglite') await endLeases(database.db, new Date())
    const blobs = await openBlobs(config.blobs)
    const queue = await openQueue({ redisUrl: config.redisUrl, database, onError })
    const dispatcher = startDispatcher({ db: database.db, queue, clock: () => new Date(), onError })
    return {
      database, blobs, queue, dispatch: (ids) => dispatcher.dispatch(ids),
      async close() {
        await dispatcher.close()
        await queue.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw new EngineProblem(`Хранилище файлов или очередь не отвечают: ${error instanceof Error ? error.message : String(error)}. Проверьте SVERKA_BLOBS и SVERKA_REDIS_URL.`, { cause: error })
  }
}
