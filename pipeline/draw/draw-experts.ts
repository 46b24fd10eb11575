import type { Assignment, DrawExpert, DrawWork } from '../model/work.ts'
import { balanceLoads } from './balance-loads.ts'
import { readBoard, setUpBoard } from './board.ts'
import { fillSlots } from './fill-slots.ts'
import { createGenerator } from './generator.ts'
import { mixSlots } from './mix-slots.ts'
import { describeProblem, type DrawRules } from './problem.ts'

/** Everything that decides a draw: the same request gives the same draw, in any language. */
export interface DrawRequest {
  readonly works: readonly DrawWork[]
  readonly experts: readonly DrawExpert[]
  readonly rules: DrawRules
  readonly seed: string
}

/** Who grades what, sorted by work, then round; and the slots for which nobody could be found. */
export interface Draw {
  readonly assignments: readonly Assignment[]
  readonly shortfall: readonly { readonly work: string; readonly round: number }[]
}

/**
 * Draws who grades what: version 1 of the algorithm, written down in README.md beside this file. Fills as many slots as a
 * maximum flow could, as evenly as the rules allow, then mixes. Ids must be unique (throws otherwise).
 */
export function drawExperts(request: DrawRequest): Draw {
  const problem = describeProblem(request)
  const rounds = Array.from({ length: request.rules.graders }, (_, i) => i + 1)
  const board = setUpBoard(problem, [], problem.works.flatMap((work) => rounds.map((round) => ({ work: work.id, round }))))
  fillSlots(problem, board, createGenerator(request.seed, 'pick'))
  balanceLoads(problem, board)
  mixSlots(problem, board, createGenerator(request.seed, 'mix'))
  return readBoard(problem, board)
}
