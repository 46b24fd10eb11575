import { markOf } from '../model/form.ts'
import type { ReadingReason, ReadValue, ScoreReading } from '../model/page-reading.ts'
import { EMPTY, pointsOf } from '../model/score.ts'
import { decideCell, MARK_REASONS, SCORE_REASONS, TOTAL_REASONS } from './decide-cell.ts'
import { scorePrior } from './score-model.ts'
import type { ScoreSettings } from './settings.ts'
import { weighScores, type WorkEvidence } from './weigh-scores.ts'

/** The scores of one work, decided together: `scores` in the order given. */
export interface DecidedScores {
  readonly scores: readonly ScoreReading[]
  readonly total?: ReadValue
  readonly mark?: ReadValue
}

/**
 * Decides every score, the total and the mark of one work together, then says where paper contradicts itself: box ≠ table, total ≠ sum,
 * mark ≠ borders. A contradiction is named on each value that takes part in it; the values stay what the ink says.
 */
export function decideScores(work: WorkEvidence, settings: ScoreSettings): DecidedScores {
  const weighed = weighScores(work, settings)
  const maxScores = new Map(work.form.tasks.map((task) => [task.id, task.maxScore]))
  const scores = work.scores.map((evidence, i): ScoreReading => {
    const maxScore = maxScores.get(evidence.task) ?? 0
    const posterior = weighed.scores[i] as (typeof weighed.scores)[number]
    return {
      task: evidence.task, box: evidence.box,
      ...decideCell({ evidence, posterior, prior: (symbol) => scorePrior(symbol, maxScore, settings), maxScore, reasons: SCORE_REASONS, settings }),
    }
  })
  const even = (): number => 1
  const total = work.total && weighed.total && decideCell({ evidence: work.total, posterior: weighed.total, prior: even, reasons: TOTAL_REASONS, settings })
  const mark = work.mark && weighed.mark && decideCell({ evidence: work.mark, posterior: weighed.mark, prior: even, reasons: MARK_REASONS, settings })
  return nameContradictions({ work, scores, total, mark })
}

function nameContradictions({ work, scores, total, mark }: { work: WorkEvidence; scores: readonly ScoreReading[]; total: ReadValue | undefined; mark: ReadValue | undefined }): DecidedScores {
  const leads = work.form.tasks.map((task) => {
    const cells = work.scores.flatMap((evidence, i) => (evidence.task === task.id ? [{ evidence, reading: scores[i] as ScoreReading }] : []))
    return cells.find(({ evidence }) => evidence.place === 'table')?.reading ?? cells[0]?.reading
  })
  const leadOf = new Map(leads.flatMap((lead) => (lead ? [[lead.task, lead] as const] : [])))
  const differing = new Set(scores.filter((score) => differ(score, leadOf.get(score.task))).map((score) => score.task))
  const sum = leads.every((lead) => lead !== undefined)
    ? leads.reduce((points, lead) => points + (pointsOf((lead as ScoreReading).value) ?? 0), 0) : null
  const sumDiffers = sum !== null && total !== undefined && total.value !== EMPTY && Number(total.value) !== sum
  const due = total !== undefined && total.value !== EMPTY ? markOf(work.form, Number(total.value)) : sum === null ? null : markOf(work.form, sum)
  const markDiffers = mark !== undefined && mark.value !== EMPTY && due !== null && mark.value !== due
  return {
    scores: scores.map((score) => (differing.has(score.task) ? withReason(score, 'box-table-differ') : score)),
    ...(total && { total: sumDiffers ? withReason(total, 'sum-differs') : total }),
    ...(mark && { mark: markDiffers ? withReason(mark, 'mark-differs') : mark }),
  }
}

/** An empty cell beside a filled one is named as empty, not as different. */
const differ = (copy: ScoreReading, lead: ScoreReading | undefined): boolean =>
  lead !== undefined && copy.value !== EMPTY && lead.value !== EMPTY && copy.value !== lead.value

const withReason = <Value extends ReadValue>(value: Value, reason: ReadingReason): Value => ({ ...value, reasons: [...(value.reasons ?? []), reason] })
