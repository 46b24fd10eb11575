import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CodeEvidence } from '../../../pipeline/model/evidence.ts'
import { bestCode, bestCodes, codeLogLikelihood, codeLogLikelihoods, codeLogMass } from '../../../pipeline/read/code-lattice.ts'

const digits = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 }).map((ps) => {
  const sum = ps.reduce((a, b) => a + b, 0)
  return ps.map((p) => Math.log(p / sum))
})
const lattice = fc.integer({ min: 3, max: 5 }).chain((nodes) => {
  const pairs = Array.from({ length: nodes }, (_, from) => Array.from({ length: nodes - from - 1 }, (_, i) => [from, from + 1 + i] as const)).flat()
  return fc.array(fc.tuple(fc.constantFrom(...pairs), digits), { minLength: 1, maxLength: 8 }).map((edges): CodeEvidence =>
    ({ nodes, edges: edges.map(([[from, to], logDigits]) => ({ from, to, logDigits })), empty: 0, boxPx: [0, 0, 1, 1] }))
})

/** The plain reference: every way, every code, by recursion. */
function everyCode(evidence: CodeEvidence, length: number): Map<string, number> {
  const found = new Map<string, number>()
  const walk = (node: number, code: string, weight: number): void => {
    if (code.length === length) {
      if (node === evidence.nodes - 1) found.set(code, (found.get(code) ?? 0) + weight)
      return
    }
    for (const edge of evidence.edges) if (edge.from === node) edge.logDigits.forEach((logP, digit) => { walk(edge.to, code + digit, weight * Math.exp(logP)) })
  }
  walk(0, '', 1)
  return found
}

test('likelihoods, mass and the best codes are those of counting every way through', () => {
  fc.assert(fc.property(lattice, fc.integer({ min: 1, max: 2 }), (evidence, length) => {
    const all = [...everyCode(evidence, length)].sort(([, p], [, q]) => q - p)
    const mass = all.reduce((sum, [, p]) => sum + p, 0)
    expect(Math.exp(codeLogMass({ evidence, digits: length }))).toBeCloseTo(mass, 9)
    const likelihoods = codeLogLikelihoods({ evidence, codes: all.map(([code]) => code) })
    all.forEach(([, p], i) => { expect(Math.exp(likelihoods[i] as number)).toBeCloseTo(p, 9) })
    const best = bestCodes({ evidence, digits: length, count: 3 })
    expect(best.length).toBe(Math.min(3, all.length))
    best.forEach((candidate, i) => {
      expect(Math.exp(candidate.logLikelihood)).toBeCloseTo((all[i] as [string, number])[1], 9)
      expect(candidate.probability).toBeCloseTo((all[i] as [string, number])[1] / mass, 9)
    })
  }), { numRuns: 200 })
})

test('touching digits: the cut that reads well wins over the cut that does not', () => {
  const sure = (digit: number, p: number): number[] => Array.from({ length: 10 }, (_, d) => Math.log(d === digit ? p : (1 - p) / 90))
  const evidence: CodeEvidence = {
    nodes: 4, empty: 0, boxPx: [0, 0, 1, 1],
    edges: [
      { from: 0, to: 1, logDigits: sure(7, 0.99) }, { from: 1, to: 3, logDigits: sure(8, 0.2) },
      { from: 0, to: 2, logDigits: sure(4, 0.1) }, { from: 2, to: 3, logDigits: sure(1, 0.9) },
    ],
  }
  expect(bestCode({ evidence, digits: 2 })?.code).toBe('78')
  expect(bestCode({ evidence, digits: 3 })).toBeNull()
})

test('a floor keeps every digit possible, in proportion to the edge\'s own mass', () => {
  const evidence: CodeEvidence = { nodes: 2, empty: 0, boxPx: [0, 0, 1, 1], edges: [{ from: 0, to: 1, logDigits: [Math.log(0.5), ...Array<number>(9).fill(-Infinity)] }] }
  expect(codeLogLikelihood({ evidence, code: '3' })).toBe(-Infinity)
  expect(Math.exp(codeLogLikelihood({ evidence, code: '3', floor: 0.01 }))).toBeCloseTo(0.0005, 12)
  expect(Math.exp(codeLogMass({ evidence, digits: 1, floor: 0.01 }))).toBeCloseTo(0.5, 12)
})

test('an empty box has no code', () => {
  const evidence: CodeEvidence = { nodes: 0, edges: [], empty: 1, boxPx: [0, 0, 1, 1] }
  expect(bestCode({ evidence, digits: 5 })).toBeNull()
  expect(codeLogMass({ evidence, digits: 5 })).toBe(-Infinity)
})
