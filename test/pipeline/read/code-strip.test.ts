import { expect, test } from 'vitest'
import { codeStrip, STRIP_HEIGHT, WIDEST_STRIP, type CodeStrip } from '../../../pipeline/read/code-strip.ts'
import { ownParts } from '../../../pipeline/read/own-parts.ts'
import { codeField, FIVE_STROKES } from './code-field.ts'

const stripOf = (bars: Parameters<typeof codeField>[0]): CodeStrip => {
  const field = codeField(bars)
  return codeStrip(field, ownParts(field))!
}

/** Dark columns and rows of a strip's own ink, from the first to the last. */
function extent({ width, data }: CodeStrip): { columns: readonly [number, number]; rows: readonly [number, number] } {
  const dark = [...data.subarray(0, width * STRIP_HEIGHT).keys()].filter((i) => data[i]! > 100)
  const [xs, ys] = [dark.map((i) => i % width), dark.map((i) => Math.floor(i / width))]
  return { columns: [Math.min(...xs), Math.max(...xs)], rows: [Math.min(...ys), Math.max(...ys)] }
}

test('digits stand in the middle of the strip, 26 rows high, with white at both ends, whatever their size on paper', () => {
  for (const scale of [0.6, 1, 1.3]) {
    const strip = stripOf(FIVE_STROKES.map(([x, y, w, h]) => [x, y, w, Math.round(h * scale)]))
    const { columns, rows } = extent(strip)
    expect(rows[1] - rows[0] + 1).toBeGreaterThanOrEqual(25)
    expect(rows[1] - rows[0] + 1).toBeLessThanOrEqual(28)
    expect(Math.abs((rows[0] + rows[1]) / 2 - (STRIP_HEIGHT - 1) / 2)).toBeLessThan(1.5)
    expect(Math.min(columns[0], strip.width - 1 - columns[1])).toBeGreaterThanOrEqual(6)
    expect(strip.width % 4).toBe(0)
  }
})

test('a very wide row is pressed together, not cut off', () => {
  const strip = stripOf([40, 130, 220, 310, 400, 455].map((x) => [x, 60, 5, 18] as const))
  expect(strip.width).toBeLessThanOrEqual(WIDEST_STRIP)
  const { columns } = extent(strip)
  expect(columns[1] - columns[0]).toBeGreaterThan(WIDEST_STRIP - 30)
})

test('ink that is not the row’s own stands in the second plane only', () => {
  const strip = stripOf([...FIVE_STROKES, [0, 26, 500, 12]])
  const half = strip.width * STRIP_HEIGHT
  expect(Math.max(...strip.data.subarray(0, strip.width))).toBe(0)
  expect(Math.max(...strip.data.subarray(half, half + strip.width * 12))).toBeGreaterThan(150)
})

test('no ink, no strip', () => {
  expect(codeStrip(codeField([]), [])).toBeNull()
})
