import { describe, expect, it } from 'vitest'
import { codeCandidates } from '../../../pipeline/read/code-candidates.ts'
import type { FieldInk } from '../../../pipeline/read/field-ink.ts'
import { inkParts } from '../../../pipeline/read/ink-parts.ts'

/** A field of 500 × 150 px with its box 30 px inside; `bars` are dark rectangles [x, y, width, height]. */
function field(bars: readonly (readonly [number, number, number, number])[]): FieldInk {
  const [width, height] = [500, 150]
  const ink = new Uint8Array(width * height)
  for (const [x, y, w, h] of bars) for (let v = y; v < y + h; v++) ink.fill(220, v * width + x, v * width + x + w)
  const plain = { left: 0, top: 0, width, height, ink, print: new Uint8Array(width * height), box: [30, 30, 440, 90] as const }
  return { ...plain, parts: inkParts(plain) }
}

/** Can the lattice be walked from end to end in so many digits? */
function hasWay(candidates: ReturnType<typeof codeCandidates>, digits: number): boolean {
  let reached = new Set([0])
  for (let k = 0; k < digits; k++) reached = new Set(candidates.edges.filter(({ from }) => reached.has(from)).map(({ to }) => to))
  return reached.has(candidates.nodes - 1)
}

const digits = [60, 120, 180, 240, 300].map((x) => [x, 45, 8, 60] as const)

describe('the ways to cut a code', () => {
  it('have one way of five digits through five strokes', () => {
    const candidates = codeCandidates(field(digits), undefined)
    expect(hasWay(candidates, 5)).toBe(true)
    expect(candidates.nodes).toBe(6)
  })

  it('go around specks between and behind the digits', () => {
    expect(hasWay(codeCandidates(field([...digits, [420, 80, 6, 6]]), undefined), 5)).toBe(true)
  })

  it('leave out the black edge of a scan', () => {
    expect(hasWay(codeCandidates(field([...digits, [0, 26, 500, 12]]), undefined), 5)).toBe(true)
  })

  it('keep a code written in one stroke, even where it reaches out of the crop', () => {
    expect(codeCandidates(field([...digits, [60, 70, 248, 6], [304, 0, 6, 60]]), undefined).edges.length).toBeGreaterThan(0)
  })

  it('tell of ink that they left out', () => {
    expect(codeCandidates(field([[0, 26, 500, 12]]), undefined).leftOut).toBeGreaterThan(1000)
  })

  it('cut along printed cells when there are any', () => {
    const candidates = codeCandidates(field([[70, 45, 8, 60], [330, 45, 8, 60]]), 5)
    expect(candidates.nodes).toBe(6)
    expect(candidates.edges.map(({ part }) => part !== null)).toEqual([true, false, false, true, false])
  })

  it('are none without ink', () => {
    expect(codeCandidates(field([]), undefined)).toEqual({ nodes: 1, edges: [], leftOut: 0 })
  })
})
