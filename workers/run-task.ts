import type { Logger } from 'pino'
import type { Db } from '../storage/database/database.ts'
import { claimTask, failTask, finishTask, layBackTask, LeaseLost, renewLease, reportProgress } from '../storage/tasks.ts'
import type { Job, JobContext } from './jobs/job.ts'

const LEASE_MS = 30_000

/**
 * Runs one task if nobody else holds it: claims it, keeps the lease while the job works, then finishes or fails the row. A job whose
 * lease was lost is not finished: whoever holds it now will. A job that ends in the middle because the worker stops is laid back.
 */
export async function runTask({ taskId, jobs, context, db, log, clock, stopping }: {
  readonly taskId: string; readonly jobs: Readonly<Record<string, Job>>; readonly context: Omit<JobContext, 'progress'>; readonly db: Db; readonly log: Logger; readonly clock: () => Date
  /** The worker was asked to end: what fails now failed because of that. */
  readonly stopping: () => boolean
}): Promise<void> {
  if (stopping()) return
  const task = await claimTask(db, { id: taskId, leaseMs: LEASE_MS, now: clock() })
  if (!task) return
  const job = jobs[task.kind]
  const about = { task: task.id, kind: task.kind, subject: task.subjectId, attempt: task.attempt }
  log.info(about, 'task started')
  const renewing = setInterval(() => {
    renewLease(db, { task, leaseMs: LEASE_MS, now: clock() }).catch((error: unknown) => log.warn({ ...about, error }, 'lease not renewed'))
  }, LEASE_MS / 3)
  try {
    if (!job) throw new Error(`No job for tasks of kind ${task.kind}`)
    await job({ ...context, progress: (percent) => reportProgress(db, { task, percent }) }, task.subjectId)
    await db.transaction().execute((trx) => finishTask(trx, { task, now: clock() }))
    log.info(about, 'task done')
  } catch (error) {
    if (error instanceof LeaseLost) return log.warn(about, 'task lost its lease')
    if (stopping()) {
      log.info(about, 'task laid back')
      return layBackTask(db, task)
    }
    log.error({ ...about, err: error }, 'task failed')
    await failTask(db, { task, error: error instanceof Error ? error.message : String(error), now: clock() })
  } finally {
    clearInterval(renewing)
  }
}
