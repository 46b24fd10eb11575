import { expect, test } from 'vitest'
import { seededRandom, shuffled } from '../../../fixtures/random.ts'
import { decideScores } from '../../../pipeline/decide/decide-scores.ts'
import { DEFAULT_DECISION_SETTINGS } from '../../../pipeline/decide/settings.ts'
import { countCodes, type CodeCount } from './count-codes.ts'
import { formOf, issuedCodes, simulateStack, USUAL_FAULTS, type StackFaults } from './simulate-stack.ts'
import { simulateWork } from './simulate-work.ts'

/**
 * The decision alone, on simulated ink: many stacks and works (`EXAM_SIMULATED_WORKS=1300` is the long exam: 5,100 pages a stack kind), right,
 * silently wrong and refused counted apart.
 */
const WORKS = Number(process.env['EXAM_SIMULATED_WORKS'] ?? 260)
const STACK = 130
const roster = [...issuedCodes(7, 400), ...issuedCodes(8, 400)]

function examCodes({ name, listed, sorted, pages = 4, faults = {} }: { name: string; listed: boolean; sorted: boolean; pages?: number; faults?: Partial<StackFaults> }): CodeCount {
  const form = formOf('physics-7', 7, pages)
  const sum: CodeCount = { pages: 0, inkRight: 0, right: 0, automatic: 0, silentlyWrong: 0 }
  for (let stack = 0; stack < WORKS / STACK; stack++) {
    const random = seededRandom(`exam ${name} ${stack}`)
    const simulated = simulateStack({ form, codes: shuffled(issuedCodes(7, 400), random).slice(0, STACK), sorted, random, faults: { ...USUAL_FAULTS, ...faults } })
    const count = countCodes({ pages: simulated, forms: new Map([[form.id, form]]), roster: listed ? roster : null, settings: DEFAULT_DECISION_SETTINGS.codes })
    for (const key of Object.keys(sum) as (keyof CodeCount)[]) sum[key] += count[key]
  }
  const share = (n: number): string => (n / sum.pages).toFixed(4)
  console.log(`${name}: ${sum.pages} pages, ink alone ${share(sum.inkRight)}, right ${share(sum.right)}, automatic ${share(sum.automatic)}, silently wrong ${sum.silentlyWrong}`)
  return sum
}

test('800 codes of two grades, two thirds of them absent: nothing is silently wrong', () => {
  const sorted = examCodes({ name: 'list, sorted stacks', listed: true, sorted: true })
  const unsorted = examCodes({ name: 'list, unsorted stacks', listed: true, sorted: false })
  for (const count of [sorted, unsorted]) {
    expect(count.silentlyWrong).toBe(0)
    expect(count.right / count.pages).toBeGreaterThan(0.99)
    expect(count.automatic / count.pages).toBeGreaterThan(0.96)
  }
})

test('without a list', () => {
  const count = examCodes({ name: 'no list, unsorted stacks', listed: false, sorted: false })
  expect(count.silentlyWrong / count.automatic).toBeLessThan(0.0005)
  expect(count.right / count.pages).toBeGreaterThan(0.98)
})

test('single pages, where no other page of the work helps', () => {
  const listed = examCodes({ name: 'list, single pages', listed: true, sorted: false, pages: 1 })
  const unlisted = examCodes({ name: 'no list, single pages', listed: false, sorted: false, pages: 1 })
  for (const count of [listed, unlisted]) expect(count.silentlyWrong / count.automatic).toBeLessThan(0.001)
  expect(listed.right / listed.pages).toBeGreaterThan(0.98)
})

test('careless hands and a reader too sure of itself: more goes to a person', () => {
  const count = examCodes({ name: 'list, careless hands', listed: true, sorted: false, faults: { carelessness: 1.3 } })
  expect(count.silentlyWrong / count.automatic).toBeLessThan(0.003)
})

test('scores of teachers who err: automatic values wrong in fewer than 1 of 1,000, at three qualities of ink', () => {
  for (const carelessness of [1, 1.2, 1.5]) {
    const random = seededRandom(`exam works ${carelessness}`)
    let values = 0, inkRight = 0, right = 0, automatic = 0, silentlyWrong = 0
    for (let i = 0; i < WORKS; i++) {
      const { evidence, truth } = simulateWork(random, carelessness)
      const decided = decideScores(evidence, DEFAULT_DECISION_SETTINGS.scores)
      const written = [...truth.scores, truth.total, truth.mark]
      ;[...decided.scores, decided.total, decided.mark].forEach((value, k) => {
        values++
        if (value?.ink?.value === written[k]) inkRight++
        if (value?.value === written[k]) right++
        if (value?.status === 'review') return
        automatic++
        if (value?.value !== written[k]) silentlyWrong++
      })
    }
    console.log(`scores, carelessness ${carelessness}: ${values} values, ink alone ${(inkRight / values).toFixed(4)}, right ${(right / values).toFixed(4)}, automatic ${(automatic / values).toFixed(4)}, silently wrong ${silentlyWrong}`)
    // One in a thousand, and what chance may add to so few values.
    expect(silentlyWrong).toBeLessThanOrEqual(automatic / 1000 + 2 * Math.sqrt(automatic / 1000))
  }
})
