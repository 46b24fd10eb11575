import { beforeAll, expect, test } from 'vitest'
import type { Raster } from '../../../pipeline/model/raster.ts'
import type { Reference } from '../../../pipeline/register/reference.ts'
import { refineBox } from '../../../pipeline/register/refine-box.ts'
import { damagedBlank, fixtureReferences } from './pages.ts'

let title: Reference
beforeAll(async () => {
  title = (await fixtureReferences())[0]!
}, 120_000)

const scoreBoxes = (): Reference['page']['fields'] => title.page.fields.filter((field) => field.kind === 'score')

test('a box is found where the page is shifted by less than a millimetre', async () => {
  const shifted = await damagedBlank({ form: 'physics-7-2023', page: 1, damage: { shiftMm: [0.5, -0.4], noise: 4 } })
  for (const { box } of scoreBoxes()) {
    const seen = refineBox({ straight: shifted.raster, reference: title, boxMm: box })
    expect(seen.found).toBe(4)
    expect(Math.abs(seen.dxPx - 3.94)).toBeLessThan(0.6)
    expect(Math.abs(seen.dyPx + 3.15)).toBeLessThan(0.6)
  }
})

test('writing that crosses a line does not move the box', async () => {
  const { blank } = await damagedBlank({ form: 'physics-7-2023', page: 1, damage: {} })
  const { box } = scoreBoxes()[3]!
  const straight: Raster = { ...blank, data: blank.data.slice() }
  // A fat stroke from the cell's middle over its right side.
  const [left, top] = [((box[0] + 7) * 200) / 25.4, ((box[1] + 4) * 200) / 25.4]
  for (let i = 0; i < 40; i++) for (let k = 0; k < 6; k++) straight.data[Math.round(top + i / 3 + k) * 1654 + Math.round(left + i)] = 40
  const seen = refineBox({ straight, reference: title, boxMm: box })
  expect(Math.hypot(seen.dxPx, seen.dyPx)).toBeLessThan(0.5)
})

test('where nothing is printed the form’s place stands', () => {
  const straight: Raster = { width: 1654, height: 2339, channels: 1, data: new Uint8Array(1654 * 2339).fill(255) }
  expect(refineBox({ straight, reference: title, boxMm: scoreBoxes()[0]!.box })).toMatchObject({ dxPx: 0, dyPx: 0, expected: 4, found: 0 })
})
