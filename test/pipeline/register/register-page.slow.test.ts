import { beforeAll, describe, expect, test } from 'vitest'
import { damagePage, NO_DAMAGE, type Damage } from '../../../fixtures/damage.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import { turnRaster } from '../../../pipeline/image/turn.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import type { Reference } from '../../../pipeline/register/reference.ts'
import { registerPage } from '../../../pipeline/register/register-page.ts'
import { damagedBlank, errorOf, fixtureReferences } from './pages.ts'

let references: readonly Reference[] = []
beforeAll(async () => {
  references = await fixtureReferences()
}, 120_000)

const jpeg = async (raster: Raster): Promise<Raster> => {
  const decoded = await decodeImage(await encodeJpeg(raster, 60))
  if (!decoded.ok) throw new Error(decoded.reason)
  return decoded.value.raster
}

describe('a page of a known form is found and set straight', { timeout: 120_000 }, () => {
  interface Case { form: string; page: number; variant?: string; dpi?: number; damage: Partial<Damage> }
  const cases: readonly [string, Case, { mean: number; worst: number }][] = [
    ['as it lies', { form: 'physics-7-2023', page: 2, damage: {} }, { mean: 0.2, worst: 0.4 }],
    ['upside down and skewed', {
      form: 'russian-8', page: 3, damage: { upsideDown: true, skewDeg: 7.5, shiftMm: [3, -4] },
    }, { mean: 0.3, worst: 0.8 }],
    ['too small, noisy, with a black margin', {
      form: 'physics-7-2023', page: 4,
      damage: { scale: 0.97, skewDeg: -3, noise: 9, blackBorderMm: 4, streaks: 2, dust: 50, punchHoles: true, unevenLight: 0.2 },
    }, { mean: 0.4, worst: 1 }],
    ['at 150 dpi in black and white', {
      form: 'russian-8', page: 5, dpi: 150, damage: { bilevel: true, skewDeg: 1.3, scale: 1.02 },
    }, { mean: 0.5, worst: 1.2 }],
    ['at 300 dpi', { form: 'physics-7-2023', page: 5, dpi: 300, damage: { skewDeg: -1, noise: 4 } }, { mean: 0.3, worst: 0.8 }],
    ['in the other variant', { form: 'physics-7-2023', page: 3, variant: '2', damage: { skewDeg: 0.6 } }, { mean: 0.3, worst: 0.8 }],
  ]
  test.each(cases)('%s', async (_, { form, page, ...how }, limit) => {
    const scan = await damagedBlank({ form, page, ...how })
    const found = registerPage({ scan: await jpeg(scan.raster), references })
    expect(found).toMatchObject({ type: 'matched', form, formPage: page, rotation: how.damage.upsideDown ? 180 : 0 })
    const error = errorOf(found, scan)
    expect(error.mean).toBeLessThan(limit.mean)
    expect(error.worst).toBeLessThan(limit.worst)
    if (found.type === 'matched') {
      expect(found.skewDeg).toBeCloseTo(how.damage.skewDeg ?? 0, 1)
      expect(found.dpi / ((how.dpi ?? 200) * (how.damage.scale ?? 1))).toBeCloseTo(1, 2)
    }
  })

  test('in a photograph of a bent sheet', async () => {
    const phone = { perspective: 0.03, bendMm: 1, shadow: 0.3 }
    const scan = await damagedBlank({ form: 'russian-8', page: 4, damage: { phone, noise: 4, blurPx: 0.7, skewDeg: 3 } })
    const found = registerPage({ scan: scan.raster, references })
    expect(found).toMatchObject({ type: 'matched', form: 'russian-8', formPage: 4 })
    const error = errorOf(found, scan, phone.bendMm)
    expect(error.mean).toBeLessThan(0.8)
    expect(error.within3).toBeGreaterThan(0.95)
  })

  test('lying sideways on the glass', async () => {
    const { blank } = await damagedBlank({ form: 'physics-7-2023', page: 2, damage: {} })
    const found = registerPage({ scan: turnRaster(blank, 90), references })
    expect(found).toMatchObject({ type: 'matched', formPage: 2, rotation: 90 })
  })
})

describe('what is no page of the known forms is refused', { timeout: 120_000 }, () => {
  test('an empty sheet is blank, with dust, streaks and punch holes too', () => {
    const paper: Raster = { width: 1654, height: 2339, channels: 1, data: new Uint8Array(1654 * 2339).fill(255) }
    expect(registerPage({ scan: paper, references })).toEqual({ type: 'blank' })
    const dirty = { ...NO_DAMAGE, noise: 4, dust: 60, streaks: 2, punchHoles: true, blackBorderMm: 3, skewDeg: 2, unevenLight: 0.2 }
    expect(registerPage({ scan: damagePage({ page: paper, dpi: 200, damage: dirty, seed: 'a' }).raster, references })).toEqual({ type: 'blank' })
  })

  test('a page of the form that is not among the references is not taken for another one', async () => {
    for (const page of [1, 2, 4]) {
      const scan = await damagedBlank({ form: 'physics-7-2023', page, damage: { skewDeg: 1, noise: 3 } })
      const others = references.filter((r) => r.form !== 'physics-7-2023' || r.formPage !== page)
      expect(registerPage({ scan: scan.raster, references: others })).toEqual({ type: 'foreign', reason: 'no-form-matched' })
    }
  })

  test('two references that show the same page are ambiguous, never guessed', async () => {
    const twin = { ...references[1]!, form: 'twin' }
    const scan = await damagedBlank({ form: 'physics-7-2023', page: 2, damage: {} })
    expect(registerPage({ scan: scan.raster, references: [...references, twin] })).toEqual({ type: 'foreign', reason: 'form-ambiguous' })
  })

  test('without any reference nothing matches', () => {
    const scan: Raster = { width: 100, height: 140, channels: 1, data: new Uint8Array(14_000).fill(200) }
    expect(registerPage({ scan, references: [] })).toEqual({ type: 'foreign', reason: 'no-form-matched' })
  })

  test('pictures of any shape and size end in an answer', () => {
    for (const [width, height] of [[1, 1], [7, 3000], [3000, 9], [40, 60], [900, 900]] as const) {
      const data = Uint8Array.from({ length: width * height }, (_, i) => (i * 7919) % 256)
      expect(registerPage({ scan: { width, height, channels: 1, data }, references }).type).not.toBe('matched')
    }
  })
})
