import { fits, NOBODY, type Board } from './board.ts'
import { countPairs } from './count-pairs.ts'
import type { Generator } from './generator.ts'
import type { DrawProblem } from './problem.ts'

/**
 * Exchanges experts between slots at random, 4 times as often as there are slots: a slot is drawn from all (by work, then round), a
 * second from those of the same subject; their experts change places when every rule still holds and no pair of experts
 * would meet on more than ⌈mean⌉ + 3 works of the subject. Loads stay as they are. Each exchange is as likely as its reverse, so
 * among the draws with these loads none is favoured. Changes who holds what on the board, and not its lists of who holds
 * which slots: the last step.
 */
export function mixSlots(problem: DrawProblem, board: Board, generator: Generator): void {
  const slots = Array.from(board.holder.keys()).filter((slot) => board.holder[slot] !== NOBODY && board.movable[slot])
  const groups = new Map<string, number[]>()
  const groupOf = slots.map((slot) => {
    const subject = problem.works[board.workOf[slot] as number]?.subject as string
    if (!groups.has(subject)) groups.set(subject, [])
    const group = groups.get(subject) as number[]
    group.push(slot)
    return group
  })
  const pairs = countPairs(problem, board)
  for (let step = 0; step < 4 * slots.length; step++) {
    const drawn = generator.below(slots.length)
    const group = groupOf[drawn] as number[]
    const a = slots[drawn] as number
    const b = group[generator.below(group.length)] as number
    const workA = board.workOf[a] as number
    const workB = board.workOf[b] as number
    const expertA = board.holder[a] as number
    const expertB = board.holder[b] as number
    if (workA === workB || expertA === expertB) continue
    if (!fits(problem, board, workA, expertB, expertA) || !fits(problem, board, workB, expertA, expertB)) continue
    if (pairs.exchange(a, b)) {
      board.holder[a] = expertB
      board.holder[b] = expertA
    }
  }
}
