import { describe, expect, test } from 'vitest'
import { drawExperts } from '../../../pipeline/draw/draw-experts.ts'
import type { DrawExpert, DrawWork } from '../../../pipeline/model/work.ts'

const expert = (id: string, school: string, cap: number): DrawExpert => ({ id, school, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [], cap })
const work = (id: string, school: string): DrawWork => ({ id, school, subject: 'Физика', grade: 7 })
const DRAWS = 2000

/** All ways to give each work `graders` experts of other schools, each of different schools, every expert used up to his cap. */
function allDraws(works: readonly DrawWork[], experts: readonly DrawExpert[], graders: number): Set<string> {
  const found = new Set<string>()
  const left = new Map(experts.map(({ id, cap }) => [id, cap ?? 0]))
  const place = (index: number, soFar: string): void => {
    const next = works[index]
    if (!next) { found.add(soFar); return }
    const able = experts.filter((e) => e.school !== next.school && (left.get(e.id) ?? 0) > 0)
    for (const group of groupsOf(able, graders)) {
      if (new Set(group.map((e) => e.school)).size < graders) continue
      for (const { id } of group) left.set(id, (left.get(id) ?? 0) - 1)
      place(index + 1, `${soFar}${next.id}:${group.map((e) => e.id).sort().join('')} `)
      for (const { id } of group) left.set(id, (left.get(id) ?? 0) + 1)
    }
  }
  place(0, '')
  return found
}

const groupsOf = (experts: readonly DrawExpert[], size: number): DrawExpert[][] =>
  size === 0 ? [[]] : experts.flatMap((e, i) => groupsOf(experts.slice(i + 1), size - 1).map((rest) => [e, ...rest]))

describe('among the draws that are possible none is favoured', () => {
  test.each([
    { title: 'three works of one school, three experts', graders: 1, outcomes: 6, chiSquareLimit: 20.5,
      works: [work('1', 'X'), work('2', 'X'), work('3', 'X')], experts: [expert('a', 'A', 1), expert('b', 'B', 1), expert('c', 'C', 1)] },
    { title: 'two graders a work', graders: 2, outcomes: 6, chiSquareLimit: 20.5,
      works: [work('1', 'X'), work('2', 'X'), work('3', 'X')], experts: [expert('a', 'A', 2), expert('b', 'B', 2), expert('c', 'C', 2)] },
    { title: 'experts who may not grade their own school', graders: 1, outcomes: 8, chiSquareLimit: 24.3,
      works: [work('1', 'A'), work('2', 'A'), work('3', 'B'), work('4', 'B')],
      experts: [expert('a', 'A', 1), expert('b', 'B', 1), expert('c', 'C', 1), expert('d', 'D', 1)] },
    { title: 'own schools and two graders', graders: 2, outcomes: 7, chiSquareLimit: 22.5,
      works: [work('1', 'A'), work('2', 'A'), work('3', 'B'), work('4', 'C')],
      experts: [expert('a', 'A', 2), expert('b', 'B', 2), expert('c', 'C', 2), expert('d', 'D', 2)] },
  ])('$title: chi-square at 0.1 % over 2,000 seeds', ({ works, experts, graders, outcomes, chiSquareLimit }) => {
    const counts = new Map([...allDraws(works, experts, graders)].map((outcome) => [outcome, 0]))
    expect(counts.size).toBe(outcomes)
    for (let seed = 0; seed < DRAWS; seed++) {
      const { assignments } = drawExperts({ works, experts, rules: { graders, minYears: 3, reciprocity: 'allowed' }, seed: String(seed) })
      const outcome = works.map(({ id }) => `${id}:${assignments.filter((a) => a.work === id).map((a) => a.expert).sort().join('')} `).join('')
      counts.set(outcome, (counts.get(outcome) ?? NaN) + 1)
    }
    const expected = DRAWS / outcomes
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(chiSquare).toBeLessThan(chiSquareLimit)
  })
})
