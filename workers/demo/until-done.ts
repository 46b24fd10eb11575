import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../storage/database/database.ts'

const LOOK_EVERY_MS = 400

/** Waits until no task waits or runs, calling `look` meanwhile. Throws when a task failed for good. */
export async function untilDone(db: Db, look: () => Promise<void>): Promise<void> {
  for (;;) {
    await look()
    const failed = await db.selectFrom('task').select(['kind', 'error']).where('state', '=', 'failed').executeTakeFirst()
    if (failed) throw new Error(`The task ${failed.kind} failed: ${failed.error}`)
    const { open } = await db.selectFrom('task').where('state', 'in', ['pending', 'running']).select((is) => is.fn.countAll<number>().as('open')).executeTakeFirstOrThrow()
    if (open === 0) return look()
    await sleep(LOOK_EVERY_MS)
  }
}
