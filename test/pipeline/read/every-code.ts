import fc from 'fast-check'
import type { CodeEvidence } from '../../../pipeline/model/evidence.ts'

const digits = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 }).map((ps) => {
  const sum = ps.reduce((a, b) => a + b, 0)
  return ps.map((p) => Math.log(p / sum))
})

/** Small lattices of any shape. */
export const anyLattice = fc.integer({ min: 3, max: 5 }).chain((nodes) => {
  const pairs = Array.from({ length: nodes }, (_, from) => Array.from({ length: nodes - from - 1 }, (_, i) => [from, from + 1 + i] as const)).flat()
  return fc.array(fc.tuple(fc.constantFrom(...pairs), digits), { minLength: 1, maxLength: 8 }).map((edges): CodeEvidence =>
    ({ nodes, edges: edges.map(([[from, to], logDigits]) => ({ from, to, logDigits })), empty: 0, boxPx: [0, 0, 1, 1] }))
})

/** The plain reference: every way through, every code, by recursion; likelihoods from the largest on. */
export function everyCode(evidence: CodeEvidence, length: number): (readonly [string, number])[] {
  const found = new Map<string, number>()
  const walk = (node: number, code: string, weight: number): void => {
    if (code.length === length) {
      if (node === evidence.nodes - 1) found.set(code, (found.get(code) ?? 0) + weight)
      return
    }
    for (const edge of evidence.edges) if (edge.from === node) edge.logDigits.forEach((logP, digit) => { walk(edge.to, code + digit, weight * Math.exp(logP)) })
  }
  walk(0, '', 1)
  return [...found].sort(([, p], [, q]) => q - p)
}
