import { fits, give, NOBODY, type Board } from './board.ts'
import type { DrawProblem } from './problem.ts'

/** What a search needs: where it starts, where it may end, and which experts it passes by. */
export interface ChainSearch {
  readonly problem: DrawProblem
  readonly board: Board
  /** Experts the chain may begin with, ascending. */
  readonly starts: readonly number[]
  /** May the chain end with this expert, that is, give him one slot more? */
  readonly accepts: (expert: number) => boolean
  /** Called when the chain is done but for its first expert: can he be relieved to good purpose? */
  readonly completes: (first: number) => boolean
  /** Expert → 1: known to lead nowhere. A failed search adds every expert that it visited. */
  readonly closed: Uint8Array
}

/**
 * Breadth-first search for a chain of changes: the first expert hands one of his works to a second, who hands one of his to a
 * third, … until somebody accepted takes one more. Experts are visited once each; of an expert the movable slots are
 * tried by work (ascending), for each the experts who fit in his place (ascending). The first chain that keeps every
 * rule when carried out is carried out, from its end; the expert it begins with has one slot less, and is returned.
 * Null when there is none. Without experts who must be kept apart this is the augmenting path of a maximum flow, so null means
 * that no rearrangement whatever would help, now or later.
 */
export function findChain(search: ChainSearch): number | null {
  const { problem, board, closed } = search
  const cameFrom = new Int32Array(problem.experts.length).fill(UNSEEN)
  const slotOf = new Int32Array(problem.experts.length)
  const queue: number[] = []
  // Class → experts not visited yet, so that a long search does not go through the whole list for every slot.
  const unseen: (Int32Array | undefined)[] = new Array(problem.eligible.length)
  for (const expert of search.starts) {
    if (closed[expert]) continue
    cameFrom[expert] = START
    queue.push(expert)
  }
  for (let head = 0; head < queue.length; head++) {
    const expert = queue[head] as number
    const slots = Int32Array.from(board.held[expert] as number[]).sort()
    for (const slot of slots) {
      const work = board.workOf[slot] as number
      const group = problem.classOf[work] as number
      const candidates = (unseen[group] ?? problem.eligible[group] as Int32Array).filter((next) => cameFrom[next] === UNSEEN && !closed[next])
      unseen[group] = candidates
      for (const next of candidates) {
        if (!fits(problem, board, work, next, expert)) continue
        cameFrom[next] = expert
        slotOf[next] = slot
        if (!search.accepts(next)) { queue.push(next); continue }
        const first = carryOut(search, next, cameFrom, slotOf)
        if (first !== null) return first
      }
    }
  }
  for (const expert of queue) closed[expert] = 1
  return null
}

const UNSEEN = -2
const START = -1

/** Hands the slots on from the chain's end; takes everything back when a step would break a rule. */
function carryOut({ problem, board, completes }: ChainSearch, end: number, cameFrom: Int32Array, slotOf: Int32Array): number | null {
  const done: { slot: number; from: number }[] = []
  const takeBack = (): null => {
    for (const step of done.reverse()) give(board, step.slot, step.from)
    return null
  }
  let taker = end
  while (cameFrom[taker] !== START) {
    const giver = cameFrom[taker] as number
    const slot = slotOf[taker] as number
    if (board.holder[slot] !== giver || !fits(problem, board, board.workOf[slot] as number, taker, giver)) return takeBack()
    done.push({ slot, from: giver })
    give(board, slot, taker)
    taker = giver
  }
  return completes(taker) ? taker : takeBack()
}

/** Lets a search begin from a slot that nobody holds: those who would fit, ascending. */
export const whoWouldFit = (problem: DrawProblem, board: Board, work: number): number[] =>
  Array.from((problem.eligible[problem.classOf[work] as number] as Int32Array).filter((expert) => fits(problem, board, work, expert, NOBODY)))
