import type { CellEvidence, ScoreEvidence } from '../model/evidence.ts'
import { markOf, type Form } from '../model/form.ts'
import type { ResultsRow } from '../model/results-form.ts'
import { canonicalTaskId, pointsOf } from '../model/score.ts'
import { normalise, softened, type Distribution } from './distribution.ts'
import { copyLikelihood, markLikelihood, scorePrior, scoreSymbols, totalLikelihood } from './score-model.ts'
import type { ScoreSettings } from './settings.ts'
import { sumChain } from './sum-chain.ts'

/** All that the pages of one work say about its scores. */
export interface WorkEvidence {
  readonly form: Pick<Form, 'tasks' | 'markBorders'>
  readonly scores: readonly ScoreEvidence[]
  readonly total?: CellEvidence | undefined
  readonly mark?: CellEvidence | undefined
  readonly resultsRow?: ResultsRow | undefined
}

/** What each cell shows, by all the evidence of its work: `scores` in the order given. */
export interface WeighedScores {
  readonly scores: readonly Distribution[]
  readonly total?: Distribution
  readonly mark?: Distribution
}

/**
 * Posterior of every cell of one work: exact inference in the model «table cell → its copies in the boxes; table cells → sum → written total → mark»,
 * each step soft, because teachers make copying and arithmetic errors. The sum is carried by dynamic programming, forward and
 * backward over the tasks (`sumChain`), so no combination is left out.
 */
export function weighScores(work: WorkEvidence, settings: ScoreSettings): WeighedScores {
  const tasks = work.form.tasks.map((task) => {
    const cells = work.scores.flatMap((evidence, index) => (evidence.task === task.id ? [{ evidence, index }] : []))
    // The table's cell leads: the total is added up from it. A task without one leads by its first box.
    const lead = cells.find(({ evidence }) => evidence.place === 'table') ?? cells[0]
    return weighTask({ maxScore: task.maxScore, lead, copies: cells.filter((cell) => cell !== lead), said: saidByResultsForm(work.resultsRow, task.id), settings })
  })
  const largestSum = tasks.reduce((sum, task) => sum + Math.max(...task.values.map((value) => value.points)), 0)
  const ends = endFactors({ work, largestSum, settings })
  const chain = sumChain({ tasks: tasks.map((task) => task.values.map(({ points, weight }) => ({ points, weight }))), end: ends.sumWeights })
  const scores = work.scores.map((): Distribution => new Map())
  tasks.forEach((task, t) => {
    const context = chain.contexts[t] as readonly number[]
    const posterior = task.values.map((value, v) => value.weight * (context[v] as number))
    if (task.lead) scores[task.lead.index] = normalise(task.values.map((value, v) => [value.symbol, posterior[v] as number]))
    for (const copy of task.copies) {
      const weights = new Map<string, number>()
      task.values.forEach((_, v) => {
        const shares = copy.shares[v] as readonly (readonly [string, number])[]
        for (const [symbol, share] of shares) weights.set(symbol, (weights.get(symbol) ?? 0) + share * (posterior[v] as number))
      })
      scores[copy.index] = normalise(weights)
    }
  })
  return { scores, ...ends.posteriors(chain.sums) }
}

type Cell = { readonly evidence: ScoreEvidence; readonly index: number }

/** The values a task may have, each with the weight of its own cell and of all copies; and how each copy splits under a value. */
function weighTask({ maxScore, lead, copies, said, settings }: { maxScore: number; lead: Cell | undefined; copies: readonly Cell[]; said: string | undefined; settings: ScoreSettings }) {
  const symbols = scoreSymbols(maxScore, lead ? suggestedBy(lead.evidence) : [])
  const ink = lead ? softened(lead.evidence.likelihoods, settings.inkFloor) : () => 1
  const split = copies.map(({ evidence, index }) => {
    const copyInk = softened(evidence.likelihoods, settings.inkFloor)
    const shown = scoreSymbols(maxScore, suggestedBy(evidence))
    const raw = symbols.map((value) => shown.map((copy) => [copy, copyInk(copy) * copyLikelihood({ value, copy, maxScore, settings })] as const))
    const sums = raw.map((row) => row.reduce((sum, [, weight]) => sum + weight, 0))
    return { index, sums, shares: raw.map((row, v) => row.map(([copy, weight]) => [copy, weight / (sums[v] as number)] as const)) }
  })
  const values = symbols.map((symbol, v) => ({
    symbol, points: pointsOf(symbol) ?? 0,
    weight: ink(symbol) * scorePrior(symbol, maxScore, settings) * (said === undefined || said === symbol ? 1 : settings.resultsFormDoubt)
      * split.reduce((product, copy) => product * (copy.sums[v] as number), 1),
  }))
  return { lead, values, copies: split }
}

/** The total's and the mark's ink as weights of each possible sum, and, once the sums are known, what total and mark show. */
function endFactors({ work, largestSum, settings }: { work: WorkEvidence; largestSum: number; settings: ScoreSettings }) {
  const { form, total, mark, resultsRow } = work
  const totalInk = total && softened(total.likelihoods, settings.inkFloor)
  const markInk = mark && softened(mark.likelihoods, settings.inkFloor)
  const totals = total ? [...new Set(['', ...upTo(largestSum), ...suggestedBy(total).filter((symbol) => /^\d{1,3}$/.test(symbol))])] : ['']
  const marks = ['', '2', '3', '4', '5']
  const said = resultsRow?.total ?? undefined
  const inkOfTotal = new Map(totals.map((written) => [written, totalInk ? totalInk(written) * (said === undefined || said === written ? 1 : settings.resultsFormDoubt) : 1]))
  // Without a field for the total, the mark follows from the sum itself.
  const totalWeight = (written: string, sum: number): number => (totalInk ? (inkOfTotal.get(written) as number) * totalLikelihood(written, sum, settings) : 1)
  const dueMark = (written: string, sum: number): string | null => markOf(form, written === '' ? sum : Number(written))
  const markWeights = new Map([null, '2', '3', '4', '5'].map((due) =>
    [due, marks.map((shown) => [shown, markInk ? markInk(shown) * markLikelihood(shown, due, settings) : 1 / marks.length] as const)]))
  const anyMarks = new Map([...markWeights].map(([due, weights]) => [due, weights.reduce((total, [, weight]) => total + weight, 0)]))
  const anyMark = (written: string, sum: number): number => anyMarks.get(dueMark(written, sum)) as number
  return {
    sumWeights: upTo(largestSum).map(Number).map((sum) => totals.reduce((weight, written) => weight + totalWeight(written, sum) * anyMark(written, sum), 0)),
    /** `sums`: P(sum) by the cells alone. */
    posteriors(sums: readonly number[]): { total?: Distribution; mark?: Distribution } {
      const totalWeights = new Map<string, number>()
      const shownWeights = new Map<string, number>()
      sums.forEach((shareOfSum, sum) => {
        if (shareOfSum < 1e-12) return
        for (const written of totals) {
          const weight = shareOfSum * totalWeight(written, sum)
          totalWeights.set(written, (totalWeights.get(written) ?? 0) + weight * anyMark(written, sum))
          for (const [shown, share] of markWeights.get(dueMark(written, sum)) ?? []) shownWeights.set(shown, (shownWeights.get(shown) ?? 0) + weight * share)
        }
      })
      return { ...(totalInk && { total: normalise(totalWeights) }), ...(markInk && { mark: normalise(shownWeights) }) }
    },
  }
}

const upTo = (largest: number): readonly string[] => Array.from({ length: largest + 1 }, (_, points) => String(points))

const suggestedBy = (evidence: CellEvidence): readonly string[] => Object.keys(evidence.likelihoods).filter((symbol) => (evidence.likelihoods[symbol] ?? 0) > 1e-3)

function saidByResultsForm(row: ResultsRow | undefined, task: string): string | undefined {
  const entry = row && Object.entries(row.scores).find(([id]) => canonicalTaskId(id) === canonicalTaskId(task))
  return entry?.[1]
}
