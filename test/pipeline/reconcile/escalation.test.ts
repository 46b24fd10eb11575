import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import { createEvidence, decideEscalation, type WorkSign } from '../../../pipeline/reconcile/escalation.ts'
import { howMuchInWords, howMuchIsEnough } from '../../../pipeline/reconcile/how-much-is-enough.ts'
import { checksToExclude, mostBad } from '../../../pipeline/reconcile/statistics/hypergeometric.ts'

/** So many works overstated and understated among `population`, in a random order. */
function school(population: number, overstated: number, understated: number, seed: string): WorkSign[] {
  const random = seededRandom(seed)
  const signs = Array.from({ length: population }, (_, i): WorkSign => (i < overstated ? 1 : i < overstated + understated ? -1 : 0))
  for (let i = population - 1; i > 0; i--) { const j = random.int(i + 1); [signs[i], signs[j]] = [signs[j] as WorkSign, signs[i] as WorkSign] }
  return signs
}
const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] as number

describe('going on or stopping', () => {
  test('the Kaplan–Markov check: five ones against one half are 2⁻⁵', () => {
    const evidence = createEvidence({ population: Infinity, nullMean: 0.5, bet: ({ nullMean }) => 1 / nullMean })
    expect([1, 1, 1, 1, 1].map((value) => evidence.push(value)).at(-1)).toBe(32)
  })

  test('of 60 works an honest school is settled after about 14, one with 40 % overstated is flagged after about 16', () => {
    const runs = (overstated: number, understated: number) => Array.from({ length: 400 }, (_, i) =>
      decideEscalation({ population: 60, signs: school(60, overstated, understated, `${overstated} ${i}`) }))
    const honest = runs(2, 2)
    expect(median(honest.map(({ after }) => after))).toBe(14)
    expect(honest.filter(({ state }) => state === 'flag').length / 400).toBeLessThan(0.05)
    const inflated = runs(24, 1)
    expect(Math.abs(median(inflated.map(({ after }) => after)) - 16)).toBeLessThanOrEqual(1)
    expect(inflated.filter(({ state }) => state === 'flag').length / 400).toBeGreaterThan(0.95)
  })

  test('a school exactly on the threshold is flagged in at most 5 % of all orders, however often one looks', () => {
    let flagged = 0
    for (let i = 0; i < 2000; i++) {
      if (decideEscalation({ population: 60, signs: school(60, 5, 2, `null ${i}`), rule: { flagAbove: 0.05, settledBelow: 1, evidence: 20 } }).state === 'flag') flagged++
    }
    expect(flagged / 2000).toBeLessThan(0.05)
  })

  test('once everything is checked there is always an answer', () => {
    for (const [over, under] of [[0, 0], [6, 0], [30, 3], [60, 0], [0, 60]] as const) {
      const { state } = decideEscalation({ population: 60, signs: school(60, over, under, 'all') })
      expect(['flag', 'settled']).toContain(state)
    }
    expect(decideEscalation({ population: 60, signs: [] })).toEqual({ state: 'go-on', after: 0, flagEvidence: 1, settledEvidence: 1 })
  })
})

describe('how much a recheck of a part can say', () => {
  test.each([[3, 300, 62.7], [10, 1000, 25.7], [30, 3000, 9.4]])('0 of %i checked of %i: up to %f %% may be bad', (checked, population, percent) => {
    expect(Math.round(howMuchIsEnough({ population, checked, bad: 0 }).mostBadShare * 1000) / 10).toBe(percent)
  })

  test.each([[30, 15], [60, 20], [100, 23], [300, 27]])('of %i works %i must be checked to exclude more than 10 %% bad', (population, checked) => {
    expect(checksToExclude({ population, share: 0.1 })).toBe(checked)
  })

  test('the limit is the largest number that is no surprise, by counting', () => {
    const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : choose(n - 1, k - 1) * n / k)
    for (const [population, checked, bad] of [[20, 5, 0], [20, 5, 2], [30, 12, 3], [10, 10, 4], [9, 0, 0]] as const) {
      const chance = (total: number): number => Array.from({ length: bad + 1 }, (_, x) => choose(total, x) * choose(population - total, checked - x) / choose(population, checked)).reduce((a, b) => a + b)
      const byCounting = Array.from({ length: population + 1 }, (_, total) => total).filter((total) => total >= bad && total <= population - (checked - bad) && chance(total) > 0.05).at(-1)
      expect(mostBad({ population, checked, bad })).toBe(byCounting)
    }
  })

  test('says it in words', () => {
    expect(howMuchInWords({ population: 1000, checked: 10, bad: 0 })).toBe(
      'При 0 работах с расхождениями из 10 проверенных доля таких работ среди всех 1000 может достигать 25,7 % (надёжность 95 %, если работы выбраны случайно). '
      + 'Чтобы исключить долю больше 10 %, нужно проверить 28 работ и не найти ни одного расхождения.')
    expect(howMuchInWords({ population: 30, checked: 15, bad: 0 })).not.toContain('Чтобы исключить')
    expect(howMuchInWords({ population: 12, checked: 12, bad: 3 })).toBe('Проверены все работы: с расхождениями 3 из 12.')
    expect(howMuchInWords({ population: 12, checked: 0, bad: 0 })).toContain('ничего не проверено')
  })
})
