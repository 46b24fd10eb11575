import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeShortages } from '../../../pipeline/draw/describe-shortages.ts'
import { checkFeasibility } from '../../../pipeline/draw/feasibility.ts'
import type { DrawExpert, DrawWork } from '../../../pipeline/model/work.ts'
import { municipality } from './random-municipality.ts'

const rules = { graders: 2, minYears: 3, reciprocity: 'allowed' as const }
const expert = (id: string, school: string, more: Partial<DrawExpert> = {}): DrawExpert =>
  ({ id, school, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [], ...more })
const worksOf = (school: string, count: number, subject = 'Физика'): DrawWork[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${school}-${subject}-${i}`, school, subject, grade: 7 }))

describe('what stands in the way of a draw', () => {
  test('nothing: no shortage and no words', () => {
    const answer = checkFeasibility({ works: worksOf('А', 5), experts: [expert('1', 'Б'), expert('2', 'В')], rules, seed: '' })
    expect(answer).toEqual({ needed: 10, possible: 10, shortages: [], gradersPossible: 2 })
    expect(describeShortages(answer)).toEqual([])
  })

  test('too few other schools: names the works, the schools that may grade them and what is missing', () => {
    const answer = checkFeasibility({ works: worksOf('А', 5), experts: [expert('1', 'Б'), expert('2', 'Б'), expert('3', 'В', { years: 1 })], rules, seed: '' })
    expect(answer.shortages).toEqual([{ type: 'too-few-schools', school: 'А', subject: 'Физика', works: 5, gradingSchools: ['Б'], missing: 5 }])
    expect(answer).toMatchObject({ needed: 10, possible: 5, gradersPossible: 1 })
    expect(describeShortages(answer)).toEqual([
      'Не хватает проверок: 5 из 10.',
      'Физика, школа «А», работ 5: их могут проверить только эксперты школ: Б. Не хватает проверок: 5. Нужны эксперты по предмету ещё хотя бы из одной другой школы: без конфликта интересов и с нужным стажем.',
      'Без новых экспертов и пределов хватит, если каждую работу проверяет экспертов: 1.',
    ])
  })

  test('too little room: names the experts whose caps are used up and the smallest raise, spread among them', () => {
    const experts = [expert('1', 'Б', { cap: 3 }), expert('2', 'В', { cap: 4 }), expert('3', 'Г', { subjects: ['Химия'] })]
    const answer = checkFeasibility({ works: worksOf('А', 6), experts, rules, seed: '' })
    expect(answer.shortages).toEqual([{
      type: 'too-little-room', works: [{ school: 'А', subject: 'Физика', works: 6 }], experts: ['1', '2'], room: 7, missing: 5,
      raise: [{ expert: '1', from: 3, to: 6 }, { expert: '2', from: 4, to: 6 }],
    }])
    expect(describeShortages(answer)[1]).toBe(
      'Физика, работ 6 (школы: А): всё упирается в пределы нагрузки экспертов 1, 2 — вместе 7. Не хватает проверок: 5. '
      + 'Достаточно поднять пределы: 1 с 3 до 6, 2 с 4 до 6 — или добавить экспертов по предмету на 5 проверок.')
  })

  test('shortages of different subjects are said apart', () => {
    const experts = [expert('1', 'Б', { cap: 1 }), expert('2', 'В'), expert('3', 'Б', { subjects: ['Химия'], cap: 2 }), expert('4', 'В', { subjects: ['Химия'] })]
    const answer = checkFeasibility({ works: [...worksOf('А', 3), ...worksOf('А', 3, 'Химия')], experts, rules, seed: '' })
    expect(answer.shortages.map((s) => [s.type, s.missing])).toEqual([['too-little-room', 2], ['too-little-room', 1]])
  })

  test('in any municipality the shortages add up to the gap, and raising the caps as proposed closes its part of it', () => {
    let raised = 0
    fc.assert(fc.property(municipality(), (request) => {
      const answer = checkFeasibility(request)
      expect(answer.shortages.reduce((sum, shortage) => sum + shortage.missing, 0)).toBe(answer.needed - answer.possible)
      const caps = new Map(answer.shortages.flatMap((s) => (s.type === 'too-little-room' ? s.raise : [])).map(({ expert: id, to }) => [id, to]))
      if (caps.size === 0) return
      raised++
      const experts = request.experts.map((e) => { const cap = caps.get(e.id); return cap === undefined ? e : { ...e, cap } })
      expect(checkFeasibility({ ...request, experts }).shortages.every((s) => s.type === 'too-few-schools')).toBe(true)
    }), { numRuns: 300, seed: 31 })
    expect(raised).toBeGreaterThan(25)
  })
})
