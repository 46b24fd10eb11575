import { EMPTY, NOT_ATTEMPTED, TOPIC_NOT_COVERED } from '../model/score.ts'
import type { ScoreSettings } from './settings.ts'

/** What teachers write, before any ink is seen: beliefs that the joint decision multiplies with the ink's likelihoods. */

const LEFT_EMPTY = 0.04
const NOT_ATTEMPTED_SHARE = 0.08
const NOT_COVERED_SHARE = 0.01
const ZERO_SHARE = 0.3

/** P(score) for a task of this maximum: 0…max, X, Н/П, empty, and a little for a number above the maximum. */
export function scorePrior(symbol: string, maxScore: number, settings: ScoreSettings): number {
  if (symbol === EMPTY) return LEFT_EMPTY
  if (symbol === NOT_ATTEMPTED) return NOT_ATTEMPTED_SHARE
  if (symbol === TOPIC_NOT_COVERED) return NOT_COVERED_SHARE
  const points = Number(symbol)
  if (points > maxScore) return settings.overMaximum / 20
  const numbers = 1 - LEFT_EMPTY - NOT_ATTEMPTED_SHARE - NOT_COVERED_SHARE - settings.overMaximum
  return numbers * (points === 0 ? ZERO_SHARE : (1 - ZERO_SHARE) / maxScore)
}

/** All values that a cell of this maximum may hold, with those above the maximum that its ink suggests. */
export function scoreSymbols(maxScore: number, suggested: readonly string[]): readonly string[] {
  const allowed = [EMPTY, NOT_ATTEMPTED, TOPIC_NOT_COVERED, ...Array.from({ length: maxScore + 1 }, (_, points) => String(points))]
  return [...allowed, ...suggested.filter((symbol) => /^\d{1,2}$/.test(symbol) && Number(symbol) > maxScore)]
}

/** P(the box shows `copy` | the table shows `value`): mostly the same, sometimes empty, rarely something else. */
export function copyLikelihood({ value, copy, maxScore, settings }: { value: string; copy: string; maxScore: number; settings: ScoreSettings }): number {
  const { copyingError, copyLeftEmpty } = settings
  if (value === EMPTY) return copy === EMPTY ? 0.5 : 0.5 * scorePrior(copy, maxScore, settings)
  if (copy === EMPTY) return copyLeftEmpty
  // A task that was not attempted is often «X» in one place and «0» in the other.
  const looseZero = isZeroLike(value) && isZeroLike(copy) ? 0.03 : 0
  if (copy === value) return 1 - copyLeftEmpty - copyingError - (isZeroLike(value) ? 0.03 : 0)
  return looseZero + copyingError * scorePrior(copy, maxScore, settings)
}

const isZeroLike = (symbol: string): boolean => symbol === '0' || symbol === NOT_ATTEMPTED

/** P(the written total | the sum of the scores): mostly equal; errors are one point as often as anything else. */
export function totalLikelihood(written: string, sum: number, settings: ScoreSettings): number {
  if (written === EMPTY) return settings.totalLeftEmpty
  const points = /^\d+$/.test(written) ? Number(written) : null
  if (points === null) return 1e-4
  if (points === sum) return 1 - settings.totalLeftEmpty - settings.sumError
  return settings.sumError * ((Math.abs(points - sum) === 1 ? 0.25 : 0) + 0.5 / 100)
}

/** P(the written mark | the mark that follows), `due` null when the form has no borders or no total is known. */
export function markLikelihood(written: string, due: string | null, settings: ScoreSettings): number {
  if (written === EMPTY) return settings.markLeftEmpty
  if (!/^[2-5]$/.test(written)) return 1e-4
  if (due === null) return (1 - settings.markLeftEmpty) / 4
  return written === due ? 1 - settings.markLeftEmpty - settings.markError : settings.markError / 3
}
