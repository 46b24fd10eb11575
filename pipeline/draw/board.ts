import type { Assignment } from '../model/work.ts'
import { byCodeUnits, type DrawProblem } from './problem.ts'

/** An assignment that stands already. `movable`: a chain of changes may still give it to somebody else. */
export type KeptAssignment = Assignment & { readonly movable: boolean }

export const NOBODY = -1

/** The state of a draw: every slot (one round of one work) and who holds it. Slots stand by work, then round. */
export interface Board {
  /** Work → its first slot; the entry after the last work is the number of slots. */
  readonly firstSlot: Int32Array
  readonly workOf: Int32Array
  readonly roundOf: Int32Array
  /** Slot → expert or `NOBODY`. */
  readonly holder: Int32Array
  readonly movable: Uint8Array
  /** Expert → slots he holds, movable or not. */
  readonly load: Int32Array
  /** Expert → the movable slots he holds, in no order. */
  readonly held: readonly number[][]
}

/**
 * Sets up the slots: what is kept, and the open ones. `kept` and `open` must name known works and experts (a bug otherwise: throws).
 * An expert who left stays among the experts with a cap of 0 as long as something of his is kept.
 */
export function setUpBoard(problem: DrawProblem, kept: readonly KeptAssignment[], open: readonly { work: string; round: number }[]): Board {
  const workIndex = new Map(problem.works.map((work, index) => [work.id, index]))
  const expertIndex = new Map(problem.experts.map((expert, index) => [expert.id, index]))
  const slots = [
    ...kept.map((entry) => ({ work: workIndex.get(entry.work), round: entry.round, holder: expertIndex.get(entry.expert), movable: entry.movable })),
    ...open.map((entry) => ({ work: workIndex.get(entry.work), round: entry.round, holder: NOBODY, movable: true })),
  ].sort((a, b) => (a.work ?? -1) - (b.work ?? -1) || a.round - b.round)
  const board: Board = {
    firstSlot: new Int32Array(problem.works.length + 1), workOf: new Int32Array(slots.length), roundOf: new Int32Array(slots.length),
    holder: new Int32Array(slots.length), movable: new Uint8Array(slots.length),
    load: new Int32Array(problem.experts.length), held: problem.experts.map(() => []),
  }
  slots.forEach((slot, s) => {
    if (slot.work === undefined || slot.holder === undefined) throw new Error('a kept or open slot names an unknown work or expert')
    board.workOf[s] = slot.work
    board.roundOf[s] = slot.round
    board.movable[s] = Number(slot.movable)
    board.holder[s] = NOBODY
    board.firstSlot[slot.work + 1] = s + 1
    if (slot.holder !== NOBODY) give(board, s, slot.holder)
  })
  for (let w = 1; w <= problem.works.length; w++) board.firstSlot[w] = Math.max(board.firstSlot[w] as number, board.firstSlot[w - 1] as number)
  return board
}

/** Puts a slot into an expert's hands (or nobody's), keeping loads and lists true. */
export function give(board: Board, slot: number, expert: number): void {
  const before = board.holder[slot] as number
  if (before !== NOBODY) {
    board.load[before] = (board.load[before] as number) - 1
    if (board.movable[slot]) {
      const list = board.held[before] as number[]
      const last = list.pop() as number
      if (last !== slot) list[list.indexOf(slot)] = last
    }
  }
  board.holder[slot] = expert
  if (expert === NOBODY) return
  board.load[expert] = (board.load[expert] as number) + 1
  if (board.movable[slot]) (board.held[expert] as number[]).push(slot)
}

/** May this expert hold a slot of this work, beside those who hold the others? `except` is an expert who would leave it. */
export function fits(problem: DrawProblem, board: Board, work: number, expert: number, except: number): boolean {
  if (!(problem.allowed[problem.classOf[work] as number] as Uint8Array)[expert]) return false
  if (problem.seen.size > 0 && problem.seen.has(work * problem.experts.length + expert)) return false
  const end = board.firstSlot[work + 1] as number
  for (let s = board.firstSlot[work] as number; s < end; s++) {
    const other = board.holder[s] as number
    if (other === NOBODY || other === except) continue
    if (other === expert || problem.schoolOf[other] === problem.schoolOf[expert]) return false
    if (problem.apart.size > 0 && problem.apart.has(Math.min(other, expert) * problem.experts.length + Math.max(other, expert))) return false
  }
  return true
}

/** Who grades what, by work, then round; and the slots nobody holds. */
export function readBoard(problem: DrawProblem, board: Board): { assignments: Assignment[]; shortfall: { work: string; round: number }[] } {
  const assignments: Assignment[] = []
  const shortfall: { work: string; round: number }[] = []
  board.holder.forEach((holder, s) => {
    const work = problem.works[board.workOf[s] as number]?.id as string
    const round = board.roundOf[s] as number
    if (holder === NOBODY) shortfall.push({ work, round })
    else assignments.push({ work, expert: problem.experts[holder]?.id as string, round })
  })
  return { assignments, shortfall }
}

/** The order of a draw's result: by work (code units), then round. */
export const byWorkThenRound = (a: { work: string; round: number }, b: { work: string; round: number }): number =>
  byCodeUnits(a.work, b.work) || a.round - b.round
