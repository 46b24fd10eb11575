import { expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import { decideScores } from '../../../pipeline/decide/decide-scores.ts'
import { softened } from '../../../pipeline/decide/distribution.ts'
import { copyLikelihood, scorePrior, scoreSymbols, totalLikelihood } from '../../../pipeline/decide/score-model.ts'
import { DEFAULT_DECISION_SETTINGS } from '../../../pipeline/decide/settings.ts'
import { weighScores } from '../../../pipeline/decide/weigh-scores.ts'
import type { CellEvidence, ScoreEvidence, SymbolLikelihoods } from '../../../pipeline/model/evidence.ts'
import { pointsOf } from '../../../pipeline/model/score.ts'
import { simulateWork } from './simulate-work.ts'

const settings = DEFAULT_DECISION_SETTINGS.scores
const form = { tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 3 }], markBorders: { 3: 1, 4: 2, 5: 4 } }
const cell = (likelihoods: SymbolLikelihoods | string, corrected = false): CellEvidence =>
  ({ likelihoods: typeof likelihoods === 'string' ? { [likelihoods]: 0.9995, other: 0.0005 } : likelihoods, corrected, boxPx: [0, 0, 9, 9] })
const score = (task: string, likelihoods: SymbolLikelihoods | string, place: 'table' | 'margin' = 'table', corrected = false): ScoreEvidence =>
  ({ ...cell(likelihoods, corrected), task, box: place === 'table' ? 0 : 1, place })

test('clear ink is read as it stands, with empty cells called empty', () => {
  const decided = decideScores({ form, scores: [score('1', 'X'), score('2', '2'), score('1', 'X', 'margin'), score('2', '', 'margin')], total: cell('2'), mark: cell('4') }, settings)
  expect(decided.scores.map(({ value, status, reasons }) => [value, status, reasons])).toEqual([
    ['X', 'read', undefined], ['2', 'read', undefined], ['X', 'read', undefined], ['', 'empty', ['score-empty']],
  ])
  expect([decided.total?.value, decided.total?.status, decided.mark?.value, decided.mark?.status]).toEqual(['2', 'read', '4', 'read'])
})

test('a task of one point cannot hold a 7', () => {
  const { scores: [one, two] } = decideScores({ form, scores: [score('1', { 7: 0.85, 1: 0.15 }), score('2', { 7: 0.85, 1: 0.15 })] }, settings)
  expect(one).toMatchObject({ value: '1', ink: { value: '7', confidence: 0.85 } })
  expect(two).toMatchObject({ value: '1' })
})

test('a doubtful cell is settled by its box and the sum together', () => {
  const alone = decideScores({ form, scores: [score('1', '1'), score('2', { 1: 0.5, 2: 0.5 })] }, settings)
  expect(alone.scores[1]).toMatchObject({ status: 'review', reasons: ['score-doubtful'] })
  const together = decideScores({ form, scores: [score('1', '1'), score('2', { 1: 0.5, 2: 0.5 }), score('2', '2', 'margin')], total: cell('3') }, settings)
  expect(together.scores[1]).toMatchObject({ value: '2', status: 'read' })
})

test('the sum alone settles a doubt only as far as teachers add up right', () => {
  const { scores: [, doubtful] } = decideScores({ form, scores: [score('1', '1'), score('2', { 1: 0.5, 2: 0.5 })], total: cell('3') }, settings)
  expect(doubtful?.value).toBe('2')
  expect(doubtful?.confidence).toBeGreaterThan(0.97)
  expect(doubtful?.status).toBe('review')
})

test('ink that clearly differs between box and table stays as it is, and the difference is named on both', () => {
  const { scores } = decideScores({ form, scores: [score('1', '1'), score('2', '3'), score('2', '2', 'margin')], total: cell('4') }, settings)
  expect(scores.map(({ value }) => value)).toEqual(['1', '3', '2'])
  expect(scores.map(({ reasons }) => reasons?.includes('box-table-differ') ?? false)).toEqual([false, true, true])
})

test('a wrong sum and a wrong mark stay as written and are named', () => {
  const decided = decideScores({ form, scores: [score('1', '1'), score('2', '2')], total: cell('4'), mark: cell('3') }, settings)
  expect(decided.scores.map(({ value }) => value)).toEqual(['1', '2'])
  expect(decided.total).toMatchObject({ value: '4', reasons: expect.arrayContaining(['sum-differs']) as unknown })
  expect(decided.mark).toMatchObject({ value: '3', reasons: expect.arrayContaining(['mark-differs']) as unknown })
})

test('the results form never hides that paper says something else', () => {
  const resultsRow = { code: '70001', variant: '1', scores: { 1: '1', 2: '3' }, total: '4', classNumber: null, journalMark: null }
  const decided = decideScores({ form, scores: [score('1', '1'), score('2', '2')], total: cell('3'), resultsRow }, settings)
  expect([...decided.scores.map(({ value, status }) => [value, status]), [decided.total?.value, decided.total?.status]])
    .toEqual([['1', 'read'], ['2', 'read'], ['3', 'read']])
})

test('a correction counts as the new value and goes to a person', () => {
  const { scores: [one] } = decideScores({ form, scores: [score('1', '1', 'table', true)] }, settings)
  expect(one).toMatchObject({ value: '1', status: 'review', reasons: ['score-corrected'] })
})

test('a score above the maximum is read as it stands and goes to a person', () => {
  const { scores: [one] } = decideScores({ form, scores: [score('1', { 2: 0.9999, 1: 0.00005 })] }, settings)
  expect(one).toMatchObject({ value: '2', status: 'review' })
  expect(one?.reasons).toContain('score-over-maximum')
})

test('ink that is no known symbol is proposed by the rest of the work, never used', () => {
  const { scores: [scribble] } = decideScores({ form, scores: [score('1', { other: 0.9, 1: 0.1 }), score('1', '1', 'margin'), score('2', '2')], total: cell('3') }, settings)
  expect(scribble).toMatchObject({ value: '1', status: 'review' })
})

test('the posterior is that of trying every combination', () => {
  const scores = [score('1', { 0: 0.5, 1: 0.3, '': 0.2 }), score('2', { 1: 0.4, 2: 0.35, 3: 0.25 }), score('2', { 2: 0.6, 3: 0.4 }, 'margin')]
  const total = cell({ 3: 0.7, 4: 0.3 })
  const weighed = weighScores({ form, scores, total }, settings)
  const ink = [...scores, total].map((evidence) => softened(evidence.likelihoods, settings.inkFloor))
  const expected: Record<string, number>[] = [{}, {}, {}, {}]
  for (const a of scoreSymbols(1, [])) for (const b of scoreSymbols(3, [])) for (const copy of scoreSymbols(3, [])) for (const written of ['', '0', '1', '2', '3', '4']) {
    const shown = [a, b, copy, written]
    const weight = scorePrior(a, 1, settings) * scorePrior(b, 3, settings) * copyLikelihood({ value: b, copy, maxScore: 3, settings })
      * totalLikelihood(written, (pointsOf(a) ?? 0) + (pointsOf(b) ?? 0), settings) * shown.reduce((product, symbol, i) => product * (ink[i]?.(symbol) ?? 0), 1)
    shown.forEach((symbol, i) => { expected[i]![symbol] = (expected[i]![symbol] ?? 0) + weight })
  }
  const sum = Object.values(expected[0]!).reduce((p, q) => p + q, 0)
  ;[...weighed.scores, weighed.total!].forEach((posterior, i) => {
    for (const [symbol, weight] of Object.entries(expected[i]!)) expect(posterior.get(symbol)).toBeCloseTo(weight / sum, 9)
  })
})

test('simulated works of teachers who err: automatic values are wrong in fewer than 1 of 1,000 and no difference is hidden', () => {
  const random = seededRandom('works')
  let values = 0, right = 0, automatic = 0, silentlyWrong = 0, differences = 0, hidden = 0
  for (let i = 0; i < 250; i++) {
    const { evidence, truth } = simulateWork(random)
    const decided = decideScores(evidence, settings)
    const read = [...decided.scores, decided.total, decided.mark]
    const written = [...truth.scores, truth.total, truth.mark]
    read.forEach((value, k) => {
      values++
      if (value?.value === written[k]) right++
      if (value?.status === 'review') return
      automatic++
      if (value?.value !== written[k]) silentlyWrong++
    })
    evidence.form.tasks.forEach((_, t) => {
      const [table, box] = [decided.scores[t], decided.scores[t + evidence.form.tasks.length]]
      const [inTable, inBox] = [truth.scores[t], truth.scores[t + evidence.form.tasks.length]]
      if (inTable === inBox || inTable === '' || inBox === '') return
      differences++
      if (table?.status !== 'review' && box?.status !== 'review' && !table?.reasons?.includes('box-table-differ')) hidden++
    })
  }
  expect(right / values).toBeGreaterThan(0.998)
  expect(automatic / values).toBeGreaterThan(0.985)
  expect(silentlyWrong / automatic).toBeLessThan(0.001)
  expect(differences).toBeGreaterThan(3)
  expect(hidden).toBe(0)
})
