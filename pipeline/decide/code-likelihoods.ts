import type { CodeEvidence } from '../model/evidence.ts'

/** What a lattice says of codes given from outside: sums over all ways to cut the ink with one edge a digit. */
export interface LatticeLikelihoods {
  /** Likelihood of each code, in their order; 0 where no way spells it. */
  readonly codes: Float64Array
  /** Likelihood of all codes of that length together. */
  readonly mass: number
}

/**
 * Likelihoods of a list of codes of one length. Codes that follow each other with the same beginning share its work, so give a long list
 * sorted. `floor` mixes every edge's digits with an even share of its own mass, because a reader that is sure of a digit is
 * wrong now and then: no digit of an edge falls below `floor`/10 of it.
 */
export function codeLikelihoods({ evidence, codes, digits, floor }: {
  readonly evidence: CodeEvidence
  readonly codes: readonly string[]
  readonly digits: number
  readonly floor: number
}): LatticeLikelihoods {
  const edges = evidence.edges.map(({ from, to, logDigits }): Edge => {
    const raw = logDigits.map(Math.exp)
    const mass = raw.reduce((sum, p) => sum + p, 0)
    return { from, to, mass, digits: raw.map((p) => (1 - floor) * p + (floor * mass) / 10) }
  })
  const end = evidence.nodes - 1
  const start = new Float64Array(Math.max(1, evidence.nodes))
  start[0] = 1
  let any: Float64Array = start
  for (let position = 0; position < digits; position++) any = step(edges, any, (edge) => edge.mass)
  const reached: Float64Array[] = [start]
  const result = new Float64Array(codes.length)
  let before = ''
  codes.forEach((code, index) => {
    if (code.length !== digits) return
    let same = 0
    while (same < before.length && code[same] === before[same]) same++
    reached.length = same + 1
    for (let position = same; position < digits; position++) {
      const digit = Number(code[position])
      reached.push(step(edges, reached[position] as Float64Array, (edge) => edge.digits[digit] ?? 0))
    }
    result[index] = (reached[digits] as Float64Array)[end] ?? 0
    before = code
  })
  return { codes: result, mass: any[end] ?? 0 }
}

interface Edge { readonly from: number; readonly to: number; readonly digits: readonly number[]; readonly mass: number }

function step(edges: readonly Edge[], at: Float64Array, weight: (edge: Edge) => number): Float64Array {
  const next = new Float64Array(at.length)
  for (const edge of edges) next[edge.to] = (next[edge.to] as number) + (at[edge.from] as number) * weight(edge)
  return next
}
