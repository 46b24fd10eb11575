import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CodeEvidence } from '../../../pipeline/model/evidence.ts'
import { bestCode, bestCodes, codeLogLikelihood, totalLikelihood } from '../../../pipeline/read/code-lattice.ts'

const sure = (digit: number, certainty = 0.98): number[] => Array.from({ length: 10 }, (_, d) => Math.log(d === digit ? certainty : (1 - certainty) / 20))
const noDigit = Array.from({ length: 10 }, () => Math.log(1e-4))
const chain = (...digits: number[]): CodeEvidence => ({ nodes: digits.length + 1, edges: digits.map((digit, i) => ({ from: i, to: i + 1, logDigits: sure(digit) })), empty: 0, boxPx: [0, 0, 1, 1] })

/** Every code of two digits with its likelihood by walking all ways one by one. */
function byHand(evidence: CodeEvidence, code: string): number {
  const walk = (node: number, rest: string): number => rest === '' ? (node === evidence.nodes - 1 ? 1 : 0)
    : evidence.edges.filter((edge) => edge.from === node).reduce((sum, edge) => sum + Math.exp(edge.logDigits[Number(rest[0])] ?? -Infinity) * walk(edge.to, rest.slice(1)), 0)
  return walk(0, code)
}

describe('a code lattice', () => {
  it('reads printed cells digit by digit', () => {
    const best = bestCode(chain(4, 0, 0, 1, 7), 5)
    expect(best?.value).toBe('40017')
    expect(best?.probability).toBeGreaterThan(0.9)
  })

  it('has no code of another length than its cells', () => {
    expect(bestCode(chain(4, 0, 0), 5)).toBeNull()
    expect(codeLogLikelihood(chain(4, 0, 0), '40')).toBe(-Infinity)
  })

  it('prefers the cut at which both halves are digits', () => {
    const evidence: CodeEvidence = { nodes: 4, empty: 0, boxPx: [0, 0, 1, 1], edges: [
      { from: 0, to: 1, logDigits: sure(4) }, { from: 1, to: 3, logDigits: sure(8) }, { from: 0, to: 2, logDigits: noDigit }, { from: 2, to: 3, logDigits: sure(3) }] }
    expect(bestCode(evidence, 2)?.value).toBe('48')
  })

  it('is unsure of a code that the network does not take for digits', () => {
    const evidence = { ...chain(1, 2), edges: chain(1, 2).edges.map((edge) => ({ ...edge, logDigits: noDigit.map((log, d) => (d === 3 ? log + 1 : log)) })) }
    expect(bestCode(evidence, 2)?.probability).toBeLessThan(0.05)
  })

  it('sums over all ways exactly as walking them one by one does', () => {
    const edge = fc.record({ from: fc.integer({ min: 0, max: 3 }), span: fc.integer({ min: 1, max: 2 }), logs: fc.array(fc.double({ min: -6, max: 0, noNaN: true }), { minLength: 10, maxLength: 10 }) })
    fc.assert(fc.property(fc.array(edge, { minLength: 3, maxLength: 8 }), fc.integer({ min: 0, max: 99 }), (edges, number) => {
      const evidence: CodeEvidence = { nodes: 5, empty: 0, boxPx: [0, 0, 1, 1], edges: edges.map(({ from, span, logs }) => ({ from, to: Math.min(4, from + span), logDigits: logs })) }
      const code = String(number).padStart(3, '0')
      const slow = byHand(evidence, code)
      const quick = Math.exp(codeLogLikelihood(evidence, code))
      expect(Math.abs(quick - slow)).toBeLessThan(1e-9 + slow * 1e-6)
    }))
  })

  it('gives the codes of a lattice probabilities that sum to at most one, the best first', () => {
    const codes = bestCodes({ ...chain(4, 0), edges: chain(4, 0).edges.map((edge) => ({ ...edge, logDigits: edge.logDigits.map((log) => log / 3) })) }, 2, 100)
    expect(codes.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThanOrEqual(1.0001)
    expect(codes.map(({ probability }) => probability)).toEqual(codes.map(({ probability }) => probability).sort((a, b) => b - a))
    expect(codes.length).toBeGreaterThan(50)
  })

  it('has no likelihood at all without ink', () => {
    expect(totalLikelihood({ nodes: 1, edges: [], empty: 1, boxPx: [0, 0, 1, 1] }, 5)).toBe(-Infinity)
  })
})
