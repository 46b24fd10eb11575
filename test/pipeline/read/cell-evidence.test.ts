import { describe, expect, it } from 'vitest'
import { cellEvidence } from '../../../pipeline/read/cell-evidence.ts'
import { INK_CLASSES, type InkClass } from '../../../pipeline/read/classes.ts'

const box = [0, 0, 10, 10] as const
const votes = (said: Partial<Record<InkClass, number>>): number[] => INK_CLASSES.map((name) => said[name] ?? 0)
const read = (whole: Partial<Record<InkClass, number>> | null, rest: { pairs?: [number[], number[]][]; clusters?: number[][]; leftOut?: number } = {}) =>
  cellEvidence({ whole: whole && votes(whole), pairs: rest.pairs ?? [], clusters: rest.clusters ?? [], leftOut: rest.leftOut ?? 0 }, box)

describe('the evidence of a cell', () => {
  it('is emptiness where there is no ink or only dirt', () => {
    expect(read(null).likelihoods['']).toBeGreaterThan(0.999)
    expect(read({ noise: 0.97, '1': 0.03 }).likelihoods['']).toBeCloseTo(0.97)
  })

  it('is doubtful emptiness where ink in the box was taken for a neighbour\'s', () => {
    expect(read(null, { leftOut: 200 }).likelihoods['']).toBeLessThan(0.99)
  })

  it('counts a dash as X and spells letters as scores do', () => {
    const { likelihoods } = read({ X: 0.5, dash: 0.45, 'НП': 0.05 })
    expect(likelihoods['X']).toBeCloseTo(0.95)
    expect(likelihoods['Н/П']).toBeCloseTo(0.05)
  })

  it('takes two digits from the cut whose halves are digits', () => {
    const { likelihoods } = read({ many: 0.99, '4': 0.01 }, { pairs: [[votes({ '1': 0.98 }), votes({ '2': 0.97 })], [votes({ other: 1 }), votes({ '2': 0.3, other: 0.7 })]] })
    expect(likelihoods['12']).toBeGreaterThan(0.9)
  })

  it('is no value when there are several digits but no cut between them', () => {
    expect(read({ many: 1 }).likelihoods['other']).toBeCloseTo(1)
  })

  it('does not let a leading zero pass for a number', () => {
    expect(read({ many: 1 }, { pairs: [[votes({ '0': 1 }), votes({ '7': 1 })]] }).likelihoods['7']).toBeUndefined()
  })

  it('speaks of the new value beside a crossed-out one and marks the cell as corrected', () => {
    const evidence = read({ crossed: 0.95, other: 0.05 }, { clusters: [votes({ crossed: 0.9, '8': 0.1 }), votes({ '2': 0.99, '7': 0.01 })] })
    expect(evidence.corrected).toBe(true)
    expect(evidence.likelihoods['2']).toBeCloseTo(0.99)
  })

  it('knows no value where everything is crossed out', () => {
    expect(read({ crossed: 1 })).toMatchObject({ corrected: true, likelihoods: { other: 1 } })
  })

  it('always sums to one', () => {
    for (const whole of [null, { '1': 0.4, '7': 0.4, other: 0.2 }, { many: 0.5, '3': 0.5 }]) {
      const { likelihoods } = read(whole, { pairs: [[votes({ '1': 0.6 }), votes({ '1': 0.6 })]] })
      expect(Object.values(likelihoods).reduce((a, b) => a + b, 0)).toBeCloseTo(1)
    }
  })
})
