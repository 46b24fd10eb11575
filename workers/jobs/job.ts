import type { Blobs } from '../../storage/blobs/blobs.ts'
import type { Db } from '../../storage/database/database.ts'
import type { RecogniserPool } from '../recognition/recogniser-pool.ts'
import type { Logger } from 'pino'

/** Everything a job works with. */
export interface JobContext {
  readonly db: Db
  readonly blobs: Blobs
  readonly recognisers: RecogniserPool
  readonly clock: () => Date
  readonly log: Logger
  /** Says that work on the task is under way, 0…100; keeps its lease. */
  readonly progress: (percent: number) => Promise<void>
  /** Tells the queue of task rows that were added; called after their transaction. */
  readonly dispatch: (taskIds: readonly string[]) => Promise<void>
}

/**
 * One kind of task. It may be run again at any point of a former run, also beside one whose lease ran out, and must then end in
 * the same state. Throws only for bugs and for engines that do not answer: the task is then tried again.
 */
export type Job = (context: JobContext, subjectId: string) => Promise<void>
