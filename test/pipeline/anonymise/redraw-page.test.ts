import { expect, test } from 'vitest'
import { fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import { redrawPage } from '../../../pipeline/anonymise/redraw-page.ts'
import { greyOf } from '../../../pipeline/image/grey.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'

type White = Raster & { readonly channels: 1 }
const form = await fixtureForm('physics-7-2023'), page = form.pages[2]!
const blankOf = async (variant: string): Promise<Raster> => (await fixtureBlanks({ form, variant, dpi: 200 }))[2]!
const copyOf = (blank: Raster): White => ({ width: blank.width, height: blank.height, channels: 1, data: greyOf(blank).data.slice() })
/** Share of the dark px of one page by which the other has none within a pixel, the sheet's edge left out. */
function alone(one: White, other: White): number {
  const { width, height } = one
  let dark = 0, lone = 0
  for (let y = 30; y < height - 30; y++) {
    for (let at = y * width + 30, end = (y + 1) * width - 30; at < end; at++) {
      if (one.data[at]! > 100) continue
      dark++
      if (Math.min(...[-width - 1, -width, -width + 1, -1, 0, 1, width - 1, width, width + 1].map((by) => other.data[at + by]!)) > 170) lone++
    }
  }
  return lone / dark
}

test('an empty page comes out as its blank, to the pixel', async () => {
  const blank = await blankOf('1')
  expect(Buffer.compare(redrawPage({ white: copyOf(blank), blank, page }).data, copyOf(blank).data)).toBe(0)
})

test('a page of another variant shows its own words and numbers, and nothing of the blank’s', async () => {
  const scan = copyOf(await blankOf('2'))
  const drawn = redrawPage({ white: { ...scan, data: scan.data.slice() }, blank: await blankOf('1'), page })
  expect(alone(scan, copyOf(await blankOf('1')))).toBeGreaterThan(0.02)
  expect(alone(scan, drawn)).toBeLessThan(0.005)
  expect(alone(drawn, scan)).toBeLessThan(0.005)
})

test('a streak of dirty glass is taken off; ink that crosses it stays', async () => {
  const blank = await blankOf('1'), white = copyOf(blank), { width, height } = white
  for (let y = 0; y < height; y++) for (let k = 0; k < 2; k++) white.data[y * width + 1200 + k] = Math.min(white.data[y * width + 1200 + k]!, 150)
  for (let y = 1995; y < 2000; y++) white.data.fill(30, y * width + 1150, y * width + 1250)
  const { data } = redrawPage({ white, blank, page })
  expect(data[1900 * width + 1200]).toBeGreaterThan(240)
  expect(data[1997 * width + 1201]).toBeLessThan(100)
})
