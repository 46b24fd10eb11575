import type { DrawExpert, DrawWork } from '../model/work.ts'
import { explainCut } from './explain-cut.ts'
import { createFlowNetwork, type FlowNetwork } from './max-flow.ts'
import { byCodeUnits, describeProblem, type DrawProblem, type DrawRules } from './problem.ts'

/** Works that too few schools can grade, however much their experts took on. */
export interface TooFewSchools {
  readonly type: 'too-few-schools'
  readonly school: string
  readonly subject: string
  readonly works: number
  /** Schools whose experts may grade these works. */
  readonly gradingSchools: readonly string[]
  readonly missing: number
}
/** Works for which the experts who may grade them have too little room. */
export interface TooLittleRoom {
  readonly type: 'too-little-room'
  readonly works: readonly { readonly school: string; readonly subject: string; readonly works: number }[]
  /** The experts in whose caps the draw gets stuck. */
  readonly experts: readonly string[]
  readonly room: number
  readonly missing: number
  /** The smallest raise of caps that makes room, as even as possible: who, from, to. */
  readonly raise: readonly { readonly expert: string; readonly from: number; readonly to: number }[]
}

/** Can every work have its graders, and if not, what stands in the way. */
export interface Feasibility {
  readonly needed: number
  /** The largest number of slots that any draw could fill: a maximum flow. */
  readonly possible: number
  readonly shortages: readonly (TooFewSchools | TooLittleRoom)[]
  /** The largest number of graders a work for which nothing is missing (0: not even one). */
  readonly gradersPossible: number
}

/**
 * Works out how much of a draw can be filled, before it is drawn, as a maximum flow over classes of works: source → class
 * (school × subject; graders · n) → school of the experts (n: no two graders of one work from one school) → expert (cap) → sink.
 * When it falls short, the smallest cut names works and experts. Experts kept apart from each other by a
 * conflict are not part of a flow: with such pairs `possible` may be more than a draw can reach.
 */
export function checkFeasibility(request: {
  readonly works: readonly DrawWork[]; readonly experts: readonly DrawExpert[]; readonly rules: DrawRules; readonly seed: string
}): Feasibility {
  const graders = request.rules.graders
  const problem = describeProblem(request)
  const classes = describeClasses(problem)
  const needed = graders * problem.works.length
  const structural = classes.filter((c) => c.schools.size < graders).map((c): TooFewSchools => ({
    type: 'too-few-schools', school: c.school, subject: c.subject, works: c.works,
    gradingSchools: [...c.schools.values()].map(([expert]) => problem.experts[expert as number]?.school as string).sort(byCodeUnits),
    missing: c.works * (graders - c.schools.size),
  }))
  const flow = buildFlow(problem, classes, graders)
  const possible = flow.network.augment(SOURCE, SINK)
  const stuck = needed - possible - structural.reduce((sum, shortage) => sum + shortage.missing, 0)
  const shortages = [...structural, ...stuck > 0 ? explainCut({ problem, classes, flow, missing: stuck }) : []]
  return { needed, possible, shortages, gradersPossible: shortages.length === 0 ? graders : largestFull(problem, classes, graders - 1) }
}

export interface WorkClass {
  readonly school: string
  readonly subject: string
  works: number
  /** School number of the experts → the experts there who may grade this class. */
  readonly schools: ReadonlyMap<number, readonly number[]>
}

function describeClasses(problem: DrawProblem): WorkClass[] {
  const classes: WorkClass[] = []
  problem.works.forEach((work, index) => {
    const number = problem.classOf[index] as number
    const known = classes[number]
    if (known) { known.works++; return }
    const schools = new Map<number, number[]>()
    for (const expert of problem.eligible[number] as Int32Array) {
      const school = problem.schoolOf[expert] as number
      schools.set(school, [...schools.get(school) ?? [], expert])
    }
    classes[number] = { school: work.school, subject: work.subject, works: 1, schools }
  })
  return classes
}

export interface Flow {
  readonly network: FlowNetwork
  readonly source: number
  readonly sink: number
  readonly classNodes: readonly number[]
  readonly expertNodes: readonly number[]
  readonly capArcs: readonly number[]
}
const SOURCE = 0
const SINK = 1

/** A class asks for no more graders than there are schools for it: what is missing beyond that is said apart. */
function buildFlow(problem: DrawProblem, classes: readonly WorkClass[], graders: number): Flow {
  const network = createFlowNetwork()
  network.addNode()
  network.addNode()
  const expertNodes = problem.experts.map(() => network.addNode())
  const capArcs = expertNodes.map((node, e) => network.addArc(node, SINK, Math.min(problem.ceiling[e] as number, problem.works.length)))
  const classNodes = classes.map((workClass) => {
    const node = network.addNode()
    network.addArc(SOURCE, node, Math.min(graders, workClass.schools.size) * workClass.works)
    for (const experts of workClass.schools.values()) {
      const school = network.addNode()
      network.addArc(node, school, workClass.works)
      for (const expert of experts) network.addArc(school, expertNodes[expert] as number, workClass.works)
    }
    return node
  })
  return { network, source: SOURCE, sink: SINK, classNodes, expertNodes, capArcs }
}

/** Fewer graders a work: the largest number with which nothing is missing. */
function largestFull(problem: DrawProblem, classes: readonly WorkClass[], graders: number): number {
  if (graders === 0) return 0
  const enoughSchools = classes.every((workClass) => workClass.schools.size >= graders)
  const full = enoughSchools && buildFlow(problem, classes, graders).network.augment(SOURCE, SINK) === graders * problem.works.length
  return full ? graders : largestFull(problem, classes, graders - 1)
}
