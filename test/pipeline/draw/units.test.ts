import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDraw } from '../../../pipeline/draw/check-draw.ts'
import { conductDraw } from '../../../pipeline/draw/conduct-draw.ts'
import { shareTaskGroups } from '../../../pipeline/draw/share-groups.ts'
import { subjectOfGroup, taskGroups, unitId, unitOf, unitsOf } from '../../../pipeline/draw/units.ts'
import type { FormPage, Task } from '../../../pipeline/model/form.ts'
import { municipality } from './random-municipality.ts'

type Answer = { tasks: string[]; box: [number, number, number, number] }
const paper = (tasks: readonly string[], answers: readonly Answer[]): { tasks: Task[]; pages: FormPage[] } => ({
  tasks: tasks.map((id) => ({ id, maxScore: 1 })),
  pages: [{ number: 1, blank: { file: 'a.pdf', page: 1 }, fields: answers.map((answer) => ({ kind: 'answer' as const, ...answer })) }],
})

describe('the parts of a work', () => {
  test('are its tasks, each for itself; those that share a box or whose boxes overlap stay together, in the order of the form', () => {
    const form = paper(['1', '2', '3', '4К1', '4К2', '5'], [
      { tasks: ['1'], box: [10, 10, 100, 20] }, { tasks: ['2'], box: [10, 40, 100, 20] }, { tasks: ['3'], box: [50, 55, 100, 20] }, { tasks: ['4К1', '4К2'], box: [10, 100, 100, 20] }, { tasks: ['5'], box: [10, 120, 100, 20] },
    ])
    expect(taskGroups(form)).toEqual({ ok: true, value: [{ unit: '1', tasks: ['1'] }, { unit: '2', tasks: ['2', '3'] }, { unit: '3', tasks: ['4К1', '4К2'] }, { unit: '4', tasks: ['5'] }] })
  })

  test('cannot be told where a task has no answer box, and the task is named', () => {
    expect(taskGroups(paper(['1', '2'], [{ tasks: ['1'], box: [0, 0, 9, 9] }]))).toEqual({ ok: false, reason: ['2'] })
  })

  test('have names that lead back to the work', () => {
    for (const unit of ['', '1', '12']) expect(unitOf(unitId({ work: '0a1b', unit }))).toEqual({ work: '0a1b', unit })
  })
})

const GROUPS = [{ unit: '1', tasks: ['1'] }, { unit: '2', tasks: ['2', '3'] }, { unit: '3', tasks: ['4'] }, { unit: '4', tasks: ['5'] }]

describe('a draw task by task', () => {
  test('keeps every rule for every part, in municipalities of every kind: no violations, and what is missing is the max-flow gap', () => {
    fc.assert(fc.property(municipality({ conflictsOfExperts: true }), (request) => {
      const works = request.works.filter((work) => work.subject === 'Физика').map((work, index) => ({ ...work, id: `w${index}` }))
      const experts = shareTaskGroups({ works, experts: request.experts, groups: GROUPS, subject: 'Физика', rules: request.rules })
      const units = unitsOf(works, GROUPS)
      const drawn = conductDraw({ ...request, works: units, experts })
      if (!drawn.ok) throw new Error(JSON.stringify(drawn.reason))
      // Once more by the whole rules: an expert has the subject itself, and never a school of his own.
      const plain = works.flatMap((work) => GROUPS.map((group) => ({ ...work, id: unitId({ work: work.id, unit: group.unit }) })))
      const caps = request.experts.map((expert) => (expert.cap === undefined ? expert : { ...expert, cap: expert.cap * GROUPS.length }))
      expect(checkDraw({ ...request, works: plain, experts: caps, assignments: drawn.value.assignments, shortfall: drawn.value.shortfall })).toEqual([])
      expect(drawn.value.assignments.length + drawn.value.shortfall.length).toBe(units.length * request.rules.graders)
    }), { numRuns: 200 })
  })

  test('gives one task of many works to one hand: with experts enough nobody marks more than a few', () => {
    const works = Array.from({ length: 60 }, (_, i) => ({ id: `w${i}`, school: `Школа ${i % 6}`, subject: 'Физика', grade: 7 }))
    const experts = Array.from({ length: 24 }, (_, i) => ({ id: `e${i}`, school: `Школа ${i % 6}`, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [] }))
    const rules = { graders: 2, minYears: 3, reciprocity: 'allowed' as const }
    const shared = shareTaskGroups({ works, experts, groups: GROUPS, subject: 'Физика', rules })
    expect(shared.map((expert) => expert.subjects.length - 1)).toEqual(experts.map(() => 1))
    const drawn = conductDraw({ works: unitsOf(works, GROUPS), experts: shared, rules, seed: '7' })
    if (!drawn.ok) throw new Error('refused')
    expect(drawn.value.shortfall).toEqual([])
    for (const { id } of experts) expect(new Set(drawn.value.assignments.filter((one) => one.expert === id).map((one) => unitOf(one.work).unit)).size).toBe(1)
    // Every group is marked by as many schools as there are.
    for (const group of GROUPS) expect(new Set(experts.filter((_, i) => shared[i]!.subjects.includes(subjectOfGroup('Физика', group))).map((expert) => expert.school)).size).toBe(6)
    const loads = experts.map(({ id }) => drawn.value.assignments.filter((one) => one.expert === id).length)
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1)
  })

  test('asks nobody for a task whose subject he has not', () => {
    const works = [{ id: 'w', school: 'a', subject: 'Физика', grade: 7 }]
    const experts = [{ id: 'e', school: 'b', subjects: ['Химия'], years: 9, otherSchools: [], conflicts: [], cap: 3 }]
    expect(shareTaskGroups({ works, experts, groups: GROUPS, subject: 'Физика', rules: { graders: 1, minYears: 3, reciprocity: 'allowed' } })[0]).toMatchObject({ subjects: ['Химия'], cap: 12 })
    expect(subjectOfGroup('Физика', GROUPS[1]!)).toBe('Физика, задания 2, 3')
  })
})
