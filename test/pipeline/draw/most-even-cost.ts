import type { DrawRequest } from '../../../pipeline/draw/draw-experts.ts'
import type { DrawExpert, DrawWork } from '../../../pipeline/model/work.ts'

/**
 * The smallest possible sum of squared loads among all draws that fill as many slots as can be filled: a slow, separate reference.
 * Works one by one as a minimum-cost flow (Bellman–Ford on every augmentation), the n-th slot of an expert costing 2n − 1.
 */
export function mostEvenCost({ works, experts, rules }: DrawRequest): number {
  const arcs: { from: number; to: number; room: number; cost: number }[] = []
  const nodes = new Map<string, number>([['source', 0], ['sink', 1]])
  const node = (name: string): number => {
    if (!nodes.has(name)) nodes.set(name, nodes.size)
    return nodes.get(name) as number
  }
  const arc = (from: string, to: string, room: number, cost: number): void => {
    arcs.push({ from: node(from), to: node(to), room, cost }, { from: node(to), to: node(from), room: 0, cost: -cost })
  }
  for (const work of works) {
    arc('source', `w ${work.id}`, rules.graders, 0)
    for (const school of new Set(experts.map((expert) => expert.school))) arc(`w ${work.id}`, `s ${work.id} ${school}`, 1, 0)
    for (const expert of experts) if (mayGrade(work, expert, rules.minYears)) arc(`s ${work.id} ${expert.school}`, `e ${expert.id}`, 1, 0)
  }
  for (const expert of experts) {
    for (let n = 1; n <= Math.min(expert.cap ?? works.length, works.length); n++) arc(`e ${expert.id}`, 'sink', 1, 2 * n - 1)
  }
  let cost = 0
  for (;;) {
    const path = cheapestPath(arcs, nodes.size)
    if (!path) return cost
    for (const index of path) {
      const along = arcs[index] as (typeof arcs)[number]
      along.room--
      ;(arcs[index ^ 1] as (typeof arcs)[number]).room++
      cost += along.cost
    }
  }
}

function cheapestPath(arcs: readonly { from: number; to: number; room: number; cost: number }[], nodes: number): number[] | null {
  const distance = new Array<number>(nodes).fill(Infinity)
  const came = new Array<number>(nodes).fill(-1)
  distance[0] = 0
  for (let changed = true; changed;) {
    changed = false
    arcs.forEach(({ from, to, room, cost }, index) => {
      if (room <= 0 || (distance[from] as number) + cost >= (distance[to] as number)) return
      distance[to] = (distance[from] as number) + cost
      came[to] = index
      changed = true
    })
  }
  if (distance[1] === Infinity) return null
  const path: number[] = []
  for (let at = 1; at !== 0; at = (arcs[path.at(-1) as number] as { from: number }).from) path.push(came[at] as number)
  return path
}

/** The rules between one work and one expert, said again. Reciprocity and conflicts between experts are not part of the reference. */
function mayGrade(work: DrawWork, expert: DrawExpert, minYears: number): boolean {
  return expert.subjects.includes(work.subject) && expert.years >= minYears && expert.cap !== 0
    && ![expert.school, ...expert.otherSchools, ...expert.conflicts].includes(work.school)
}
