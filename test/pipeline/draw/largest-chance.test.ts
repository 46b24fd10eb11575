import { expect, test } from 'vitest'
import { estimateLargestChance } from '../../../pipeline/draw/largest-chance.ts'

const rules = { graders: 2, minYears: 3, reciprocity: 'allowed' as const }
const expertsOf = (count: number, schools: number) => Array.from({ length: count }, (_, i) =>
  ({ id: `E${i}`, school: `S${i % schools}`, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [] }))
const works = Array.from({ length: 30 }, (_, i) => ({ id: `W${i}`, school: `S${i % 6}`, subject: 'Физика', grade: 7 }))

test('with six schools and twelve experts nobody can guess a work’s expert much better than one in five', () => {
  const chance = estimateLargestChance({ works, experts: expertsOf(12, 6), rules, seed: 'chance' }, 300)
  // Each expert grades 5 of the 25 works of other schools.
  expect(chance?.share).toBeGreaterThan(0.2)
  expect(chance?.share).toBeLessThan(0.3)
}, 120_000)

test('where only two experts may grade a work it is certain, and where nobody may there is nothing to guess', () => {
  expect(estimateLargestChance({ works: works.slice(0, 1), experts: expertsOf(3, 3), rules, seed: '' }, 20)?.share).toBe(1)
  expect(estimateLargestChance({ works, experts: [], rules, seed: '' }, 5)).toBeNull()
})
