import { expect, test } from 'vitest'
import { drawExperts } from '../../../pipeline/draw/draw-experts.ts'
import { guessChances } from '../../../pipeline/draw/guess-chances.ts'

const rules = { graders: 2, minYears: 3, reciprocity: 'allowed' as const }
const expertsOf = (count: number, schools: number) => Array.from({ length: count }, (_, i) =>
  ({ id: `E${i}`, school: `S${i % schools}`, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [] }))
const works = Array.from({ length: 30 }, (_, i) => ({ id: `W${i}`, school: `S${i % 6}`, subject: 'Физика', grade: 7 }))

test('with six schools and twelve experts nobody can guess a work’s expert or its school much better than one in five', () => {
  const chances = guessChances({ works, experts: expertsOf(12, 6), rules, seed: 'chance' })!
  // Each expert grades 5 of the 25 works of other schools: two of ten experts a work, one of five schools a heap.
  expect(chances.draws).toBe(1000)
  for (const share of [chances.expertOfWork, chances.schoolOfWork]) {
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.25)
  }
})

test('works of a school together tell what counting each of them alone would', () => {
  const request = { works, experts: expertsOf(12, 6).slice(0, 9), rules, seed: 'alone' }
  const counts = new Map<string, number>()
  for (let i = 0; i < 600; i++) for (const { work, expert } of drawExperts({ ...request, seed: `alone ${i}` }).assignments) {
    if (work === 'W3' || work === 'W9') counts.set(`${work} ${expert}`, (counts.get(`${work} ${expert}`) ?? 0) + 1)
  }
  const largest = (work: string): number => Math.max(...[...counts].filter(([key]) => key.startsWith(`${work} `)).map(([, n]) => n / 600))
  const { expertOfWork } = guessChances({ ...request, works: works.filter((work) => work.school === 'S3').concat(works.filter((work) => work.school !== 'S3')) })!
  expect(Math.abs(largest('W3') - largest('W9'))).toBeLessThan(0.08)
  expect(expertOfWork).toBeGreaterThan(largest('W3') - 0.08)
})

test('where only two experts may grade a work it is certain, and where nobody may there is nothing to guess', () => {
  expect(guessChances({ works: works.slice(0, 1), experts: expertsOf(3, 3), rules, seed: '' }, { slots: 1000, most: 20 })).toEqual({ draws: 20, expertOfWork: 1, schoolOfWork: 1 })
  expect(guessChances({ works, experts: [], rules, seed: '' }, { slots: 1000, most: 5 })).toBeNull()
})

test('the larger a draw, the fewer times it is tried', () => {
  const many = Array.from({ length: 2000 }, (_, i) => ({ id: `W${i}`, school: `S${i % 6}`, subject: 'Физика', grade: 7 }))
  expect(guessChances({ works: many, experts: expertsOf(12, 6), rules, seed: 'large' }, { slots: 20_000, most: 1000 })).toMatchObject({ draws: 5, expertOfWork: expect.closeTo(0.2, 1) as number })
  expect(guessChances({ works: many, experts: expertsOf(12, 6), rules, seed: 'large' }, { slots: 100, most: 1000 })).toMatchObject({ draws: 1 })
})
