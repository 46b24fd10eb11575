import type { Logger } from 'pino'
import type { Config } from '../storage/config.ts'
import { JOBS } from './jobs/jobs.ts'
import type { Engines } from './open-engines.ts'
import { RecogniserPool } from './recognition/recogniser-pool.ts'
import { runTask } from './run-task.ts'

/** Tasks at a time: the pictures are worked on in other processes, so these mostly wait. */
const CONCURRENCY = 4

/** Begins to take tasks. `close` ends the pictures that are worked on, lays their tasks back and lets the others come to their end. */
export async function startWorker({ engines, config, log }: { readonly engines: Engines; readonly config: Pick<Config, 'threads'>; readonly log: Logger }): Promise<{ close(): Promise<void> }> {
  const recognisers = new RecogniserPool({ size: config.threads })
  const clock = (): Date => new Date()
  const { db } = engines.database
  const context = { db, blobs: engines.blobs, recognisers, clock, log, dispatch: engines.dispatch }
  let stopping = false
  await engines.queue.start({ concurrency: CONCURRENCY, handle: (taskId) => runTask({ taskId, jobs: JOBS, context, db, log, clock, stopping: () => stopping }) })
  return {
    async close() {
      stopping = true
      recognisers.close()
      await engines.queue.close()
    },
  }
}
