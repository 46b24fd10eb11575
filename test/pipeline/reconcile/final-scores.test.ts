import { describe, expect, test } from 'vitest'
import { DEFAULT_THIRD_EXPERT_RULE } from '../../../pipeline/model/verdict.ts'
import { DEFAULT_WHEN_CLOSE, settleScores, type WhenClose } from '../../../pipeline/reconcile/final-scores.ts'
import { findContestedTasks } from '../../../pipeline/reconcile/needs-third-expert.ts'

const form = { tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 2 }, { id: '3', maxScore: 4 }, { id: '4', maxScore: 4 }], markBorders: { 3: 3, 4: 6, 5: 9 } }
const rule = DEFAULT_THIRD_EXPERT_RULE
const loose = { ...rule, whenMarkDiffers: false }
const contest = (first: Record<string, string>, second: Record<string, string>, used = loose) =>
  findContestedTasks({ form, first, second, rule: used }).contested.map(({ task, reasons }) => `${task}: ${reasons.join()}`)

describe('a third expert is needed', () => {
  test('on a task where the two are two points apart, and on no other', () => {
    expect(contest({ 1: '1', 2: '1', 3: '4', 4: '2' }, { 1: '1', 2: '2', 3: '2', 4: '3' })).toEqual(['3: points-apart'])
  })

  test('where one gave nothing and the other something on a small task', () => {
    expect(contest({ 1: '0', 2: 'X', 3: '0', 4: '0' }, { 1: '1', 2: '1', 3: '1', 4: 'Н/П' })).toEqual(['1: zero-against-nonzero', '2: zero-against-nonzero'])
    expect(contest({ 1: '0', 2: '0', 3: '0', 4: '0' }, { 1: '1', 2: '1', 3: '1', 4: '1' }, { ...loose, zeroAgainstNonZeroUpTo: 0 })).toEqual([])
  })

  test('on every task that differs, when the marks would differ', () => {
    expect(contest({ 1: '1', 2: '1', 3: '1', 4: '2' }, { 1: '1', 2: '2', 3: '1', 4: '3' }, rule)).toEqual(['2: mark-differs', '4: mark-differs'])
    expect(contest({ 1: '1', 2: '1', 3: '1', 4: '1' }, { 1: '1', 2: '2', 3: '1', 4: '1' }, rule)).toEqual([])
  })

  test('a score that is not there is neither agreement nor contest, and no mark is told from it', () => {
    const found = findContestedTasks({ form, first: { 1: '1', 2: '2', 3: '4', 4: '4' }, second: { 1: '1', 2: '1', 3: '3' }, rule })
    expect(found).toEqual({ contested: [], missing: ['4'] })
  })
})

describe('the final scores', () => {
  const settle = (first: Record<string, string>, second: Record<string, string> | null, third: Record<string, string> | null, whenClose: WhenClose = DEFAULT_WHEN_CLOSE) =>
    settleScores({ form, independent: second ? [first, second] : [first], third, rule: loose, whenClose })

  test('what two agree on stands; a small difference is the mean rounded up, as at the state exam', () => {
    expect(settle({ 1: '1', 2: '1', 3: '3', 4: 'X' }, { 1: '1', 2: '2', 3: '2', 4: 'X' }, null)).toEqual({
      scores: { 1: '1', 2: '2', 3: '3', 4: 'X' }, byThird: [], waiting: [], missing: [],
    })
  })

  test.each<[WhenClose, string]>([['mean-rounded-up', '3'], ['mean-rounded-down', '2'], ['higher', '3'], ['lower', '2']])('the campaign may settle it otherwise: %s', (whenClose, score) => {
    expect(settle({ 1: '1', 2: '1', 3: '3', 4: '4' }, { 1: '1', 2: '1', 3: '2', 4: '4' }, null, whenClose).scores['3']).toBe(score)
  })

  test('letters that mean no points: X against Н/П is X, against 0 it is 0', () => {
    expect(settle({ 1: 'X', 2: 'X', 3: '0', 4: 'Н/П' }, { 1: 'Н/П', 2: '0', 3: '0', 4: '1' }, null).scores).toEqual({ 1: 'X', 2: '0', 3: '0', 4: '1' })
  })

  test('a contested task waits for the third expert, whose score is final', () => {
    const waiting = settle({ 1: '1', 2: '2', 3: '4', 4: '1' }, { 1: '1', 2: '2', 3: '0', 4: '1' }, null)
    expect(waiting.scores).toEqual({ 1: '1', 2: '2', 4: '1' })
    expect(waiting.waiting.map(({ task }) => task)).toEqual(['3'])
    const settled = settle({ 1: '1', 2: '2', 3: '4', 4: '1' }, { 1: '1', 2: '2', 3: '0', 4: '1' }, { 3: '1', 4: '4' })
    expect(settled).toEqual({ scores: { 1: '1', 2: '2', 3: '1', 4: '1' }, byThird: ['3'], waiting: [], missing: [] })
  })

  test('a missing score stays missing, also of a single expert', () => {
    expect(settle({ 1: '1', 2: '2', 3: '4' }, { 1: '1', 2: '2', 3: '4', 4: '1' }, null)).toMatchObject({ scores: { 1: '1', 2: '2', 3: '4' }, missing: ['4'] })
    expect(settle({ 1: '1', 2: '', 3: '4', 4: '4' }, null, null)).toEqual({ scores: { 1: '1', 3: '4', 4: '4' }, byThird: [], waiting: [], missing: ['2'] })
  })
})
