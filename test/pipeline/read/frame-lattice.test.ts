import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeLogLikelihood, totalLikelihood } from '../../../pipeline/read/code-lattice.ts'
import { frameLattice } from '../../../pipeline/read/frame-lattice.ts'

const frame = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 11, maxLength: 11 }).map((weights) => {
  const sum = weights.reduce((a, b) => a + b, 0)
  return Float32Array.from(weights, (weight) => Math.log(weight / sum))
})

/** The plain reference: frame by frame, how likely the first `u` digits have been written. */
function likelihood(frames: readonly Float32Array[], code: string): number {
  let written = [1, ...new Array<number>(code.length).fill(0)]
  for (const logs of frames) written = written.map((p, u) => p * Math.exp(logs[10]!) + (u === 0 ? 0 : written[u - 1]! * Math.exp(logs[Number(code[u - 1])]!)))
  return written.at(-1)!
}

/** A frame that says one thing: a digit, or none. */
const sure = (said: number | null, p = 0.999): Float32Array => Float32Array.from({ length: 11 }, (_, k) => Math.log(k === (said ?? 10) ? p : (1 - p) / 10))

const lattice = (frames: readonly Float32Array[]) => ({ ...frameLattice(frames), boxPx: [0, 0, 1, 1] as const })

describe('the lattice of a row’s frames', () => {
  it('gives every code the likelihood that its frames give it', () => {
    fc.assert(fc.property(fc.array(frame, { maxLength: 9 }), fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 5 }), (frames, code) => {
      expect(Math.exp(codeLogLikelihood(lattice(frames), code))).toBeCloseTo(likelihood(frames, code), 6)
    }))
  })

  it('shares out no more than everything: empty and all codes of all lengths together', () => {
    fc.assert(fc.property(fc.array(frame, { maxLength: 8 }), (frames) => {
      const evidence = lattice(frames)
      const sum = frames.reduce((total, _, k) => total + Math.exp(totalLikelihood(evidence, k + 1)), evidence.empty)
      expect(sum).toBeCloseTo(1, 4)
    }))
  })

  it('is small where the frames are sure', () => {
    const evidence = lattice([null, 5, null, null, 0, 0, null, 7, null].map((said) => sure(said, 0.999_99)))
    expect(Math.exp(codeLogLikelihood(evidence, '5007'))).toBeGreaterThan(0.99)
    expect(evidence.edges.length).toBeLessThan(12)
    expect(evidence.empty).toBeLessThan(1e-9)
  })

  it('calls a row of nothing but dirt empty', () => {
    expect(lattice(Array.from({ length: 12 }, () => sure(null))).empty).toBeGreaterThan(0.98)
    expect(lattice([]).empty).toBe(1)
  })
})
