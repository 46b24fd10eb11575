import { expect, test } from 'vitest'
import { drawnWith } from '../../../pipeline/anonymise/draw-nib.ts'
import { lookOf } from '../../../pipeline/anonymise/page-look.ts'

const [width, height] = [40, 30]
const px = (...rectangles: readonly (readonly [x: number, y: number, width: number, height: number])[]): number[] =>
  rectangles.flatMap(([x, y, w, h]) => Array.from({ length: w * h }, (_, i) => (y + Math.floor(i / w)) * width + x + (i % w)))
const secrets = Array.from({ length: 768 }, (_, i) => Uint8Array.of(i % 256, Math.floor(i / 3), (i * 7) % 256, (i * 11) % 256))
const nibs = secrets.map((secret) => lookOf(secret).nib)

test('every page gets none, one or two different sides, each about as often', () => {
  for (const nib of nibs) expect(new Set(nib.map(String)).size).toBe(nib.length)
  for (const count of [0, 1, 2]) expect(nibs.filter((nib) => nib.length === count).length).toBeGreaterThan(768 / 4)
  const uses = [[1, 0], [-1, 0], [0, 1], [0, -1]].map((side) => nibs.filter((nib) => nib.map(String).includes(String(side))).length)
  expect(Math.min(...uses)).toBeGreaterThan(0.8 * Math.max(...uses))
})

test('softness and edges take every value of their range, and the same secret gives the same look', () => {
  const looks = secrets.map(lookOf)
  for (const [values, least, most] of [[looks.map((look) => look.softness), 0.2, 0.34], [looks.map((look) => look.edge), 0.5, 0.7]] as const) {
    expect([Math.min(...values), Math.max(...values)]).toEqual([expect.closeTo(least), expect.closeTo(most)])
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo((least + most) / 2, 2)
  }
  expect(secrets.map(lookOf)).toEqual(looks)
})

test('a stroke grows by one px on the sides of the nib and loses none', () => {
  const stroke = px([10, 10, 3, 12])
  for (const nib of nibs) {
    const drawn = new Set(drawnWith(nib, { px: stroke, width, height }))
    expect(stroke.every((at) => drawn.has(at))).toBe(true)
    expect(drawn.size).toBe(stroke.length + nib.reduce((sum, [right]) => sum + (right === 0 ? 3 : 12), 0))
  }
})

test('a gap that small writing has stays, and nothing comes round the edge of the sheet', () => {
  const gap = px([12, 5, 3, 20]), strokes = px([10, 5, 2, 20], [15, 5, 2, 20])
  const edges = px([0, 0, 1, height], [width - 1, 0, 1, height])
  for (const nib of nibs) {
    const drawn = new Set(drawnWith(nib, { px: strokes, width, height }))
    expect(gap.filter((at) => drawn.has(at))).toEqual([])
    const along = drawnWith(nib, { px: edges, width, height })
    expect(along.filter((at) => at % width > 1 && at % width < width - 2)).toEqual([])
    expect(along.every((at) => at >= 0 && at < width * height)).toBe(true)
  }
})
