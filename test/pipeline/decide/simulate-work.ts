import type { Random } from '../../../fixtures/random.ts'
import type { CellEvidence, ScoreEvidence } from '../../../pipeline/model/evidence.ts'
import { markOf } from '../../../pipeline/model/form.ts'
import { pointsOf } from '../../../pipeline/model/score.ts'
import type { WorkEvidence } from '../../../pipeline/decide/weigh-scores.ts'
import { simulateCell, simulateHand } from './simulate-ink.ts'

/** Физика 7, 2023. */
export const PHYSICS = {
  tasks: [1, 2, 1, 1, 1, 1, 2, 1, 2, 3, 3].map((maxScore, i) => ({ id: String(i + 1), maxScore })), markBorders: { 3: 5, 4: 8, 5: 11 },
}

export interface SimulatedWork {
  readonly evidence: WorkEvidence & { readonly total: CellEvidence; readonly mark: CellEvidence }
  /** What stands on paper: scores in the order of the evidence, total, mark. */
  readonly truth: { readonly scores: readonly string[]; readonly total: string; readonly mark: string }
}

/** A marked work with a teacher's real errors: copying, arithmetic, marks, empty boxes. */
export function simulateWork(random: Random, carelessness = 1): SimulatedWork {
  const hand = simulateHand(random, carelessness)
  const table = PHYSICS.tasks.map(({ maxScore }) => {
    const draw = random.next()
    return draw < 0.06 ? 'X' : draw < 0.07 ? 'Н/П' : draw < 0.35 ? '0' : String(1 + random.int(maxScore))
  })
  const boxes = table.map((score, t) => {
    const draw = random.next()
    return draw < 0.02 ? '' : draw < 0.025 ? String(random.int((PHYSICS.tasks[t]?.maxScore ?? 1) + 1)) : score
  })
  const sum = table.reduce((points, score) => points + (pointsOf(score) ?? 0), 0)
  const total = String(random.next() < 0.03 ? Math.max(0, sum + (random.next() < 0.5 ? 1 : -1) * (1 + random.int(2))) : sum)
  const mark = random.next() < 0.01 ? String(2 + random.int(4)) : markOf(PHYSICS, Number(total)) as string
  const scores = [table, boxes].flatMap((column, box) => column.map((score, t): ScoreEvidence =>
    ({ ...simulateCell(score, hand, random), task: String(t + 1), box, place: box === 0 ? 'table' : 'margin' })))
  return {
    evidence: { form: PHYSICS, scores, total: simulateCell(total, hand, random), mark: simulateCell(mark, hand, random) },
    truth: { scores: [...table, ...boxes], total, mark },
  }
}
