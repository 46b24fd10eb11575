import { createHash } from 'node:crypto'
import type { DrawExpert, DrawWork } from '../model/work.ts'

/** The rules of a campaign that decide who may grade what. */
export interface DrawRules {
  /** How many independent experts grade a work, k. */
  readonly graders: number
  /** Fewest years of work an expert must have. */
  readonly minYears: number
  /** `forbidden`: when experts of school A grade works of school B, no expert of B grades works of A. */
  readonly reciprocity: 'allowed' | 'forbidden'
}
export const DEFAULT_DRAW_RULES: DrawRules = { graders: 2, minYears: 3, reciprocity: 'allowed' }

/** An expert who had a work before the draw, as one that the commission agreed on. */
export interface SeenWork { readonly work: string; readonly expert: string }

/**
 * Works and experts as numbers. Both are sorted by id (UTF-16 code units), so an index stands for the same person or work
 * in every implementation.
 */
export interface DrawProblem {
  readonly works: readonly DrawWork[]
  readonly experts: readonly DrawExpert[]
  readonly rules: DrawRules
  readonly seed: string
  /** Expert → number of the school of the main job. */
  readonly schoolOf: Int32Array
  /** Expert → most slots he may hold; without a cap of his own, more than there are. */
  readonly ceiling: Float64Array
  /** Expert → his share of the load: his cap; without one the largest cap anybody stated, or 1. */
  readonly weight: Float64Array
  /** Work → its class: works of one class have the same school and subject, so the same experts may grade them. */
  readonly classOf: Int32Array
  /** Class → experts that may grade it, ascending. */
  readonly eligible: readonly Int32Array[]
  /** Class → expert → 1 when he may grade it. */
  readonly allowed: readonly Uint8Array[]
  /** Pairs of experts that may not grade the same work, as `lower · experts + higher`. */
  readonly apart: ReadonlySet<number>
  /** Experts and works that may not come together, as `work · experts + expert`. */
  readonly seen: ReadonlySet<number>
}

/** The order of texts in every part of the draw: by UTF-16 code units, as RFC 8785 sorts keys. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Who may grade what, worked out once. Ids must be unique (a bug in the caller otherwise: throws). */
export function describeProblem(input: {
  readonly works: readonly DrawWork[]
  readonly experts: readonly DrawExpert[]
  readonly rules: DrawRules
  readonly seed: string
  /** Each is kept from his work; works and experts that are not in the lists do not matter. */
  readonly seen?: readonly SeenWork[]
}): DrawProblem {
  const works = sortUnique(input.works, 'work')
  const experts = sortUnique(input.experts, 'expert')
  const byId = new Map(experts.map((expert, index) => [expert.id, index]))
  const schoolNumbers = new Map<string, number>()
  const schoolOf = Int32Array.from(experts, (expert) => numberOf(schoolNumbers, expert.school))
  const closedSchools = experts.map((expert) => new Set([expert.school, ...expert.otherSchools, ...expert.conflicts]))
  const apart = new Set<number>()
  experts.forEach((expert, a) => {
    for (const name of expert.conflicts) {
      const b = byId.get(name)
      if (b === undefined || b === a) continue
      apart.add(Math.min(a, b) * experts.length + Math.max(a, b))
      for (const [one, other] of [[a, b], [b, a]] as const) {
        const theirs = experts[other] as DrawExpert
        for (const school of [theirs.school, ...theirs.otherSchools]) (closedSchools[one] as Set<string>).add(school)
      }
    }
  })
  const ring = input.rules.reciprocity === 'forbidden' ? ringOfSchools(works, experts, input.seed) : null
  const classNumbers = new Map<string, number>()
  const allowed: Uint8Array[] = []
  const classOf = Int32Array.from(works, (work) => {
    const known = classNumbers.size
    const number = numberOf(classNumbers, JSON.stringify([work.school, work.subject]))
    if (number === known) {
      allowed.push(Uint8Array.from(experts, (expert, e) => Number(
        expert.subjects.includes(work.subject) && expert.years >= input.rules.minYears && expert.cap !== 0
        && !(closedSchools[e] as Set<string>).has(work.school) && (ring === null || ring(expert.school, work.school)))))
    }
    return number
  })
  const workIndex = new Map(input.seen?.length ? works.map((work, index) => [work.id, index]) : [])
  const seen = new Set((input.seen ?? []).flatMap((pair) => {
    const [w, e] = [workIndex.get(pair.work), byId.get(pair.expert)]
    return w === undefined || e === undefined ? [] : [w * experts.length + e]
  }))
  const largestCap = experts.reduce((largest, expert) => Math.max(largest, expert.cap ?? 0), 0)
  return {
    works, experts, rules: input.rules, seed: input.seed, schoolOf, classOf, allowed, apart, seen,
    ceiling: Float64Array.from(experts, (expert) => expert.cap ?? Number.MAX_SAFE_INTEGER),
    weight: Float64Array.from(experts, (expert) => expert.cap || largestCap || 1),
    eligible: allowed.map((row) => Int32Array.from(row.keys()).filter((e) => row[e] === 1)),
  }
}

/**
 * Reciprocity ruled out beforehand: schools stand in a ring by SHA-256(`seed,s,school`); experts grade only works of the
 * half of the ring ahead of their school, so A → B and B → A never both happen. Opposite schools: from the earlier place.
 */
function ringOfSchools(works: readonly DrawWork[], experts: readonly DrawExpert[], seed: string): (from: string, to: string) => boolean {
  const names = [...new Set([...works.map((work) => work.school), ...experts.map((expert) => expert.school)])]
  const hashed = names.map((name) => ({ name, hash: createHash('sha256').update(`${seed},s,${name}`).digest('hex') }))
  const place = new Map(hashed.sort((a, b) => byCodeUnits(a.hash, b.hash)).map(({ name }, index) => [name, index]))
  return (from, to) => {
    const a = place.get(from) as number
    const b = place.get(to) as number
    const ahead = (b - a + names.length) % names.length
    return ahead > 0 && (ahead * 2 < names.length || (ahead * 2 === names.length && a < b))
  }
}

function sortUnique<Item extends { readonly id: string }>(items: readonly Item[], what: string): readonly Item[] {
  const sorted = [...items].sort((a, b) => byCodeUnits(a.id, b.id))
  const twice = sorted.find((item, index) => index > 0 && sorted[index - 1]?.id === item.id)
  if (twice) throw new Error(`${what} id stands twice in a draw: ${twice.id}`)
  return sorted
}

const numberOf = (numbers: Map<string, number>, name: string): number => {
  const known = numbers.get(name)
  if (known !== undefined) return known
  numbers.set(name, numbers.size)
  return numbers.size - 1
}
