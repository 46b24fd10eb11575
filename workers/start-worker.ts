import type { Logger } from 'pino'
import type { Config } from '../storage/config.ts'
import { JOBS } from './jobs/jobs.ts'
import type { Engines } from './open-engines.ts'
import { RecogniserPool } from './recognition/recogniser-pool.ts'
import { runTask } from './run-task.ts'

/** Tasks at a time: the pictures are worked on in other processes, so these mostly wait. */
const CONCURRENCY = 4

/** Begins to take tasks. `close` lets the running ones come to their end. */
export async function startWorker({ engines, config, log }: { readonly engines: Engines; readonly config: Pick<Config, 'threads'>; readonly log: Logger }): Promise<{ close(): Promise<void> }> {
  const recognisers = new RecogniserPool({ size: config.threads })
  const clock = (): Date => new Date()
  const { db } = engines.database
  const context = { db, blobs: engines.blobs, recognisers, clock, log, dispatch: engines.dispatch }
  await engines.queue.start({ concurrency: CONCURRENCY, handle: (taskId) => runTask({ taskId, jobs: JOBS, context, db, log, clock }) })
  return {
    close: () => {
      recognisers.close()
      return Promise.resolve()
    },
  }
}
