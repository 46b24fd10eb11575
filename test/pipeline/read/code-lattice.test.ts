import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CodeEvidence } from '../../../pipeline/model/evidence.ts'
import { bestCode, bestCodes, codeLogLikelihood } from '../../../pipeline/read/code-lattice.ts'
import { anyLattice, everyCode } from './every-code.ts'

test('the best codes and their likelihoods are those of counting every way through', () => {
  fc.assert(fc.property(anyLattice, fc.integer({ min: 1, max: 2 }), (evidence, length) => {
    const all = everyCode(evidence, length)
    const best = bestCodes(evidence, length, 3)
    expect(best.length).toBe(Math.min(3, all.length))
    best.forEach(({ value }, i) => {
      expect(Math.exp(codeLogLikelihood(evidence, value))).toBeCloseTo((all[i] as readonly [string, number])[1], 9)
    })
  }), { numRuns: 150 })
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
  expect(bestCode(evidence, 2)?.value).toBe('78')
  expect(bestCode(evidence, 3)).toBeNull()
})

test('an empty box has no code', () => {
  expect(bestCode({ nodes: 0, edges: [], empty: 1, boxPx: [0, 0, 1, 1] }, 5)).toBeNull()
})
