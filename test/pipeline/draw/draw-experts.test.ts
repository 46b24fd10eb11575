import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDraw } from '../../../pipeline/draw/check-draw.ts'
import { conductDraw } from '../../../pipeline/draw/conduct-draw.ts'
import { drawExperts, type DrawRequest } from '../../../pipeline/draw/draw-experts.ts'
import { checkFeasibility } from '../../../pipeline/draw/feasibility.ts'
import type { DrawExpert } from '../../../pipeline/model/work.ts'
import { mostEvenBounds } from './most-even-bounds.ts'
import { mostEvenCost } from './most-even-cost.ts'
import { municipality } from './random-municipality.ts'

const loadsOf = (request: DrawRequest): Map<string, number> => {
  const loads = new Map(request.experts.map((expert) => [expert.id, 0]))
  for (const { expert } of drawExperts(request).assignments) loads.set(expert, (loads.get(expert) ?? 0) + 1)
  return loads
}

describe('the draw', () => {
  test('breaks no rule in any municipality', () => {
    fc.assert(fc.property(municipality({ conflictsOfExperts: true }), (request) => {
      expect(checkDraw({ ...request, ...drawExperts(request) })).toEqual([])
    }), { numRuns: 250, seed: 1 })
  })

  test('gives every work its graders, or falls short by exactly what a maximum flow must leave', () => {
    let short = 0
    fc.assert(fc.property(municipality(), (request) => {
      const { needed, possible } = checkFeasibility(request)
      const draw = drawExperts(request)
      expect(draw.assignments.length).toBe(possible)
      expect(draw.shortfall.length).toBe(needed - possible)
      if (needed > possible) short++
    }), { numRuns: 300, seed: 2 })
    expect(short).toBeGreaterThan(90)
  })

  test('with conflicts between experts it never fills more than the flow says', () => {
    fc.assert(fc.property(municipality({ conflictsOfExperts: true }), (request) => {
      const { needed, possible } = checkFeasibility(request)
      expect(drawExperts(request).shortfall.length).toBeGreaterThanOrEqual(needed - possible)
    }), { numRuns: 120, seed: 3 })
  })

  test('an expert makes way for one he must not meet when a third can take his place', () => {
    const expert = (id: string, cap: number, conflicts: string[] = []): DrawExpert =>
      ({ id, school: `school of ${id}`, subjects: ['Физика'], years: 5, otherSchools: [], conflicts, cap })
    const experts = [expert('a', 9, ['b']), expert('b', 1), expert('c', 1)]
    const works = [{ id: 'W', school: 'X', subject: 'Физика', grade: 7 }]
    for (let seed = 0; seed < 20; seed++) {
      const { shortfall } = drawExperts({ works, experts, rules: { graders: 2, minYears: 3, reciprocity: 'allowed' }, seed: String(seed) })
      expect(shortfall).toEqual([])
    }
    const crowded = [expert('a', 9, ['b', 'c']), expert('b', 1), expert('c', 1)]
    for (let seed = 0; seed < 20; seed++) {
      const draw = drawExperts({ works, experts: crowded, rules: { graders: 2, minYears: 3, reciprocity: 'allowed' }, seed: String(seed) })
      expect(draw.assignments.map((entry) => entry.expert).sort()).toEqual(['b', 'c'])
    }
  })

  test('spreads the load as evenly as any draw with so many slots filled could', () => {
    fc.assert(fc.property(municipality({ equalCaps: true }), (drawn) => {
      const request: DrawRequest = { ...drawn, rules: { ...drawn.rules, reciprocity: 'allowed' } }
      const cost = [...loadsOf(request).values()].reduce((sum, load) => sum + load * load, 0)
      expect(cost).toBe(mostEvenCost(request))
    }), { numRuns: 150, seed: 4 })
  })

  test('where loads differ by more than 1 no draw could do better: nobody could hold less at most, nor more at least', () => {
    let forced = 0
    fc.assert(fc.property(municipality({ equalCaps: true }), (drawn) => {
      const request: DrawRequest = { ...drawn, rules: { ...drawn.rules, reciprocity: 'allowed' } }
      if (request.experts.length === 0) return
      const loads = [...loadsOf(request).values()]
      const { most, least } = mostEvenBounds(request)
      expect([Math.max(...loads), Math.min(...loads)]).toEqual([most, least])
      if (most - least > 1) forced++
    }), { numRuns: 300, seed: 7 })
    expect(forced).toBeGreaterThan(50)
  })

  test('where few schools have a subject, an expert of a school with few works there gets many: forced, to the last work', () => {
    // Only experts of A, B and C have the subject; A's works go to B and C, B's to A and C, C has none. So those of C get them all.
    const experts = ['A', 'B', 'C', 'C'].map((school, i) => ({ id: `E${i}`, school, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [] }))
    const works = Array.from({ length: 40 }, (_, i) => ({ id: `W${i}`, school: i < 30 ? 'A' : 'B', subject: 'Физика', grade: 7 }))
    const request: DrawRequest = { works, experts, rules: { graders: 2, minYears: 3, reciprocity: 'allowed' }, seed: 'forced' }
    expect([...loadsOf(request).values()]).toEqual([10, 30, 20, 20])
    expect(mostEvenBounds(request)).toEqual({ most: 30, least: 10 })
  })

  test('loads differ by at most 1 where nothing but the subject stands in the way', () => {
    const subjects = ['Физика', 'Биология', 'История']
    const experts = Array.from({ length: 36 }, (_, i) => (
      { id: `E${i}`, school: `S${i % 12}`, subjects: [subjects[Math.floor(i / 12)] as string], years: 5, otherSchools: [], conflicts: [] }))
    const works = Array.from({ length: 400 }, (_, i) => ({ id: `W${i}`, school: `S${(i * i) % 12}`, subject: subjects[i % 3] as string, grade: 7 }))
    const loads = loadsOf({ works, experts, rules: { graders: 2, minYears: 3, reciprocity: 'allowed' }, seed: 'even' })
    for (const subject of subjects) {
      const inSubject = experts.filter((expert) => expert.subjects[0] === subject).map((expert) => loads.get(expert.id) as number)
      expect(Math.max(...inSubject) - Math.min(...inSubject)).toBeLessThanOrEqual(1)
    }
  })

  test('fills everyone in proportion to the cap he offered', () => {
    const experts = [10, 20, 30].map((cap, i) => ({ id: `E${i}`, school: `S${i}`, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [], cap }))
    const works = Array.from({ length: 30 }, (_, i) => ({ id: `W${i}`, school: 'X', subject: 'Физика', grade: 7 }))
    expect([...loadsOf({ works, experts, rules: { graders: 1, minYears: 3, reciprocity: 'allowed' }, seed: '' }).values()]).toEqual([5, 10, 15])
  })

  test('the same seed gives the same draw whatever the order of the lists, another seed another', () => {
    fc.assert(fc.property(municipality(), (request) => {
      const shuffled = { ...request, works: [...request.works].reverse(), experts: [...request.experts].reverse() }
      expect(drawExperts(shuffled)).toEqual(drawExperts(request))
    }), { numRuns: 60, seed: 5 })
    const experts = Array.from({ length: 9 }, (_, i) => ({ id: `E${i}`, school: `S${i}`, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [] }))
    const works = Array.from({ length: 20 }, (_, i) => ({ id: `W${i}`, school: `S${i % 9}`, subject: 'Физика', grade: 7 }))
    const request = { works, experts, rules: { graders: 2, minYears: 3, reciprocity: 'allowed' as const }, seed: 'a' }
    expect(drawExperts({ ...request, seed: 'b' })).not.toEqual(drawExperts(request))
  })

  test('no pair of experts is thrown together more than 3 times above the mean by mixing', () => {
    const experts = Array.from({ length: 10 }, (_, i) => ({ id: `E${i}`, school: `S${i}`, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [] }))
    const works = Array.from({ length: 300 }, (_, i) => ({ id: `W${i}`, school: `S${i % 10}`, subject: 'Физика', grade: 7 }))
    const { assignments } = drawExperts({ works, experts, rules: { graders: 2, minYears: 3, reciprocity: 'allowed' }, seed: 'pairs' })
    const holders = new Map<string, string[]>()
    for (const { work, expert } of assignments) holders.set(work, [...holders.get(work) ?? [], expert].sort())
    const pairs = new Map<string, number>()
    for (const pair of holders.values()) pairs.set(pair.join(), (pairs.get(pair.join()) ?? 0) + 1)
    expect(Math.max(...pairs.values())).toBeLessThanOrEqual(Math.ceil(300 / 45) + 3)
  })

  test('when schools may not grade each other, half of the ring is still enough for a full draw', () => {
    const experts = Array.from({ length: 14 }, (_, i) => ({ id: `E${i}`, school: `S${i % 7}`, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [] }))
    const works = Array.from({ length: 70 }, (_, i) => ({ id: `W${i}`, school: `S${i % 7}`, subject: 'Физика', grade: 7 }))
    const drawn = conductDraw({ works, experts, rules: { graders: 2, minYears: 3, reciprocity: 'forbidden' }, seed: 'ring' })
    expect(drawn.ok && drawn.value.shortfall).toEqual([])
  })

  test('an empty list gives an empty draw', () => {
    expect(drawExperts({ works: [], experts: [], rules: { graders: 2, minYears: 3, reciprocity: 'allowed' }, seed: '' })).toEqual({ assignments: [], shortfall: [] })
  })

  test('an id that stands twice is a bug of the caller', () => {
    const work = { id: 'W', school: 'S', subject: 'Физика', grade: 7 }
    expect(() => drawExperts({ works: [work, work], experts: [], rules: { graders: 2, minYears: 3, reciprocity: 'allowed' }, seed: '' })).toThrow('twice')
  })
})
