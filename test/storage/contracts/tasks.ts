import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addTask, claimTask, failTask, finishTask, LeaseLost, MOST_FAILURES, renewLease, reportProgress, tasksToDispatch } from '../../../storage/tasks.ts'
import type { Database } from '../../../storage/database/database.ts'

/** What the task rows promise on every database engine. */
export function describeTasks(name: string, open: () => Promise<Database>): void {
  describe(`tasks on ${name}`, () => {
    let database: Database
    beforeAll(async () => { database = await open() })
    afterAll(() => database.close())

    const leaseMs = 10_000
    const start = Date.UTC(2026, 3, 1)
    const after = (ms: number) => new Date(start + ms)
    const add = (subjectId: string = randomUUID()) => database.db.transaction().execute((trx) => addTask(trx, { kind: 'open-file', subjectId, at: after(-1e6) }))
    const claim = (id: string, now = after(0)) => claimTask(database.db, { id, leaseMs, now })
    const finish = (task: NonNullable<Awaited<ReturnType<typeof claim>>>, now = after(1)) => database.db.transaction().execute((trx) => finishTask(trx, { task, now }))
    const rowOf = (id: string) => database.db.selectFrom('task').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

    test('asked for twice while it waits, a task is one', async () => {
      const id = await add('page-1')
      expect(await Promise.all([add('page-1'), add('page-1')])).toEqual([id, id])
      await finish((await claim(id))!)
      expect(await rowOf(id)).toMatchObject({ state: 'done', progress: 100, lease_until: null, finished_at: after(1) })
      expect(await add('page-1')).not.toBe(id)
    })

    test('asked for again while it runs, it runs once more', async () => {
      const id = await add('page-2')
      const task = (await claim(id))!
      expect(await add('page-2')).toBe(id)
      await finish(task)
      expect(await rowOf(id)).toMatchObject({ state: 'pending', again: false })
      await finish((await claim(id))!)
      expect((await rowOf(id)).state).toBe('done')
    })

    test('of many workers one gets it', async () => {
      const id = await add()
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(id)))
      expect(claims.filter(Boolean)).toEqual([{ id, kind: 'open-file', subjectId: (await rowOf(id)).subject_id, attempt: 1 }])
    })

    test('a worker that let its lease end cannot finish, fail or hold what another took over', async () => {
      const id = await add()
      const first = (await claim(id))!
      expect(await claim(id, after(leaseMs - 1))).toBeNull()
      const second = (await claim(id, after(leaseMs + 1)))!
      expect(second.attempt).toBe(2)
      await expect(finish(first)).rejects.toThrow(LeaseLost)
      await failTask(database.db, { task: first, error: 'late', now: after(leaseMs + 2) })
      expect(await renewLease(database.db, { task: first, leaseMs, now: after(leaseMs + 2) })).toBe(false)
      expect(await rowOf(id)).toMatchObject({ state: 'running', attempt: 2, failures: 1 })
      await finish(second)
      await expect(finish(second)).rejects.toThrow(LeaseLost)
    })

    test('what was written with a lost lease is not there', async () => {
      const id = await add()
      const first = (await claim(id))!
      const second = (await claim(id, after(leaseMs + 1)))!
      const effect = (task: typeof first) => database.db.transaction().execute(async (trx) => {
        await trx.insertInto('session').values({ sid: `effect-${id}-${task.attempt}`, data: '{}', expires_at: after(0) }).execute()
        await finishTask(trx, { task, now: after(leaseMs + 2) })
      })
      await effect(second)
      await expect(effect(first)).rejects.toThrow(LeaseLost)
      expect(await database.db.selectFrom('session').select('sid').where('sid', 'like', `effect-${id}-%`).execute()).toEqual([{ sid: `effect-${id}-2` }])
    })

    test('a renewed lease holds', async () => {
      const id = await add()
      const task = (await claim(id))!
      expect(await renewLease(database.db, { task, leaseMs, now: after(8_000) })).toBe(true)
      expect(await claim(id, after(leaseMs + 1))).toBeNull()
      await reportProgress(database.db, { task, percent: 41.7 })
      expect((await rowOf(id)).progress).toBe(42)
    })

    test('failures wait longer each time, keep the error, and the fifth is the last', async () => {
      const id = await add()
      let at = 0
      for (const waitMs of [1000, 4000, 9000, 16_000]) {
        await failTask(database.db, { task: (await claim(id, after(at)))!, error: `at ${at}`, now: after(at) })
        expect(await claim(id, after(at + waitMs - 1))).toBeNull()
        at += waitMs
      }
      await failTask(database.db, { task: (await claim(id, after(at)))!, error: 'last', now: after(at) })
      expect(await rowOf(id)).toMatchObject({ state: 'failed', error: 'last', failures: MOST_FAILURES, attempt: 5 })
      expect(await claim(id, after(at + 1e6))).toBeNull()
    })

    test('a task that takes every worker down with it fails, visibly', async () => {
      const id = await add()
      for (let n = 0; n < MOST_FAILURES; n++) expect(await claim(id, after(n * (leaseMs + 1)))).not.toBeNull()
      expect(await claim(id, after(MOST_FAILURES * (leaseMs + 1)))).toBeNull()
      expect(await rowOf(id)).toMatchObject({ state: 'failed', error: expect.stringContaining('прервалась') as string })
    })

    test('the sweep sees what is due and what was left, the oldest first, and nothing else', async () => {
      const waiting = await add()
      const held = await add()
      await claim(held, after(0))
      const left = await add()
      await claim(left, after(-leaseMs - 1))
      const resting = await add()
      await failTask(database.db, { task: (await claim(resting))!, error: 'once', now: after(0) })
      const done = await add()
      await finish((await claim(done))!)
      const mine = [waiting, held, left, resting, done]
      const seen = await tasksToDispatch(database.db, { now: after(0), limit: 1000 })
      expect(seen.filter(({ taskId }) => mine.includes(taskId))).toEqual([{ taskId: waiting, attempt: 0 }, { taskId: left, attempt: 1 }])
      expect(await tasksToDispatch(database.db, { now: after(0), limit: 1 })).toHaveLength(1)
    })
  })
}
