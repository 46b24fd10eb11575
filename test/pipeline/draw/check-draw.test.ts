import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDraw, VIOLATION_WORDS, type ViolationType } from '../../../pipeline/draw/check-draw.ts'
import { drawExperts, type DrawRequest } from '../../../pipeline/draw/draw-experts.ts'
import type { Assignment, DrawExpert } from '../../../pipeline/model/work.ts'
import { municipality } from './random-municipality.ts'

const rules = { graders: 2, minYears: 3, reciprocity: 'allowed' as const }
const expert = (id: string, school: string, more: Partial<DrawExpert> = {}): DrawExpert =>
  ({ id, school, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [], ...more })
const works = [{ id: 'W', school: 'A', subject: 'Физика', grade: 7 }]
const found = (experts: readonly DrawExpert[], assignments: readonly Assignment[], more: Partial<Parameters<typeof checkDraw>[0]> = {}): ViolationType[] =>
  checkDraw({ works, experts, rules, assignments, shortfall: [], ...more }).map((violation) => violation.type)
const both = (first: string, second: string): Assignment[] => [{ work: 'W', expert: first, round: 1 }, { work: 'W', expert: second, round: 2 }]
const good = [expert('b', 'B'), expert('c', 'C')]

describe('the checker that trusts nobody', () => {
  test('passes a draw that breaks nothing', () => {
    expect(found(good, both('b', 'c'))).toEqual([])
  })

  test.each<[ViolationType, readonly DrawExpert[]]>([
    ['own-school', [expert('b', 'A'), expert('c', 'C')]],
    ['second-job', [expert('b', 'B', { otherSchools: ['A'] }), expert('c', 'C')]],
    ['conflict-with-school', [expert('b', 'B', { conflicts: ['A'] }), expert('c', 'C')]],
    ['conflict-with-colleague', [expert('b', 'B', { conflicts: ['z'] }), expert('c', 'C'), expert('z', 'A')]],
    ['conflict-with-colleague', [expert('b', 'B'), expert('c', 'C'), expert('z', 'Z', { otherSchools: ['A'], conflicts: ['b'] })]],
    ['conflict-on-work', [expert('b', 'B', { conflicts: ['c'] }), expert('c', 'C')]],
    ['conflict-on-work', [expert('b', 'B'), expert('c', 'C', { conflicts: ['b'] })]],
    ['wrong-subject', [expert('b', 'B', { subjects: ['Химия'] }), expert('c', 'C')]],
    ['too-few-years', [expert('b', 'B', { years: 2 }), expert('c', 'C')]],
    ['over-cap', [expert('b', 'B', { cap: 0 }), expert('c', 'C')]],
    ['same-school-twice', [expert('b', 'B'), expert('c', 'B')]],
  ])('finds %s', (type, experts) => {
    expect(found(experts, both('b', 'c'))).toEqual([type])
  })

  test('finds an expert named twice, a round named twice, a round that there is not, and strangers', () => {
    expect(found(good, both('b', 'b'))).toEqual(['same-expert-twice'])
    expect(found(good, [{ work: 'W', expert: 'b', round: 1 }, { work: 'W', expert: 'c', round: 1 }])).toEqual(['round-twice', 'missing'])
    expect(found(good, [{ work: 'W', expert: 'b', round: 1 }, { work: 'W', expert: 'c', round: 3 }])).toEqual(['wrong-round', 'missing'])
    expect(found(good, both('b', 'nobody'))).toEqual(['unknown-expert'])
    expect(found(good, [...both('b', 'c'), { work: 'no', expert: 'b', round: 1 }])).toEqual(['unknown-work', 'wrong-round'])
  })

  test('finds a slot that is neither filled nor named, and one that is both', () => {
    expect(found(good, both('b', 'c').slice(0, 1))).toEqual(['missing'])
    expect(found(good, both('b', 'c').slice(0, 1), { shortfall: [{ work: 'W', round: 2 }] })).toEqual([])
    expect(found(good, both('b', 'c'), { shortfall: [{ work: 'W', round: 2 }] })).toEqual(['filled-shortfall'])
  })

  test('finds schools that grade each other when that is forbidden', () => {
    const two = [{ id: 'W', school: 'A', subject: 'Физика', grade: 7 }, { id: 'V', school: 'B', subject: 'Физика', grade: 7 }]
    const assignments = [{ work: 'W', expert: 'b', round: 1 }, { work: 'V', expert: 'a', round: 1 }]
    const input = { works: two, experts: [expert('a', 'A'), expert('b', 'B')], assignments, shortfall: [] }
    expect(checkDraw({ ...input, rules: { ...rules, graders: 1 } })).toEqual([])
    expect(checkDraw({ ...input, rules: { ...rules, graders: 1, reciprocity: 'forbidden' } }).map((v) => v.type)).toEqual(['mutual-grading'])
  })

  test('has words for everything it can find', () => {
    for (const words of Object.values(VIOLATION_WORDS)) expect(words).toMatch(/^[а-яё ,–—]+$/i)
  })

  test('notices every assignment given to somebody who may not hold it', () => {
    let caught = 0
    fc.assert(fc.property(municipality({ conflictsOfExperts: true }), fc.nat(), fc.nat(), (request, at, who) => {
      const draw = drawExperts(request)
      const entry = draw.assignments[at % Math.max(1, draw.assignments.length)]
      const other = request.experts[who % Math.max(1, request.experts.length)]
      if (!entry || !other || other.id === entry.expert) return
      const changed = draw.assignments.map((a) => (a === entry ? { ...a, expert: other.id } : a))
      const violations = checkDraw({ ...request, ...draw, assignments: changed })
      expect(violations.length > 0).toBe(breaksSomething(request, changed))
      if (violations.length > 0) caught++
    }), { numRuns: 150, seed: 21 })
    expect(caught).toBeGreaterThan(50)
  })
})

/** The same question asked of the draw's own rules: does a draw of only this pair, or of these experts on this work, refuse it? */
function breaksSomething(request: DrawRequest, assignments: readonly Assignment[]): boolean {
  const experts = new Map(request.experts.map((e) => [e.id, e]))
  const rules = { ...request.rules, graders: 1, reciprocity: 'allowed' as const }
  const loads = new Map<string, number>()
  const closed = new Map<string, Set<string>>()
  for (const { expert: id } of assignments) loads.set(id, (loads.get(id) ?? 0) + 1)
  if ([...loads].some(([id, load]) => load > (experts.get(id)?.cap ?? Infinity))) return true
  for (const { work: workId, expert: id } of assignments) {
    const work = request.works.find((w) => w.id === workId)
    const everyone = request.experts.map((e) => (e.id === id ? e : { ...e, cap: 0 }))
    if (drawExperts({ works: work ? [work] : [], experts: everyone, rules, seed: '' }).assignments.length === 0) return true
    const beside = assignments.filter((a) => a.work === workId && a.expert !== id).map((a) => experts.get(a.expert) as DrawExpert)
    if (assignments.filter((a) => a.work === workId && a.expert === id).length > 1) return true
    if (beside.some((o) => o.school === experts.get(id)?.school || o.conflicts.includes(id) || experts.get(id)?.conflicts.includes(o.id))) return true
    closed.set(experts.get(id)?.school ?? '', (closed.get(experts.get(id)?.school ?? '') ?? new Set()).add(work?.school ?? ''))
  }
  return request.rules.reciprocity === 'forbidden' && [...closed].some(([from, targets]) => [...targets].some((to) => closed.get(to)?.has(from)))
}
