import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { waitUntil } from '../../../harness/wait-until.ts'
import type { Queue } from '../../../../workers/queue/queue.ts'

/** An engine on which queues are opened; they share what waits. */
export interface QueueEngine {
  open(): Promise<Queue>
  close(): Promise<void>
}

/** What every queue engine promises. */
export function describeQueue(name: string, startEngine: () => Promise<QueueEngine>): void {
  describe(`the queue on ${name}`, () => {
    let engine: QueueEngine
    const opened: Queue[] = []
    beforeAll(async () => { engine = await startEngine() })
    afterEach(async () => { await Promise.all(opened.splice(0).map((queue) => queue.close())) })
    afterAll(() => engine.close())
    const open = async (): Promise<Queue> => {
      const queue = await engine.open()
      opened.push(queue)
      return queue
    }
    const handouts = (n: number) => Array.from({ length: n }, () => ({ taskId: randomUUID(), attempt: 0 }))

    test('what is added reaches a worker, also one that starts later', async () => {
      const queue = await open()
      const added = handouts(30)
      await queue.add(added.slice(0, 20))
      const handled: string[] = []
      queue.start({ handle: async (taskId) => { handled.push(taskId) }, concurrency: 4 })
      await queue.add(added.slice(20))
      await waitUntil(() => handled.length >= 30)
      expect(handled.toSorted()).toEqual(added.map((handout) => handout.taskId).toSorted())
    })

    test('an idle worker hears of a new task at once', async () => {
      const [adding, taking] = [await open(), await open()]
      let handledAt = 0
      taking.start({ handle: async () => { handledAt = performance.now() }, concurrency: 1 })
      await adding.add(handouts(1))
      await waitUntil(() => handledAt > 0)
      handledAt = 0
      const added = performance.now()
      await adding.add(handouts(1))
      await waitUntil(() => handledAt > 0)
      expect(handledAt - added).toBeLessThan(1000)
    })

    test('a try that waits is there once; the next try of the same task is another', async () => {
      const queue = await open()
      const [one] = handouts(1)
      for (let n = 0; n < 3; n++) await queue.add([one!])
      await queue.add([{ ...one!, attempt: 1 }])
      const last = handouts(1)
      await queue.add(last)
      const handled: string[] = []
      queue.start({ handle: async (taskId) => { handled.push(taskId) }, concurrency: 1 })
      await waitUntil(() => handled.includes(last[0]!.taskId))
      expect(handled).toEqual([one!.taskId, one!.taskId, last[0]!.taskId])
    })

    test('a try that was handled can be handed out again', async () => {
      const queue = await open()
      const [one] = handouts(1)
      let handled = 0
      queue.start({ handle: async () => { handled++ }, concurrency: 1 })
      await queue.add([one!])
      await waitUntil(() => handled === 1)
      await waitUntil(async () => { await queue.add([one!]); return handled > 1 })
    })

    test('a handler that throws does not stop the worker', async () => {
      const queue = await open()
      const added = handouts(5)
      const handled = new Set<string>()
      queue.start({ handle: async (taskId) => { handled.add(taskId); throw new Error('bug') }, concurrency: 1 })
      await queue.add(added)
      await waitUntil(() => handled.size === 5)
    })

    test('no more than `concurrency` are handled at a time, and closing waits for them', async () => {
      const queue = await engine.open()
      let [running, most, done] = [0, 0, 0]
      const gates: (() => void)[] = []
      queue.start({
        concurrency: 3,
        handle: async () => {
          most = Math.max(most, ++running)
          await new Promise<void>((go) => gates.push(go))
          running--
          done++
        },
      })
      await queue.add(handouts(3))
      await waitUntil(() => gates.length === 3)
      const closed = queue.close()
      expect(done).toBe(0)
      for (const go of gates) go()
      await closed
      expect([most, done, running]).toEqual([3, 3, 0])
    })
  })
}
