import { beforeAll, expect, test } from 'vitest'
import type { BoxMm } from '../../../pipeline/model/form.ts'
import { mmToPx, type Raster } from '../../../pipeline/model/raster.ts'
import { CELL_REACH, fieldInk } from '../../../pipeline/read/field-ink.ts'
import { bendAt } from '../../../pipeline/register/bend.ts'
import { apply, IDENTITY, invert } from '../../../pipeline/register/homography.ts'
import type { Reference } from '../../../pipeline/register/reference.ts'
import { findBox, type BoxSighting } from '../../../pipeline/register/find-box.ts'
import { registerPage } from '../../../pipeline/register/register-page.ts'
import { straighten } from '../../../pipeline/register/straighten.ts'
import { damagedBlank, fixtureReferences } from './pages.ts'

let title: Reference
let references: readonly Reference[]
beforeAll(async () => {
  references = await fixtureReferences()
  title = references[0]!
}, 120_000)

/** A box of the title page by its own lines, within a millimetre of its place on a straightened page. */
function boxOn(straight: Raster, box: BoxMm): BoxSighting {
  const lines = title.fieldLines[title.page.fields.findIndex((field) => field.box === box)]!
  return findBox({ source: { ...straight, factor: 1 }, map: IDENTITY, box, lines, reachPx: 8 })
}

const scoreBoxes = (): Reference['page']['fields'] => title.page.fields.filter((field) => field.kind === 'score')

test('a box is found where the page is shifted by less than a millimetre', async () => {
  const shifted = await damagedBlank({ form: 'physics-7-2023', page: 1, damage: { shiftMm: [0.5, -0.4], noise: 4 } })
  for (const { box } of scoreBoxes()) {
    const seen = boxOn(shifted.raster, box)
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
  const seen = boxOn(straight, box)
  expect(Math.hypot(seen.dxPx, seen.dyPx)).toBeLessThan(0.5)
})

test('where nothing is printed the form’s place stands', () => {
  const straight: Raster = { width: 1654, height: 2339, channels: 1, data: new Uint8Array(1654 * 2339).fill(255) }
  expect(boxOn(straight, scoreBoxes()[0]!.box)).toMatchObject({ dxPx: 0, dyPx: 0, expected: 4, found: 0 })
})

test('on a bent sheet every box is found within a pixel of its printed lines, and without the bend it would not be', async () => {
  const phone = { perspective: 0.03, bendMm: 2, shadow: 0.3 }
  const scan = await damagedBlank({ form: 'physics-7-2023', page: 1, damage: { phone, noise: 4, blurPx: 0.6, skewDeg: 2 } })
  const found = registerPage({ scan: scan.raster, references })
  if (found.type !== 'matched' || !found.bend) throw new Error(`no bent page: ${JSON.stringify(found)}`)
  const straight = straighten({ scan: scan.raster, toScan: found.toScan, bend: found.bend })
  // The lines of a box lie where the truth puts them on the scan, seen through the map that was found.
  const offBy = ([x, y, width, height]: readonly [number, number, number, number]): { dx: number; dy: number; flat: number } => {
    const [u, v] = [mmToPx(x + width / 2), mmToPx(y + height / 2)]
    const lifted = v - mmToPx(phone.bendMm) * Math.sin((u / 1654) * Math.PI)
    const [p, q] = apply(invert(found.toScan), ...apply(scan.toScan, u, lifted))
    let at: readonly [number, number] = [p, q]
    for (let i = 0; i < 20; i++) {
      const [bx, by] = bendAt(found.bend!, ...at)
      at = [p - bx, q - by]
    }
    return { dx: at[0] - u, dy: at[1] - v, flat: Math.hypot(p - u, q - v) }
  }
  let worstFlat = 0
  for (const { box } of scoreBoxes()) {
    const truth = offBy(box), seen = boxOn(straight, box)
    expect(seen.found).toBeGreaterThanOrEqual(3)
    expect(Math.hypot(seen.dxPx - truth.dx, seen.dyPx - truth.dy)).toBeLessThan(1)
    // The reader lays the blank's print over the scan's by itself, to whole pixels.
    const read = fieldInk({ straight, blank: { ...title.blank, channels: 1 }, box, reach: CELL_REACH })
    expect(Math.hypot(read.left + read.box[0] - mmToPx(box[0]) - truth.dx, read.top + read.box[1] - mmToPx(box[1]) - truth.dy)).toBeLessThan(1)
    expect(Math.hypot(truth.dx, truth.dy)).toBeLessThan(3)
    worstFlat = Math.max(worstFlat, truth.flat)
  }
  expect(worstFlat).toBeGreaterThan(3)
})
