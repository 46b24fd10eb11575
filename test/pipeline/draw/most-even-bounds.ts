import type { DrawRequest } from '../../../pipeline/draw/draw-experts.ts'
import { createFlowNetwork } from '../../../pipeline/draw/max-flow.ts'

/**
 * How even the loads of experts can be in any draw that fills as many slots as can be filled: the smallest possible largest load, and the largest possible smallest one.
 * By flows over works of one kind, apart from the draw: nobody can be held to less than `most` while everything possible is filled; and where each can hold `least` at once, more
 * can be added until everything possible is filled, without taking anything away. The most even draw reaches both, so no draw has a smaller spread than `most - least`.
 * Reciprocity and conflicts between experts are not part of it.
 */
export function mostEvenBounds(request: DrawRequest): { readonly most: number; readonly least: number } {
  const largest = request.works.length
  const possible = flow(request, largest)
  const most = smallest(largest, (cap) => flow(request, cap) === possible)
  const least = smallest(largest + 1, (cap) => flow(request, cap) < request.experts.length * cap) - 1
  return { most, least }
}

/** The smallest number from 0 to `to` that holds, where all after it hold too. */
function smallest(to: number, holds: (n: number) => boolean): number {
  let [low, high] = [0, to]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** The slots that can be filled when nobody holds more than `cap`. */
function flow({ works, experts, rules }: DrawRequest, cap: number): number {
  const network = createFlowNetwork()
  const [source, sink] = [network.addNode(), network.addNode()]
  const nodes = experts.map((expert) => {
    const node = network.addNode()
    network.addArc(node, sink, Math.min(cap, expert.cap ?? cap))
    return node
  })
  const kinds = new Map<string, { readonly school: string; readonly subject: string; count: number }>()
  for (const { school, subject } of works) {
    const key = JSON.stringify([school, subject])
    const kind = kinds.get(key) ?? { school, subject, count: 0 }
    kind.count++
    kinds.set(key, kind)
  }
  for (const kind of kinds.values()) {
    const node = network.addNode()
    network.addArc(source, node, rules.graders * kind.count)
    const schools = new Map<string, number>()
    experts.forEach((expert, e) => {
      const may = expert.subjects.includes(kind.subject) && expert.years >= rules.minYears && expert.cap !== 0 && ![expert.school, ...expert.otherSchools, ...expert.conflicts].includes(kind.school)
      if (!may) return
      const school = schools.get(expert.school) ?? network.addNode()
      if (!schools.has(expert.school)) network.addArc(node, school, kind.count)
      schools.set(expert.school, school)
      network.addArc(school, nodes[e] as number, kind.count)
    })
  }
  return network.augment(source, sink)
}
