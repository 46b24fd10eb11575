import type { Assignment, DrawWork } from '../model/work.ts'
import { balanceLoads } from './balance-loads.ts'
import { readBoard, setUpBoard, type KeptAssignment } from './board.ts'
import type { Draw, DrawRequest } from './draw-experts.ts'
import { fillSlots } from './fill-slots.ts'
import { createGenerator } from './generator.ts'
import { mixSlots } from './mix-slots.ts'
import { describeProblem, type SeenWork } from './problem.ts'

/** A slot of a running campaign. `done`: submitted; `started`: opened by the expert; `waiting`: neither. */
export interface RunningAssignment extends Assignment { readonly state: 'done' | 'started' | 'waiting' }

/** Everything that decides a later draw: all works and experts of the campaign, and what stands so far. */
export interface RedrawRequest extends DrawRequest {
  readonly current: readonly RunningAssignment[]
  /** May waiting slots of other experts change hands when an open slot cannot be filled otherwise? (Never for late works.) */
  readonly mayMoveWaiting?: boolean
  /** Nobody gets a work that he has seen; `keep-unseen.ts` lets in whom nothing can replace. */
  readonly seen?: readonly SeenWork[]
}

/** The whole draw as it stands afterwards. `changed`: the assignments that are new, or in other hands than before. */
export interface Redraw extends Draw { readonly changed: readonly Assignment[] }

/**
 * Draws the unfinished slots of an expert who dropped out again, under the purpose `dropout,<expert>,<n>`; n counts from 1 and
 * differs each time. What he finished stays, and so do its rules: the new expert is of another school than all who hold the work.
 */
export function redrawAfterDropout(request: RedrawRequest & { readonly expert: string; readonly attempt: number }): Redraw {
  const leaves = (entry: RunningAssignment): boolean => entry.expert === request.expert && entry.state !== 'done'
  return drawOpenSlots({
    ...request,
    experts: request.experts.map((expert) => (expert.id === request.expert ? { ...expert, cap: 0 } : expert)),
    current: request.current.filter((entry) => !leaves(entry)),
    open: request.current.filter(leaves), before: request.current,
    purpose: `dropout,${request.expert},${request.attempt}`, evenOut: false,
  })
}

/** Draws works that arrived late, on top of what everyone holds already, under the purpose `late,<n>` and mixed under `late,<n>,mix`. */
export function drawLateWorks(request: RedrawRequest & { readonly lateWorks: readonly DrawWork[]; readonly batch: number }): Redraw {
  const rounds = Array.from({ length: request.rules.graders }, (_, i) => i + 1)
  return drawOpenSlots({
    ...request, works: [...request.works, ...request.lateWorks], mayMoveWaiting: false,
    open: request.lateWorks.flatMap((work) => rounds.map((round) => ({ work: work.id, round }))), before: request.current,
    purpose: `late,${request.batch}`, evenOut: true,
  })
}

/**
 * Draws a third expert for each of these works, among those who have not seen the work and are of other schools than all who
 * have, under the purpose `third,<n>`. The round is one more than the campaign's graders.
 */
export function drawThirdExperts(request: RedrawRequest & { readonly contested: readonly string[]; readonly batch: number }): Redraw {
  return drawOpenSlots({
    ...request, open: request.contested.map((work) => ({ work, round: request.rules.graders + 1 })), before: request.current,
    purpose: `third,${request.batch}`, evenOut: false,
  })
}

interface OpenSlots extends RedrawRequest {
  readonly open: readonly { readonly work: string; readonly round: number }[]
  readonly before: readonly Assignment[]
  readonly purpose: string
  /** Balance and mix the new slots, as a first draw does. */
  readonly evenOut: boolean
}

function drawOpenSlots(request: OpenSlots): Redraw {
  const problem = describeProblem(request)
  const kept = request.current.map((entry): KeptAssignment => ({ ...entry, movable: request.mayMoveWaiting === true && entry.state === 'waiting' }))
  const board = setUpBoard(problem, kept, request.open)
  fillSlots(problem, board, createGenerator(request.seed, request.purpose))
  if (request.evenOut) {
    balanceLoads(problem, board)
    mixSlots(problem, board, createGenerator(request.seed, `${request.purpose},mix`))
  }
  const draw = readBoard(problem, board)
  const name = (entry: Assignment): string => JSON.stringify([entry.work, entry.round, entry.expert])
  const known = new Set(request.before.map(name))
  return { ...draw, changed: draw.assignments.filter((entry) => !known.has(name(entry))) }
}
