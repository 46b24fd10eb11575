import type { DrawExpert } from '../model/work.ts'
import type { Flow, TooLittleRoom, WorkClass } from './feasibility.ts'
import { byCodeUnits, type DrawProblem } from './problem.ts'

/**
 * What a smallest cut says, after the flow is at its largest: the works on the source's side and the experts there, whose caps are
 * used up. One shortage for each part that shares no expert with the others, with the smallest raise of caps that lets
 * everything through. Goes on filling the network to find that raise.
 */
export function explainCut(input: {
  readonly problem: DrawProblem; readonly classes: readonly WorkClass[]; readonly flow: Flow; readonly missing: number
}): TooLittleRoom[] {
  const { problem, classes, flow } = input
  const { network } = flow
  const blamed = classes.filter((_, index) => network.reaches(flow.classNodes[index] as number))
  const full = problem.experts.map((_, e) => e).filter((e) => network.reaches(flow.expertNodes[e] as number))
  const before = flow.capArcs.map((arc) => network.flowOn(arc))
  raiseUntilFull(flow, full, input.missing)
  return separateParts(blamed, new Set(full)).map(({ members, experts }): TooLittleRoom => {
    const raise = experts.flatMap((e) => {
      const more = network.flowOn(flow.capArcs[e] as number) - (before[e] as number)
      const { id, cap } = problem.experts[e] as DrawExpert
      return more > 0 ? [{ expert: id, from: cap ?? 0, to: (cap ?? 0) + more }] : []
    })
    return {
      type: 'too-little-room',
      works: members.map(({ school, subject, works }) => ({ school, subject, works }))
        .sort((a, b) => byCodeUnits(a.subject, b.subject) || byCodeUnits(a.school, b.school)),
      experts: experts.map((e) => problem.experts[e]?.id as string),
      room: experts.reduce((sum, e) => sum + (before[e] as number), 0),
      missing: raise.reduce((sum, { from, to }) => sum + to - from, 0),
      raise,
    }
  })
}

/**
 * Raises all caps of the cut by an equal part of what is missing and lets the flow take what it needs, again and again, so that the raise
 * is shared. Every slot still missing needs one more place in the cut and no more than one, so the raise that is used is the smallest.
 */
function raiseUntilFull(flow: Flow, full: readonly number[], missing: number): void {
  for (let left = missing; left > 0 && full.length > 0;) {
    for (const expert of full) flow.network.raise(flow.capArcs[expert] as number, Math.ceil(left / full.length))
    left -= flow.network.augment(flow.source, flow.sink)
  }
}

/** Classes and experts that hang together by who may grade what, apart from those that do not. */
function separateParts(classes: readonly WorkClass[], full: ReadonlySet<number>): { members: WorkClass[]; experts: number[] }[] {
  const parts: { members: WorkClass[]; experts: Set<number> }[] = []
  for (const workClass of classes) {
    const experts = new Set([...workClass.schools.values()].flat().filter((expert) => full.has(expert)))
    const touching = parts.filter((part) => [...experts].some((expert) => part.experts.has(expert)))
    const joined = { members: [...touching.flatMap((part) => part.members), workClass], experts }
    for (const part of touching) for (const expert of part.experts) experts.add(expert)
    parts.splice(0, parts.length, ...parts.filter((part) => !touching.includes(part)), joined)
  }
  return parts.map(({ members, experts }) => ({ members, experts: [...experts].sort((a, b) => a - b) }))
}
