import { expect, it } from 'vitest'
import { drawObstacles } from '../../../grader-ui/server/municipality/draw/draw-obstacles.ts'
import { schoolsApart } from '../../../grader-ui/server/municipality/draw/schools-apart.ts'
import { campaignSettings } from '../../../storage/queries/campaigns.ts'
import type { DrawGround } from '../../../storage/queries/draws.ts'

const rules = campaignSettings.parse({}).draw
const work = (id: string, school: string) => ({ id, school, subject: 'Физика', grade: 7 })
const expert = (id: string, school: string, otherSchools: string[] = []) => ({ id, school, subjects: ['Физика'], years: 5, otherSchools, conflicts: [] as string[] })
const ground = (works: DrawGround['works'], current: readonly string[] = []): DrawGround => ({
  works, chosen: { bySample: 0, byDecision: 0, left: 0, beingCut: 0, uncut: 0, keptBack: 0 }, groups: null, homeless: [], experts: [expert('e1', 'a'), expert('e2', 'b', ['c']), expert('e3', 'z')],
  current: current.map((id) => ({ work: id, expert: 'e3', round: 1, state: 'waiting' as const })), seen: [],
})

it('counts the schools that are not an expert’s own, at worst', () => {
  expect(schoolsApart({ ground: ground(['a', 'b', 'c', 'd'].map((school) => work(`w${school}`, school))), rules })).toEqual({ contributing: 4, fewest: 2, ableExperts: 3 })
})

it('holds a late batch of too few schools, however many were drawn before: its works are seen to be new', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f'].map((school) => work(`old-${school}`, school))
  const drawn = before.map((one) => one.id)
  expect(drawObstacles({ ground: ground(before), rules, thirdsMissing: 0 })).toEqual([])
  const late = ground([...before, work('new', 'd')], drawn)
  expect(schoolsApart({ ground: late, rules })).toMatchObject({ contributing: 1, fewest: 1 })
  expect(drawObstacles({ ground: late, rules, thirdsMissing: 0 }).join()).toMatch(/чужих для него школ.*Дождитесь остальных/)
  expect(drawObstacles({ ground: late, rules: { ...rules, leastOtherSchools: 1 }, thirdsMissing: 0 })).toEqual([])
})
