import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sumChain } from '../../../pipeline/decide/sum-chain.ts'

test('forward–backward gives what trying every combination gives', () => {
  const weight = fc.double({ min: 0.01, max: 1, noNaN: true })
  const tasks = fc.array(fc.array(fc.record({ points: fc.integer({ min: 0, max: 3 }), weight }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 })
  fc.assert(fc.property(tasks, fc.array(weight, { minLength: 13, maxLength: 13 }), (values, end) => {
    const chain = sumChain({ tasks: values, end })
    values.forEach((own, t) => {
      const posterior = own.map((value, v) => value.weight * (chain.contexts[t]?.[v] ?? 0))
      const expected = own.map((_, v) => everyWay(values.map((task, other) => (other === t ? [task[v] as (typeof task)[number]] : task)), end))
      const scale = expected.reduce((a, b) => a + b, 0) / posterior.reduce((a, b) => a + b, 0)
      posterior.forEach((p, v) => { expect(p * scale).toBeCloseTo(expected[v] as number, 9) })
    })
  }))
})

function everyWay(tasks: readonly (readonly { points: number; weight: number }[])[], end: readonly number[], sum = 0): number {
  const [first, ...rest] = tasks
  return first ? first.reduce((total, { points, weight }) => total + weight * everyWay(rest, end, sum + points), 0) : end[sum] ?? 0
}
