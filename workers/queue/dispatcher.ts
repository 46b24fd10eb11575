import type { Db } from '../../storage/database/database.ts'
import { tasksToDispatch } from '../../storage/tasks.ts'
import type { Handout, Queue } from './queue.ts'

export interface Dispatcher {
  /** Hands out new tasks whose rows were just committed, without waiting for the next sweep. Never rejects: what fails is swept up. */
  dispatch(taskIds: readonly string[]): Promise<void>
  /** Ends the sweep; resolves when one under way is through. */
  close(): Promise<void>
}

/**
 * Sees to it that every task that waits is in the queue: at once when told of it, and by a look at the rows every `everyMs`, which
 * finds what another process added, what the queue lost, and what a dead worker left behind. The `window` oldest are kept in the
 * queue; a try that was handed out is not handed out again within `patienceMs`, for it is most likely still waiting there.
 */
export function startDispatcher({ db, queue, clock, onError, everyMs = 500, patienceMs = 10_000, window = 500 }: {
  readonly db: Db
  readonly queue: Pick<Queue, 'add'>
  readonly clock: () => Date
  readonly onError: (error: Error) => void
  readonly everyMs?: number
  readonly patienceMs?: number
  readonly window?: number
}): Dispatcher {
  const handedOutAt = new Map<string, number>()
  let closed = false

  const handOut = async (handouts: readonly Handout[]): Promise<void> => {
    const now = clock().getTime()
    await queue.add(handouts)
    for (const handout of handouts) handedOutAt.set(nameOf(handout), now)
  }

  const sweep = async (): Promise<void> => {
    const now = clock()
    const waiting = await tasksToDispatch(db, { now, limit: window })
    await handOut(waiting.filter((handout) => now.getTime() - (handedOutAt.get(nameOf(handout)) ?? -Infinity) >= patienceMs))
    for (const [name, at] of handedOutAt) if (now.getTime() - at >= patienceMs) handedOutAt.delete(name)
  }

  let timer: NodeJS.Timeout
  let sweeping: Promise<void> = Promise.resolve()
  const sweepThenWait = (): void => {
    sweeping = sweep().catch(onError).finally(() => { if (!closed) timer = setTimeout(sweepThenWait, everyMs) })
  }
  sweepThenWait()

  return {
    dispatch: (taskIds) => handOut(taskIds.map((taskId) => ({ taskId, attempt: 0 }))).catch(onError),
    async close() {
      closed = true
      await sweeping
      clearTimeout(timer!)
    },
  }
}

const nameOf = ({ taskId, attempt }: Handout): string => `${taskId}.${attempt}`
