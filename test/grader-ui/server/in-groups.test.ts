import { expect, test } from 'vitest'
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
