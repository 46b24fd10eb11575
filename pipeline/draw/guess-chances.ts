import { drawExperts, type DrawRequest } from './draw-experts.ts'

/** So many slots are drawn in all, at least once and at most so many times: some seconds, so not on a server's thread. */
const EFFORT = { slots: 200_000, most: 1000 }

/** How well a draw can be guessed by who knows everything but the seed, 0…1; `draws`: so many were tried. It bounds what collusion can hope for. */
export interface GuessChances {
  readonly draws: number
  /** A school names the expert of one of its works: right at most so often. */
  readonly expertOfWork: number
  /** An expert names the school of a work: right at most so often. */
  readonly schoolOfWork: number
}

/**
 * Draws again and again under seeds made from the given one and counts how often an expert meets the works of a school. Works of one school and subject are alike to the
 * draw, so they are counted together, which makes few draws tell as much as many would of single works. Null when nothing can be drawn.
 */
export function guessChances(request: DrawRequest, { slots, most } = EFFORT): GuessChances | null {
  const draws = Math.max(1, Math.min(most, Math.floor(slots / Math.max(1, request.works.length * request.rules.graders))))
  const classOf = new Map(request.works.map((work) => [work.id, { key: JSON.stringify([work.school, work.subject]), school: work.school }]))
  const sizes = tally([...classOf.values()].map((one) => one.key))
  const [ofClass, ofSchool, loads] = [new Map<string, Counted>(), new Map<string, Counted>(), new Map<string, Counted>()]
  for (let i = 0; i < draws; i++) {
    for (const { work, expert } of drawExperts({ ...request, seed: `${request.seed},chance,${i}` }).assignments) {
      const { key, school } = classOf.get(work)!
      count(ofClass, JSON.stringify([expert, key]), key)
      count(ofSchool, JSON.stringify([expert, school]), expert)
      count(loads, expert, expert)
    }
  }
  if (loads.size === 0) return null
  return {
    draws,
    expertOfWork: largest(ofClass, (one) => one.count / (draws * sizes.get(one.of)!)),
    schoolOfWork: largest(ofSchool, (one) => one.count / loads.get(one.of)!.count),
  }
}

interface Counted { readonly of: string; count: number }

/** There may be more of them than a call takes arguments. */
function largest(counts: ReadonlyMap<string, Counted>, of: (one: Counted) => number): number {
  let most = 0
  for (const one of counts.values()) most = Math.max(most, of(one))
  return most
}

function count(counts: Map<string, Counted>, key: string, of: string): void {
  const known = counts.get(key)
  if (known) known.count++
  else counts.set(key, { of, count: 1 })
}

function tally(keys: readonly string[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1)
  return sizes
}
