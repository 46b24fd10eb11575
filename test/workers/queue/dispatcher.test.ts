import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addTask, claimTask, failTask, finishTask } from '../../../storage/tasks.ts'
import type { Database } from '../../../storage/database/database.ts'
import { startDispatcher } from '../../../workers/queue/dispatcher.ts'
import type { Handout } from '../../../workers/queue/queue.ts'
import { openMemoryDatabase } from '../../harness/memory-database.ts'
import { waitUntil } from '../../harness/wait-until.ts'

describe('the dispatcher', () => {
  let database: Database
  beforeAll(async () => { database = await openMemoryDatabase() })
  afterAll(() => database.close())
  const add = (subjectId: string) => database.db.transaction().execute((trx) => addTask(trx, { kind: 'open-file', subjectId, at: new Date(0) }))

  // A queue of which the test decides when it is away, and a clock that stands still until told.
  const start = (options: { readonly patienceMs?: number } = {}) => {
    const state = { away: false, now: 1_000_000, added: [] as Handout[], errors: 0 }
    const queue = { add: async (handouts: readonly Handout[]) => { if (state.away) throw new Error('away'); state.added.push(...handouts) } }
    const dispatcher = startDispatcher({ db: database.db, queue, clock: () => new Date(state.now), onError: () => { state.errors++ }, everyMs: 5, ...options })
    return { state, dispatcher, count: (taskId: string) => state.added.filter((handout) => handout.taskId === taskId).length }
  }

  test('hands out what it is told of at once, and what waits unsaid by its sweep, once', async () => {
    const unsaid = await add('file-1')
    const { state, dispatcher, count } = start()
    const said = await add('file-2')
    await dispatcher.dispatch([said])
    expect(count(said)).toBe(1)
    await waitUntil(() => count(unsaid) === 1)
    const third = await add('file-3')
    await waitUntil(() => count(third) === 1)
    await dispatcher.close()
    expect([count(unsaid), count(said), state.errors]).toEqual([1, 1, 0])
  })

  test('makes good what the queue refused or lost', async () => {
    const { state, dispatcher, count } = start({ patienceMs: 1000 })
    state.away = true
    const id = await add('file-4')
    await dispatcher.dispatch([id])
    await waitUntil(() => state.errors >= 3)
    state.away = false
    await waitUntil(() => count(id) === 1)
    state.now += 1000
    await waitUntil(() => count(id) === 2)
    await dispatcher.close()
  })

  test('hands a failed task out again as soon as it is due', async () => {
    const { state, dispatcher, count } = start()
    const id = await add('file-5')
    await dispatcher.dispatch([id])
    const task = (await claimTask(database.db, { id, leaseMs: 1000, now: new Date(state.now) }))!
    await failTask(database.db, { task, error: 'once', now: new Date(state.now) })
    state.now += 1000
    await waitUntil(() => count(id) === 2)
    expect(state.added.findLast((handout) => handout.taskId === id)).toEqual({ taskId: id, attempt: 1 })
    const again = (await claimTask(database.db, { id, leaseMs: 1000, now: new Date(state.now) }))!
    await database.db.transaction().execute((trx) => finishTask(trx, { task: again, now: new Date(state.now) }))
    await dispatcher.close()
  })
})
