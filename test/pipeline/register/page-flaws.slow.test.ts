import { beforeAll, describe, expect, test } from 'vitest'
import { drawDamage } from '../../../fixtures/damage-presets.ts'
import { damagePage, NO_DAMAGE, type Damage } from '../../../fixtures/damage.ts'
import { fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import type { Form } from '../../../pipeline/model/form.ts'
import type { Homography } from '../../../pipeline/model/registration.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { findFlaws } from '../../../pipeline/register/page-flaws.ts'
import { straighten } from '../../../pipeline/register/straighten.ts'

let form: Form
let blank: Raster
beforeAll(async () => {
  form = await fixtureForm('physics-7-2023')
  blank = (await fixtureBlanks({ form, variant: '1', dpi: 200 }))[0]!
})

/** The flaws of a page of which it is known how it lies. */
function flawsOf(scan: Raster, toScan: Homography, dpi = 200): readonly string[] {
  return findFlaws({ scan, dpi, matched: { toScan, page: form.pages[0]!, blank, straight: straighten({ scan, toScan, pageSizeMm: form.pageSizeMm }) } })
}
const scanned = (damage: Damage, seed = 'flaws') => damagePage({ page: blank, dpi: 200, damage, seed })
const bilevel = (scan: Raster, threshold: number): Raster => ({ ...scan, data: scan.data.map((level) => (level < threshold ? 0 : 255)) })

describe('the quality of a scan', () => {
  test('nothing is said of what office scanners make', () => {
    for (let i = 0; i < 6; i++) {
      const { raster, toScan } = scanned(drawDamage(i % 2 ? 'good' : 'clean', seededRandom(`fine ${i}`)), `fine ${i}`)
      expect(flawsOf(raster, toScan)).toEqual([])
    }
  })
  test('paper as dark as ink is too dark', () => {
    const { raster, toScan } = scanned({ ...NO_DAMAGE, brightness: -120 })
    expect(flawsOf(raster, toScan)).toEqual(['too-dark'])
    expect(findFlaws({ scan: raster, dpi: null })).toEqual(['too-dark'])
  })
  test('a page pushed over the edge of the glass so far that a field is lost is cut off', () => {
    const { raster, toScan } = scanned({ ...NO_DAMAGE, shiftMm: [28, 0] })
    expect(flawsOf(raster, toScan)).toEqual(['cut-off'])
  })
  test('less than 150 dpi is said', () => {
    const { raster, toScan } = scanned(NO_DAMAGE)
    expect(flawsOf(raster, toScan, 100)).toEqual(['low-resolution'])
  })
  test('a bilevel scan that kept its strokes is fine, one that lost them is not', () => {
    const { raster, toScan } = scanned({ ...NO_DAMAGE, contrast: 0.6, brightness: 60, grey: true })
    expect(flawsOf(bilevel(raster, 190), toScan)).toEqual([])
    expect(flawsOf(bilevel(raster, 105), toScan)).toEqual(['strokes-lost'])
  })
})
