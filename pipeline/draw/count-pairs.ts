import { NOBODY, type Board } from './board.ts'
import type { DrawProblem } from './problem.ts'

/** How often experts meet on works, kept true through exchanges. */
export interface PairCounts {
  /** Counts what an exchange of two slots' experts would do; keeps it unless a pair that gains a meeting would exceed its limit. */
  exchange(slotA: number, slotB: number): boolean
}

/** The pairs of one subject: members are numbered, `counts[a · size + b]` = works on which a and b meet. */
interface SubjectPairs { readonly size: number; readonly memberOf: Int32Array; readonly counts: Int32Array; readonly limit: number }

/**
 * Counts the pairs of a board. The limit of a subject is ⌈P / Q⌉ + 3: P = pairs of experts on its works, Q = pairs of
 * experts who could meet (each may grade some work of the subject, their schools differ, they need not be kept apart).
 */
export function countPairs(problem: DrawProblem, board: Board): PairCounts {
  const worksOf = new Map<string, number[]>()
  problem.works.forEach((work, index) => {
    const list = worksOf.get(work.subject)
    if (list) list.push(index)
    else worksOf.set(work.subject, [index])
  })
  const subjectOf: SubjectPairs[] = new Array(problem.works.length)
  for (const works of worksOf.values()) {
    const pairs = pairsOfSubject(problem, board, works)
    for (const work of works) subjectOf[work] = pairs
  }
  return {
    exchange(slotA, slotB) {
      const pairs = subjectOf[board.workOf[slotA] as number] as SubjectPairs
      const expertA = board.holder[slotA] as number
      const expertB = board.holder[slotB] as number
      meet({ pairs, board, slot: slotA, expert: expertA, change: -1 })
      meet({ pairs, board, slot: slotB, expert: expertB, change: -1 })
      meet({ pairs, board, slot: slotA, expert: expertB, change: 1 })
      meet({ pairs, board, slot: slotB, expert: expertA, change: 1 })
      if (withinLimit(pairs, board, slotA, expertB) && withinLimit(pairs, board, slotB, expertA)) return true
      meet({ pairs, board, slot: slotA, expert: expertB, change: -1 })
      meet({ pairs, board, slot: slotB, expert: expertA, change: -1 })
      meet({ pairs, board, slot: slotA, expert: expertA, change: 1 })
      meet({ pairs, board, slot: slotB, expert: expertB, change: 1 })
      return false
    },
  }
}

/** Counts one meeting more or less of an expert with everyone who holds another slot of this slot's work. */
function meet(input: { readonly pairs: SubjectPairs; readonly board: Board; readonly slot: number; readonly expert: number; readonly change: number }): void {
  const { pairs, board, slot, change } = input
  const work = board.workOf[slot] as number
  const end = board.firstSlot[work + 1] as number
  const a = pairs.memberOf[input.expert] as number
  for (let s = board.firstSlot[work] as number; s < end; s++) {
    if (s === slot || board.holder[s] === NOBODY) continue
    const b = pairs.memberOf[board.holder[s] as number] as number
    pairs.counts[a * pairs.size + b] = (pairs.counts[a * pairs.size + b] as number) + change
    pairs.counts[b * pairs.size + a] = (pairs.counts[b * pairs.size + a] as number) + change
  }
}

function withinLimit(pairs: SubjectPairs, board: Board, slot: number, expert: number): boolean {
  const work = board.workOf[slot] as number
  const end = board.firstSlot[work + 1] as number
  const a = pairs.memberOf[expert] as number
  for (let s = board.firstSlot[work] as number; s < end; s++) {
    if (s === slot || board.holder[s] === NOBODY) continue
    if ((pairs.counts[a * pairs.size + (pairs.memberOf[board.holder[s] as number] as number)] as number) > pairs.limit) return false
  }
  return true
}

function pairsOfSubject(problem: DrawProblem, board: Board, works: readonly number[]): SubjectPairs {
  const members = new Set<number>()
  const classes = new Set(works.map((work) => problem.classOf[work] as number))
  for (const number of classes) for (const expert of problem.eligible[number] as Int32Array) members.add(expert)
  const couldMeet = countCouldMeet(problem, [...members])
  // A kept assignment may hold an expert who would not be eligible today: he is counted, but opens no new pairs.
  for (const work of works) {
    for (let s = board.firstSlot[work] as number; s < (board.firstSlot[work + 1] as number); s++) {
      if (board.holder[s] !== NOBODY) members.add(board.holder[s] as number)
    }
  }
  const memberOf = new Int32Array(problem.experts.length)
  for (const [number, expert] of [...members].entries()) memberOf[expert] = number
  const pairs = { size: members.size, memberOf, counts: new Int32Array(members.size ** 2) }
  let meetingsTwice = 0
  for (const work of works) {
    const first = board.firstSlot[work] as number
    const end = board.firstSlot[work + 1] as number
    for (let s = first; s < end; s++) {
      for (let t = first; t < end; t++) {
        if (s === t || board.holder[s] === NOBODY || board.holder[t] === NOBODY) continue
        const at = (memberOf[board.holder[s] as number] as number) * members.size + (memberOf[board.holder[t] as number] as number)
        pairs.counts[at] = (pairs.counts[at] as number) + 1
        meetingsTwice++
      }
    }
  }
  return { ...pairs, limit: Math.ceil(meetingsTwice / 2 / Math.max(1, couldMeet)) + 3 }
}

function countCouldMeet(problem: DrawProblem, experts: readonly number[]): number {
  let pairs = 0
  for (let i = 0; i < experts.length; i++) {
    for (let j = 0; j < i; j++) {
      const a = Math.min(experts[i] as number, experts[j] as number)
      const b = Math.max(experts[i] as number, experts[j] as number)
      if (problem.schoolOf[a] !== problem.schoolOf[b] && !problem.apart.has(a * problem.experts.length + b)) pairs++
    }
  }
  return pairs
}
