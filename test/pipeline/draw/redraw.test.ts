import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDraw } from '../../../pipeline/draw/check-draw.ts'
import { drawExperts } from '../../../pipeline/draw/draw-experts.ts'
import { keepUnseen } from '../../../pipeline/draw/keep-unseen.ts'
import { drawLateWorks, drawThirdExperts, redrawAfterDropout, type RunningAssignment } from '../../../pipeline/draw/redraw.ts'
import type { DrawExpert, DrawWork } from '../../../pipeline/model/work.ts'
import { municipality } from './random-municipality.ts'

const STATES = ['done', 'started', 'waiting'] as const
const rules = { graders: 2, minYears: 3, reciprocity: 'allowed' as const }
const experts = Array.from({ length: 10 }, (_, i): DrawExpert =>
  ({ id: `E${i}`, school: `S${i % 5}`, subjects: ['Физика'], years: 5, otherSchools: [], conflicts: [] }))
const works = Array.from({ length: 40 }, (_, i): DrawWork => ({ id: `W${i}`, school: `S${i % 5}`, subject: 'Физика', grade: 7 }))
const request = { works, experts, rules, seed: 'campaign' }
const running = (state: (index: number) => (typeof STATES)[number]): RunningAssignment[] =>
  drawExperts(request).assignments.map((entry, index) => ({ ...entry, state: state(index) }))
const loadOf = (assignments: readonly { expert: string }[], id: string): number => assignments.filter((entry) => entry.expert === id).length

describe('a later draw', () => {
  test('gives the unfinished works of an expert who left to others and touches nothing else', () => {
    const current = running((index) => STATES[index % 3] as (typeof STATES)[number])
    const redraw = redrawAfterDropout({ ...request, current, expert: 'E3', attempt: 1 })
    const unfinished = current.filter((entry) => entry.expert === 'E3' && entry.state !== 'done')
    expect(unfinished.length).toBeGreaterThan(2)
    expect(redraw.changed.map(({ work, round }) => ({ work, round }))).toEqual(unfinished.map(({ work, round }) => ({ work, round })))
    expect(redraw.shortfall).toEqual([])
    expect(loadOf(redraw.assignments, 'E3')).toBe(current.filter((entry) => entry.expert === 'E3' && entry.state === 'done').length)
    expect(checkDraw({ ...request, ...redraw })).toEqual([])
  })

  test('is another draw when the same expert leaves again, and the same when repeated', () => {
    const current = running(() => 'waiting')
    const first = redrawAfterDropout({ ...request, current, expert: 'E3', attempt: 1 })
    expect(redrawAfterDropout({ ...request, current, expert: 'E3', attempt: 1 })).toEqual(first)
    expect(redrawAfterDropout({ ...request, current, expert: 'E3', attempt: 2 })).not.toEqual(first)
  })

  test('moves waiting works of others only when that is allowed and nothing else helps', () => {
    const two = [works[0], works[1]].map((work, i) => ({ ...work as DrawWork, id: `W${i}`, school: i === 0 ? 'S0' : 'S1' }))
    const three = ['S1', 'S2', 'S3'].map((school, i): DrawExpert => ({ ...experts[0] as DrawExpert, id: `E${i}`, school, cap: 1 }))
    const base = { works: two, experts: three, rules: { ...rules, graders: 1 }, seed: 's' }
    const current: RunningAssignment[] = [{ work: 'W0', expert: 'E1', round: 1, state: 'waiting' }, { work: 'W1', expert: 'E2', round: 1, state: 'waiting' }]
    const stuck = redrawAfterDropout({ ...base, current, expert: 'E2', attempt: 1 })
    expect(stuck.shortfall).toEqual([{ work: 'W1', round: 1 }])
    const moved = redrawAfterDropout({ ...base, current, expert: 'E2', attempt: 1, mayMoveWaiting: true })
    expect(moved.assignments).toEqual([{ work: 'W0', expert: 'E0', round: 1 }, { work: 'W1', expert: 'E1', round: 1 }])
    expect(moved.changed).toEqual(moved.assignments)
    const opened = current.map((entry) => ({ ...entry, state: 'started' as const }))
    expect(redrawAfterDropout({ ...base, current: opened, expert: 'E2', attempt: 1, mayMoveWaiting: true }).shortfall).toEqual([{ work: 'W1', round: 1 }])
  })

  test('late works fill those who have least, and the whole is as even as before', () => {
    const lateWorks = Array.from({ length: 15 }, (_, i): DrawWork => ({ id: `late ${i}`, school: `S${i % 5}`, subject: 'Физика', grade: 7 }))
    const redraw = drawLateWorks({ ...request, current: running(() => 'done'), lateWorks, batch: 1 })
    expect(redraw.changed.length).toBe(30)
    expect(checkDraw({ ...request, works: [...works, ...lateWorks], ...redraw })).toEqual([])
    const loads = experts.map((expert) => loadOf(redraw.assignments, expert.id))
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1)
  })

  test('a third expert has not seen the work and is of another school than those who have', () => {
    const current = running(() => 'done')
    const contested = ['W1', 'W7', 'W30']
    const redraw = drawThirdExperts({ ...request, current, contested, batch: 1 })
    expect(redraw.changed.map(({ work, round }) => [work, round])).toEqual([['W1', 3], ['W30', 3], ['W7', 3]])
    for (const work of contested) {
      const schools = redraw.assignments.filter((entry) => entry.work === work).map((entry) => experts.find((e) => e.id === entry.expert)?.school)
      expect(new Set([...schools, works.find((w) => w.id === work)?.school]).size).toBe(4)
    }
  })

  test('gives nobody a work that he has seen, and lets in only those who saw a work that nobody else is left for', () => {
    const current = running(() => 'waiting')
    const open = current.filter((entry) => entry.expert === 'E3').map((entry) => entry.work)
    const [only, ...others] = open as [string, ...string[]]
    const seen = [...experts.map(({ id }) => ({ work: only, expert: id })), ...others.flatMap((work) => ['E1', 'E2', 'E5', 'E6', 'E8'].map((expert) => ({ work, expert })))]
      .filter((pair) => !current.some((entry) => entry.work === pair.work && entry.expert === pair.expert))
    const drawn = keepUnseen(seen, (keptFrom) => redrawAfterDropout({ ...request, current, expert: 'E3', attempt: 1, seen: keptFrom }))
    const changed = new Map(drawn.changed.map((entry) => [entry.work, entry.expert]))
    expect(drawn.shortfall).toEqual([])
    expect(drawn.knewWork).toBe(1)
    expect(others.map((work) => changed.get(work)).filter((expert) => !['E0', 'E4', 'E7', 'E9'].includes(expert as string))).toEqual([])
    expect(drawn.keptFrom).toEqual(seen.filter((pair) => pair.work !== only))
    expect(checkDraw({ ...request, ...drawn, seen: drawn.keptFrom })).toEqual([])
    expect(checkDraw({ ...request, ...drawn, seen }).map(({ type, work }) => [type, work]).filter(([, work]) => work === only)).toContainEqual(['seen-before', only])
  })

  test('breaks no rule in any municipality, and keeps everything that was finished', () => {
    fc.assert(fc.property(municipality({ conflictsOfExperts: true }), fc.nat(), fc.boolean(), (drawn, who, mayMoveWaiting) => {
      const expert = drawn.experts[who % Math.max(1, drawn.experts.length)]
      if (!expert || drawn.rules.reciprocity === 'forbidden') return
      const current = drawExperts(drawn).assignments.map((entry, i): RunningAssignment => ({ ...entry, state: STATES[i % 3] as (typeof STATES)[number] }))
      const redraw = redrawAfterDropout({ ...drawn, current, expert: expert.id, attempt: 1, mayMoveWaiting })
      const slots = [...redraw.assignments, ...redraw.shortfall]
      expect(checkDraw({ ...drawn, ...redraw, slots })).toEqual([])
      expect(slots.length).toBe(current.length)
      for (const kept of current.filter((entry) => entry.state !== 'waiting' && !(entry.expert === expert.id && entry.state === 'started'))) {
        expect(redraw.assignments).toContainEqual({ work: kept.work, expert: kept.expert, round: kept.round })
      }
    }), { numRuns: 150, seed: 41 })
  })
})
