import type { Board } from './board.ts'
import { hasRoom } from './fill-slots.ts'
import { findChain } from './find-chain.ts'
import type { DrawProblem } from './problem.ts'

/**
 * Moves slots along chains until no expert can be relieved in favour of one who would still be less loaded: a slot goes from a
 * to b when (load of b + 1) / share of b < load of a / share of a. The most loaded for his share is relieved first
 * (ties: the smaller index). What remains is the most even load that the rules allow: within 1 wherever that is possible.
 * Changes the board.
 */
export function balanceLoads(problem: DrawProblem, board: Board): void {
  const closed = new Uint8Array(problem.experts.length)
  for (;;) {
    const top = mostLoaded(problem, board, closed)
    if (top === null) return
    const topLoad = board.load[top] as number
    const topWeight = problem.weight[top] as number
    findChain({
      problem, board, closed, starts: [top], completes: () => true,
      accepts: (expert) => hasRoom(problem, board, expert)
        && ((board.load[expert] as number) + 1) * topWeight < topLoad * (problem.weight[expert] as number),
    })
  }
}

function mostLoaded(problem: DrawProblem, board: Board, closed: Uint8Array): number | null {
  let top: number | null = null
  for (let expert = 0; expert < problem.experts.length; expert++) {
    if (closed[expert] || board.load[expert] === 0) continue
    const difference = top === null ? 1
      : (board.load[expert] as number) * (problem.weight[top] as number) - (board.load[top] as number) * (problem.weight[expert] as number)
    if (difference > 0) top = expert
  }
  return top
}
