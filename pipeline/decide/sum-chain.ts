/** One task's possible values: points and unnormalised weight. */
export type TaskValues = readonly { readonly points: number; readonly weight: number }[]

export interface SumChain {
  /** For each task and value: the weight of everything else, all other tasks and the end, given this value. Up to one factor a task. */
  readonly contexts: readonly (readonly number[])[]
  /** P(sum) by the tasks alone, without the end. */
  readonly sums: readonly number[]
}

/**
 * Sum of independent scores, weighed at its end: forward–backward over the tasks. `end[s]` is the weight of sum `s`; sums past its
 * last entry count as impossible. With T tasks of V values and S sums the cost is T·V·S, where trying every combination would be V^T.
 */
export function sumChain({ tasks, end }: { readonly tasks: readonly TaskValues[]; readonly end: readonly number[] }): SumChain {
  const forward = [unit(end.length)]
  for (const values of tasks) forward.push(scaled(shifted(forward.at(-1) as readonly number[], values, 1)))
  const backward = [scaled(end)]
  for (const values of tasks.toReversed()) backward.unshift(scaled(shifted(backward[0] as readonly number[], values, -1)))
  const contexts = tasks.map((values, t) => {
    const before = forward[t] as readonly number[]
    const after = backward[t + 1] as readonly number[]
    return values.map(({ points }) => before.reduce((sum, weight, at) => sum + weight * (after[at + points] ?? 0), 0))
  })
  return { contexts, sums: forward.at(-1) as readonly number[] }
}

const unit = (length: number): readonly number[] => Array.from({ length }, (_, sum) => (sum === 0 ? 1 : 0))

function shifted(weights: readonly number[], values: TaskValues, direction: 1 | -1): readonly number[] {
  return weights.map((_, sum) => values.reduce((total, { points, weight }) => total + weight * (weights[sum - direction * points] ?? 0), 0))
}

function scaled(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return sum > 0 ? weights.map((weight) => weight / sum) : weights
}
