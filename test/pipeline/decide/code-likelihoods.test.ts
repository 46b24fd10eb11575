import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeLikelihoods } from '../../../pipeline/decide/code-likelihoods.ts'
import type { CodeEvidence } from '../../../pipeline/model/evidence.ts'
import { anyLattice, everyCode } from '../read/every-code.ts'

test('likelihoods and their sum are those of counting every way through', () => {
  fc.assert(fc.property(anyLattice, fc.integer({ min: 1, max: 2 }), fc.boolean(), (evidence, digits, sorted) => {
    const all = everyCode(evidence, digits)
    const given = sorted ? all.toSorted(([a], [b]) => (a < b ? -1 : 1)) : all
    const { codes, mass } = codeLikelihoods({ evidence, digits, floor: 0, codes: given.map(([code]) => code) })
    expect(mass).toBeCloseTo(all.reduce((sum, [, p]) => sum + p, 0), 9)
    given.forEach(([, p], i) => { expect(codes[i]).toBeCloseTo(p, 9) })
  }), { numRuns: 200 })
})

test('a floor keeps every digit possible, in proportion to the edge\'s own mass', () => {
  const evidence: CodeEvidence = { nodes: 2, empty: 0, boxPx: [0, 0, 1, 1], edges: [{ from: 0, to: 1, logDigits: [Math.log(0.5), ...Array<number>(9).fill(-Infinity)] }] }
  expect([...codeLikelihoods({ evidence, codes: ['0', '3'], digits: 1, floor: 0 }).codes]).toEqual([0.5, 0])
  const floored = codeLikelihoods({ evidence, codes: ['3'], digits: 1, floor: 0.01 })
  expect(floored.codes[0]).toBeCloseTo(0.0005, 12)
  expect(floored.mass).toBeCloseTo(0.5, 12)
})

test('codes of another length, and empty boxes, have no likelihood', () => {
  const evidence: CodeEvidence = { nodes: 0, edges: [], empty: 1, boxPx: [0, 0, 1, 1] }
  expect(codeLikelihoods({ evidence, codes: ['12', '123'], digits: 2, floor: 0.01 })).toEqual({ codes: new Float64Array(2), mass: 0 })
})
