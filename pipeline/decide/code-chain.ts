import type { CodeBeliefs } from './code-beliefs.ts'
import type { FormPageInStack } from './scanned-page.ts'
import type { CodeSettings } from './settings.ts'

/** Each further place in the list is this much less likely for the next work. */
const STEP_DECAY = 0.7

/**
 * Posterior of each page's code (last: none of these) from the stack's order, by a hidden Markov chain over the codes (forward–backward,
 * Rabiner 1989). A page may go on with the code before it when it is a later page of the same form and file; else a new run begins, whose code
 * is the same again (shuffled pages), a few places on in the list (sorted stacks), or any. The first page of a run counts in full, each
 * further one as `furtherPage`, because one hand repeats its oddities.
 */
export function codeChain({ pages, emissions, beliefs, settings }: {
  readonly pages: readonly FormPageInStack[]
  /** log-likelihoods by page and code, the rest last; the largest of a page is 0. */
  readonly emissions: readonly Float32Array[]
  readonly beliefs: CodeBeliefs
  readonly settings: CodeSettings
}): readonly Float64Array[] {
  const size = beliefs.codes.length + 1
  const first = emissions.map((logs) => Float64Array.from(logs, Math.exp))
  const further = emissions.map((logs) => Float64Array.from(logs, (log) => Math.exp(settings.furtherPage * log)))
  const goOn = pages.map((page, k) => goOnProbability(pages[k - 1], page, settings))
  const move = newRun(beliefs, settings)
  const prior = (k: number): Float64Array => beliefs.priors.get((pages[k] as FormPageInStack).evidence.form) as Float64Array

  const forward: Float64Array[] = []
  pages.forEach((_, k) => {
    const go = goOn[k] as number
    const before = forward[k - 1]
    const entered = before ? move.onwards(before, prior(k)) : prior(k)
    forward.push(scaled(Float64Array.from({ length: size }, (_, c) =>
      go * (before?.[c] ?? 0) * (further[k] as Float64Array)[c]! + (1 - go) * entered[c]! * (first[k] as Float64Array)[c]!)))
  })
  let backward: Float64Array = new Float64Array(size).fill(1)
  const posteriors: Float64Array[] = []
  for (let k = pages.length - 1; k >= 0; k--) {
    const after = backward
    posteriors.unshift(scaled((forward[k] as Float64Array).map((weight, c) => weight * after[c]!)))
    const go = goOn[k] as number
    const left = move.back((first[k] as Float64Array).map((weight, c) => weight * after[c]!), prior(k))
    backward = scaled(left.map((weight, c) => (1 - go) * weight + go * (further[k] as Float64Array)[c]! * after[c]!))
  }
  return posteriors
}

/** May this page go on with the code of the page before it, and how likely is that? */
function goOnProbability(before: FormPageInStack | undefined, page: FormPageInStack, settings: CodeSettings): number {
  if (!before || before.file !== page.file || before.evidence.form !== page.evidence.form) return 0
  const step = page.evidence.formPage - before.evidence.formPage
  return step < 1 ? 0 : step === 1 ? settings.goOn : settings.goOnAfterGap
}

/** Moves between the codes of runs that follow each other; `back` is the transpose of `onwards`. Both in one sweep over the sorted list. */
function newRun({ ranks, sorted }: CodeBeliefs, { returnToSame }: CodeSettings) {
  const listed = [...ranks.keys()].filter((c) => !Number.isNaN(ranks[c]))
  const anywhere = (1 - returnToSame) * (1 - sorted)
  const stepped = (weights: Float64Array, order: readonly number[]): Float64Array => {
    const result = new Float64Array(weights.length)
    let carried = 0
    order.forEach((c, i) => {
      const previous = order[i - 1]
      if (previous !== undefined) carried = (carried + weights[previous]!) * STEP_DECAY ** Math.abs(ranks[c]! - ranks[previous]!)
      result[c] = carried * (1 - STEP_DECAY) / STEP_DECAY
    })
    return result
  }
  const upwards = listed
  const downwards = listed.toReversed()
  return {
    onwards(weights: Float64Array, prior: Float64Array): Float64Array {
      const sum = weights.reduce((total, weight) => total + weight, 0)
      const next = stepped(weights, upwards)
      return weights.map((weight, c) => returnToSame * weight + anywhere * sum * prior[c]! + (1 - returnToSame) * sorted * next[c]!)
    },
    back(weights: Float64Array, prior: Float64Array): Float64Array {
      const sum = weights.reduce((total, weight, c) => total + weight * prior[c]!, 0)
      const next = stepped(weights, downwards)
      return weights.map((weight, c) => returnToSame * weight + anywhere * sum + (1 - returnToSame) * sorted * next[c]!)
    },
  }
}

function scaled(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return sum > 0 ? weights.map((weight) => weight / sum) : weights
}
