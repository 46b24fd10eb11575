import { describe, expect, it } from 'vitest'
import { drawStrokes } from '../../../fixtures/handwriting/draw-strokes.ts'
import type { Stroke } from '../../../fixtures/handwriting/stroke.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { cellCandidates } from '../../../pipeline/read/cell-candidates.ts'
import { CELL_REACH, fieldInk } from '../../../pipeline/read/field-ink.ts'

const BOX = [20, 20, 10, 10] as const
const frame: readonly Stroke[] = [{ widthMm: 0.4, points: [[20, 20], [30, 20], [30, 30], [20, 30], [20, 20]] }]
const vertical = (x: number, from: number, to: number): Stroke => ({ widthMm: 0.5, points: [[x, from], [x, to]] })

function page(strokes: readonly Stroke[], shiftMm: readonly [number, number] = [0, 0], paper = 255): Raster {
  const raster = { width: 400, height: 400, channels: 1 as const, data: new Uint8Array(160000).fill(paper) }
  drawStrokes({ raster, strokes: [...frame, ...strokes], dpi: 200, originMm: shiftMm, colour: 'black', pen: 'gel' })
  return raster
}
const candidates = (straight: Raster) => cellCandidates(fieldInk({ straight, blank: page([]), box: [...BOX], reach: CELL_REACH }))

describe('the ink of a field', () => {
  it('is nothing on an empty form, shifted, grey or shaded', () => {
    expect(candidates(page([])).whole).toBeNull()
    expect(candidates(page([], [0.4, -0.5])).whole).toBeNull()
    expect(candidates(page([], [0, 0], 170)).whole).toBeNull()
    const shaded = page([])
    shaded.data.forEach((value, i) => { shaded.data[i] = Math.round(value * (0.55 + (0.45 * (i % 400)) / 400)) })
    expect(candidates(shaded).whole).toBeNull()
  })

  it('is a stroke inside the box', () => {
    const { whole } = candidates(page([vertical(25, 22, 28)]))
    expect((whole?.bottom ?? 0) - (whole?.top ?? 0)).toBeGreaterThan(42)
  })

  it('keeps a stroke that crosses the border in one piece, without the border', () => {
    const { whole } = candidates(page([vertical(25, 17.5, 27)]))
    expect((whole?.bottom ?? 0) - (whole?.top ?? 0)).toBeGreaterThan(68)
    expect((whole?.right ?? 99) - (whole?.left ?? 0)).toBeLessThan(12)
  })

  it('leaves out strokes that only reach in from outside', () => {
    expect(candidates(page([vertical(25, 12, 21.5)])).whole).toBeNull()
  })

  it('offers a left and a right half where two strokes stand side by side', () => {
    const { pairs, clusters } = candidates(page([vertical(23, 22, 28), vertical(27, 22, 28)]))
    expect(pairs).toHaveLength(1)
    expect(pairs[0]?.[0].right).toBeLessThan(pairs[0]?.[1].left ?? 0)
    expect(clusters).toHaveLength(2)
  })

  it('sees pale ink on clean paper', () => {
    const straight = page([])
    drawStrokes({ raster: straight, strokes: [vertical(25, 22, 28)], dpi: 200, originMm: [0, 0], colour: [170, 170, 170], pen: 'gel' })
    expect(candidates(straight).whole).not.toBeNull()
  })
})
