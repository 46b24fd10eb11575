import { createHash } from 'node:crypto'
import { fits, give, NOBODY, type Board } from './board.ts'
import { findChain, whoWouldFit } from './find-chain.ts'
import type { Generator } from './generator.ts'
import { byCodeUnits, type DrawProblem } from './problem.ts'

/**
 * Gives every open slot to an expert of least load for his share; ties are drawn. Works come in the order of
 * SHA-256(`seed,w,id`); each pass gives one open slot to each of them, so no work gets its second expert before the last got
 * its first. A work that nobody has room for sets a chain of changes going; a slot that no chain can fill stays open.
 * Changes the board.
 */
export function fillSlots(problem: DrawProblem, board: Board, generator: Generator): void {
  const order = orderOfWorks(problem)
  const open: number[][] = problem.works.map(() => [])
  board.holder.forEach((holder, slot) => {
    if (holder === NOBODY) open[board.workOf[slot] as number]?.push(slot)
  })
  const passes = open.reduce((most, slots) => Math.max(most, slots.length), 0)
  const closed = new Uint8Array(problem.experts.length)
  for (let pass = 0; pass < passes; pass++) {
    for (const work of order) {
      const slot = open[work]?.[pass]
      if (slot === undefined) continue
      const best = leastLoaded(problem, board, work)
      if (best.length > 0) give(board, slot, best[best.length === 1 ? 0 : generator.below(best.length)] as number)
      else if (!fillByChain(problem, board, slot, closed) && problem.apart.size > 0) fillByDisplacing(problem, board, slot)
    }
  }
}

/** Somebody who fits the work is relieved along a chain and takes the slot. */
function fillByChain(problem: DrawProblem, board: Board, slot: number, closed: Uint8Array): boolean {
  const work = board.workOf[slot] as number
  const relieved = findChain({
    problem, board, closed, starts: whoWouldFit(problem, board, work),
    accepts: (expert) => hasRoom(problem, board, expert),
    completes: (expert) => fits(problem, board, work, expert, NOBODY),
  })
  if (relieved !== null) give(board, slot, relieved)
  return relieved !== null
}

/**
 * The last resort where experts must be kept apart: a holder of the work makes way for one who must not meet him, and a third takes the
 * holder's own slot. Holders and those who could come are tried ascending.
 */
function fillByDisplacing(problem: DrawProblem, board: Board, slot: number): boolean {
  const work = board.workOf[slot] as number
  for (let other = board.firstSlot[work] as number; other < (board.firstSlot[work + 1] as number); other++) {
    const holder = board.holder[other] as number
    if (holder === NOBODY || !board.movable[other]) continue
    const before = new Set(whoWouldFit(problem, board, work))
    give(board, other, NOBODY)
    const newcomers = whoWouldFit(problem, board, work).filter((expert) => expert !== holder && !before.has(expert) && problem.schoolOf[expert] !== problem.schoolOf[holder])
    for (const newcomer of newcomers) {
      if (!hasRoom(problem, board, newcomer)) continue
      give(board, slot, newcomer)
      const next = leastLoaded(problem, board, work)[0]
      if (next !== undefined) { give(board, other, next); return true }
      if (fillByChain(problem, board, other, new Uint8Array(problem.experts.length))) return true
      give(board, slot, NOBODY)
    }
    give(board, other, holder)
  }
  return false
}

/** Works in the order in which they are given out. */
function orderOfWorks(problem: DrawProblem): number[] {
  return problem.works
    .map((work, index) => ({ index, hash: createHash('sha256').update(`${problem.seed},w,${work.id}`).digest('hex') }))
    .sort((a, b) => byCodeUnits(a.hash, b.hash)).map(({ index }) => index)
}

export const hasRoom = (problem: DrawProblem, board: Board, expert: number): boolean =>
  (board.load[expert] as number) < (problem.ceiling[expert] as number)

/** Those with room who fit and whose load ÷ share is smallest, ascending; compared by cross-multiplied whole numbers. */
function leastLoaded(problem: DrawProblem, board: Board, work: number): number[] {
  let best: number[] = []
  let bestLoad = 0
  let bestWeight = 0
  for (const expert of problem.eligible[problem.classOf[work] as number] as Int32Array) {
    const load = board.load[expert] as number
    const weight = problem.weight[expert] as number
    const difference = best.length === 0 ? -1 : load * bestWeight - bestLoad * weight
    if (difference > 0 || !hasRoom(problem, board, expert) || !fits(problem, board, work, expert, NOBODY)) continue
    if (difference === 0) best.push(expert)
    else { best = [expert]; bestLoad = load; bestWeight = weight }
  }
  return best
}
