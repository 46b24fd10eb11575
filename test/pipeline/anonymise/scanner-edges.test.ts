import { expect, test } from 'vitest'
import { paperLevels } from '../../../pipeline/anonymise/paper-level.ts'
import { whitenLid } from '../../../pipeline/anonymise/scanner-lid.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { seededRandom } from '../../../fixtures/random.ts'

const [width, height] = [1654, 2339]
function page(levelAt: (x: number, y: number) => number): Raster & { readonly channels: 1 } {
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = levelAt(x, y)
  return { width, height, channels: 1, data }
}

test('what lies beyond the scan of a grey sheet, nearly white, is not taken for its paper', () => {
  const random = seededRandom('beyond')
  // The sheet lies askew: beyond it the page is white, more or less, where it was compressed.
  const { levels, blocksAcross } = paperLevels(page((x, y) => (x < 20 + y / 60 ? 247 + random.int(9) : 188 + random.int(9))))
  for (let row = 0; row < Math.ceil(height / 32); row++) for (let column = 2; column < blocksAcross; column++) expect(levels[0]![row * blocksAcross + column]).toBeLessThan(202)
})

test('bright paper may be white in places', () => {
  const { levels } = paperLevels(page((x) => (x % 3 === 0 ? 255 : 251)))
  expect(Math.min(...levels[0]!)).toBeGreaterThanOrEqual(251)
})

test('a scanner’s border of a millimetre goes whole, however it runs through the blocks; a pen’s line beside it stays', () => {
  const [border, pen] = [(x: number, y: number): boolean => x >= 20 + y / 40 && x < 29 + y / 40, (x: number, y: number): boolean => x >= 150 && x < 154 && y > 300 && y < 900]
  const scan = page((x, y) => (border(x, y) ? 14 : pen(x, y) ? 60 : 250))
  const white = { ...scan, data: scan.data.slice() }
  expect(whitenLid({ scan, white })).toBeGreaterThan(9 * height * 0.99)
  let left = 0, kept = 0
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (white.data[y * width + x]! < 100) { if (pen(x, y)) kept++; else left++ }
  expect([left, kept]).toEqual([0, 4 * 599])
})
