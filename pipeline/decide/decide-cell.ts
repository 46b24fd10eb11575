import type { CellEvidence } from '../model/evidence.ts'
import type { ReadingReason, ReadValue } from '../model/page-reading.ts'
import { EMPTY } from '../model/score.ts'
import { normalise, ranked, softened, type Distribution } from './distribution.ts'
import type { ScoreSettings } from './settings.ts'

/** Which reasons a kind of cell gives. */
export interface CellReasons { readonly doubtful: ReadingReason; readonly empty: ReadingReason | null }
export const SCORE_REASONS: CellReasons = { doubtful: 'score-doubtful', empty: 'score-empty' }
export const TOTAL_REASONS: CellReasons = { doubtful: 'total-doubtful', empty: 'total-empty' }
/** A mark may be left out: the order asks for the total. */
export const MARK_REASONS: CellReasons = { doubtful: 'mark-doubtful', empty: null }

/**
 * One cell's value out of its posterior. `read` only when the posterior reaches the threshold, nothing was corrected, the ink is
 * legible and does not clearly say otherwise; what the ink alone says stands beside the decision.
 * `prior` is what may stand in this cell when nothing else of the work is known.
 */
export function decideCell({ evidence, posterior, prior, maxScore, reasons: names, settings }: {
  readonly evidence: CellEvidence
  readonly posterior: Distribution
  readonly prior: (symbol: string) => number
  readonly maxScore?: number | undefined
  readonly reasons: CellReasons
  readonly settings: ScoreSettings
}): ReadValue {
  const [[value, confidence] = [EMPTY, 0] as const, ...others] = ranked(posterior)
  const ink = ranked(normalise(Object.entries(evidence.likelihoods).filter(([symbol]) => symbol !== 'other')))[0] ?? [EMPTY, 0]
  const reasons: ReadingReason[] = []
  const overMaximum = maxScore !== undefined && Number(value) > maxScore
  const sure = confidence >= settings.threshold && !overruled() && (evidence.likelihoods['other'] ?? 0) < settings.otherLimit
  if (overMaximum) reasons.push('score-over-maximum')
  if (evidence.corrected) reasons.push('score-corrected')
  if (!sure) reasons.push(names.doubtful)
  else if (value === EMPTY && names.empty) reasons.push(names.empty)
  const alternatives = others.filter(([, p]) => p >= 1e-3).slice(0, 3).map(([symbol, p]) => ({ value: symbol, confidence: rounded(p) }))
  return {
    value, confidence: rounded(confidence),
    status: !sure || overMaximum || evidence.corrected ? 'review' : value === EMPTY ? 'empty' : 'read',
    ...(reasons.length > 0 && { reasons }),
    ink: { value: ink[0], confidence: rounded(evidence.likelihoods[ink[0]] ?? 0) },
    ...(alternatives.length > 0 && { alternatives }),
  }

  /** The joint decision may settle a doubt, never silence ink that is clear by itself. */
  function overruled(): boolean {
    const likelihood = softened(evidence.likelihoods, settings.inkFloor)
    const symbols = new Set([...Object.keys(evidence.likelihoods), ...posterior.keys()])
    const [alone] = ranked(normalise([...symbols].filter((symbol) => symbol !== 'other').map((symbol) => [symbol, likelihood(symbol) * prior(symbol)])))
    return alone !== undefined && alone[0] !== value && alone[1] >= settings.clearInk
  }
}

/** Six digits: confidences are compared and stored as text. Never rounded up to certainty. */
export const rounded = (p: number): number => Math.min(0.999999, Math.round(p * 1e6) / 1e6)
