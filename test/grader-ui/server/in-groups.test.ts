import { expect, test } from 'vitest'
import { isConnectionLost } from '../../../storage/database/is-connection-lost.ts'
import { inGroups } from '../../../grader-ui/server/in-groups.ts'

test('what comes while a run is under way goes together into the next, each with its own answer', async () => {
  const runs: (readonly number[])[] = []
  const double = inGroups((items: readonly number[]) => { runs.push(items); return Promise.resolve(items.map((item) => item * 2)) }, { most: 3 })
  expect(await Promise.all([1, 2, 3, 4, 5].map(double))).toEqual([2, 4, 6, 8, 10])
  expect(runs).toEqual([[1], [2, 3, 4], [5]])
})

test('the failure of one is its own, and the next are served', async () => {
  const halve = inGroups((items: readonly number[]) => (items.includes(3) ? Promise.reject(new Error('odd')) : Promise.resolve(items.map((item) => item / 2))))
  const answers = await Promise.allSettled([2, 3, 4].map(halve))
  expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([1, 'Error: odd', 2])
  expect(await halve(8)).toBe(4)
})

test('when the database is away nobody is tried alone, and who is tried alone as it goes is the last', async () => {
  const gone = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
  let runs = 0
  const away = inGroups(() => { runs++; return Promise.reject(gone) }, { isForAll: isConnectionLost })
  const answers = await Promise.allSettled(Array.from({ length: 200 }, (_, item) => away(item)))
  expect(answers.every((one) => one.status === 'rejected' && one.reason === gone)).toBe(true)
  // The first goes alone, the other 199 together.
  expect(runs).toBe(2)

  const sizes: number[] = []
  const goes = inGroups((items: readonly number[]) => {
    sizes.push(items.length)
    return items.includes(3) ? Promise.reject(items.length > 1 ? new Error('odd') : gone) : Promise.resolve(items)
  }, { isForAll: isConnectionLost })
  const rest = await Promise.allSettled([1, 2, 3, 4, 5].map(goes))
  expect(rest.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected'])
  expect(sizes).toEqual([1, 4, 1, 1])
})

test('a lost connection is told from a statement that fails', () => {
  const failing = (message: string, code?: string) => Object.assign(new Error(message), code === undefined ? {} : { code })
  for (const lost of [failing('', 'ECONNRESET'), failing('', '57P01'), failing('', '08006'), failing('', '53300'), failing('Connection terminated unexpectedly'), failing('timeout exceeded when trying to connect')]) expect(isConnectionLost(lost)).toBe(true)
  for (const own of [failing('', '23505'), failing('', '42501'), failing('', '57014'), failing('odd'), 'text', null]) expect(isConnectionLost(own)).toBe(false)
})
