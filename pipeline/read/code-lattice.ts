import type { CodeEvidence } from '../model/evidence.ts'

/**
 * Sums over all ways to cut a code's ink into digits. The reader that makes the lattice and the decision that weighs it both
 * use this file: it belongs to the room `read`.
 *
 * The likelihood of a code is the sum, over all ways from node 0 to the last node with one edge a digit, of the product of
 * P(edge's ink is that digit). `floor` mixes every edge's digits with an even share of its own mass, because a reader that is
 * sure of a digit is wrong now and then: no digit of an edge falls below `floor`/10 of it.
 */
export interface LatticeOptions {
  readonly evidence: CodeEvidence
  /** How many digits the code has. */
  readonly digits: number
  readonly floor?: number
}

export interface CodeCandidate {
  readonly code: string
  readonly logLikelihood: number
  /** Its share of all codes of this length, before anything is known of the list. */
  readonly probability: number
}

/** The code that the ink alone speaks for; null when no way through the lattice has that many digits. */
export const bestCode = (options: LatticeOptions): CodeCandidate | null => bestCodes({ ...options, count: 1 })[0] ?? null

/**
 * The most likely codes, best first. Exact sums over segmentations for codes that the beam keeps; the beam holds `16 + 4 count`
 * beginnings at each cut, far more than the candidates that matter.
 */
export function bestCodes({ evidence, digits, count, floor = 0 }: LatticeOptions & { readonly count: number }): readonly CodeCandidate[] {
  const edges = linearEdges(evidence, floor)
  const width = 16 + 4 * count
  let beam: Map<string, number>[] = [new Map([['', 1]])]
  for (let position = 0; position < digits; position++) {
    const next: Map<string, number>[] = []
    for (const edge of edges) {
      const at = next[edge.to] ??= new Map()
      for (const [begin, weight] of beam[edge.from] ?? []) {
        edge.digits.forEach((p, digit) => { if (p > 0) at.set(begin + digit, (at.get(begin + digit) ?? 0) + weight * p) })
      }
    }
    beam = next.map((at) => new Map([...at].sort(([, a], [, b]) => b - a).slice(0, width)))
  }
  const mass = codeLogMass({ evidence, digits, floor })
  return [...(beam[evidence.nodes - 1] ?? [])].filter(([, weight]) => weight > 0)
    .sort(([a, p], [b, q]) => q - p || a.localeCompare(b)).slice(0, count)
    .map(([code, weight]) => ({ code, logLikelihood: Math.log(weight), probability: Math.min(1, Math.exp(Math.log(weight) - mass)) }))
}

/** log of the likelihood of all codes of this length together; −∞ when there is no way of that length. */
export function codeLogMass({ evidence, digits, floor = 0 }: LatticeOptions): number {
  const edges = linearEdges(evidence, floor)
  let at = startAt(evidence)
  for (let position = 0; position < digits; position++) at = step(edges, at, (edge) => edge.mass)
  return Math.log(at[evidence.nodes - 1] ?? 0)
}

/** log-likelihood of one code; −∞ when no way spells it. */
export const codeLogLikelihood = ({ evidence, code, floor = 0 }: Omit<LatticeOptions, 'digits'> & { readonly code: string }): number =>
  codeLogLikelihoods({ evidence, codes: [code], floor })[0] as number

/**
 * log-likelihoods of many codes, in their order. Codes that follow each other with the same beginning share its work, so give
 * a long list sorted.
 */
export function codeLogLikelihoods(
  { evidence, codes, floor = 0 }: Omit<LatticeOptions, 'digits'> & { readonly codes: readonly string[] },
): Float64Array {
  const edges = linearEdges(evidence, floor)
  const reached: Float64Array[] = [startAt(evidence)]
  const result = new Float64Array(codes.length)
  let before = ''
  codes.forEach((code, index) => {
    let same = 0
    while (same < code.length && same < before.length && code[same] === before[same]) same++
    reached.length = same + 1
    for (let position = same; position < code.length; position++) {
      const digit = Number(code[position])
      reached.push(step(edges, reached[position] as Float64Array, (edge) => edge.digits[digit] ?? 0))
    }
    result[index] = Math.log((reached[code.length] as Float64Array)[evidence.nodes - 1] ?? 0)
    before = code
  })
  return result
}

interface LinearEdge { readonly from: number; readonly to: number; readonly digits: readonly number[]; readonly mass: number }

function linearEdges(evidence: CodeEvidence, floor: number): readonly LinearEdge[] {
  return evidence.edges.map(({ from, to, logDigits }) => {
    const raw = logDigits.map(Math.exp)
    const mass = raw.reduce((sum, p) => sum + p, 0)
    return { from, to, mass, digits: raw.map((p) => (1 - floor) * p + (floor * mass) / 10) }
  })
}

const startAt = (evidence: CodeEvidence): Float64Array => {
  const at = new Float64Array(Math.max(1, evidence.nodes))
  at[0] = 1
  return at
}

function step(edges: readonly LinearEdge[], at: Float64Array, weight: (edge: LinearEdge) => number): Float64Array {
  const next = new Float64Array(at.length)
  for (const edge of edges) next[edge.to] = (next[edge.to] as number) + (at[edge.from] as number) * weight(edge)
  return next
}
