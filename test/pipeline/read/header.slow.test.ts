import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { damagePage, type Damage } from '../../../fixtures/damage.ts'
import { drawDamage, type DamagePreset } from '../../../fixtures/damage-presets.ts'
import { fixtureForm } from '../../../fixtures/form-blanks.ts'
import { CATALOGUE } from '../../../fixtures/forms/catalogue.ts'
import { layOutForm } from '../../../fixtures/forms/lay-out-form.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import { renderPdfPage } from '../../../pipeline/intake/render-pdf.ts'
import type { BoxMm } from '../../../pipeline/model/form.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { openHeaderReader, type HeaderReader, type PrintedPlace } from '../../../pipeline/read/header.ts'
import type { Reader } from '../../../pipeline/read/open-reader.ts'
import { straighten } from '../../../pipeline/register/straighten.ts'
import { loadModels } from '../../../workers/recognition/load-models.ts'

const trainedDataFolder = join(dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json')), '4.0.0_best_int')
const VARIANTS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']
let header: HeaderReader, reader: Reader
let pages: ReadonlyMap<string, Raster>, place: PrintedPlace | null
let box: BoxMm

beforeAll(async () => {
  header = await openHeaderReader({ trainedDataFolder })
  reader = (await loadModels()).reader
  const description = CATALOGUE.find(({ id }) => id === 'physics-7-2023')!
  const { form, blanks } = await layOutForm({ ...description, variants: VARIANTS })
  box = form.pages[0]!.fields.find((field) => field.kind === 'header')!.box
  pages = new Map(await Promise.all(VARIANTS.map(async (variant, i) => [variant, await renderPdfPage({ bytes: blanks[i]!.bytes, page: 1, dpi: 200 })] as const)))
  place = await header.findVariant({ blank: pages.get('1')!, box, variant: '1' })
})
afterAll(() => header.close())

test('the variant’s own number is found on every blank, and another number is not', async () => {
  for (const variant of ['1', '2', '7', '12']) {
    const found = await header.findVariant({ blank: pages.get(variant)!, box, variant })
    expect(Math.abs(found!.left - place!.left)).toBeLessThan(4)
    expect(Math.abs(found!.top - place!.top)).toBeLessThan(4)
  }
  expect(await header.findVariant({ blank: pages.get('1')!, box, variant: '5' })).toBeNull()
})

describe('the printed variant of a scan', { timeout: 120_000 }, () => {
  const scans: readonly [string, DamagePreset, Partial<Damage>][] = [
    ['a good scan', 'good', {}], ['a poor scan', 'poor', {}], ['a poor fax', 'poor', { bilevel: true }], ['a photograph', 'phone', {}],
  ]
  test.each(scans)('on %s is right or doubtful, never surely wrong', async (name, preset, extra) => {
    let right = 0
    const wrong: string[] = []
    for (const variant of VARIANTS) {
      const seed = `variant ${name} ${variant}`
      const drawn = { ...drawDamage(preset, seededRandom(seed)), ...extra }
      // The sheet is set straight by what is known of it: here only the reading of the number counts.
      const damage = drawn.phone ? { ...drawn, phone: { ...drawn.phone, bendMm: 0 } } : drawn
      const { raster, toScan } = damagePage({ page: pages.get(variant)!, dpi: 200, damage, seed })
      const said = await reader.readVariant({ straight: straighten({ scan: raster, toScan }), blank: pages.get('1')!, place: place!, variants: VARIANTS })
      if (said.value === variant && said.confidence > 0.9) right++
      else if (said.value !== variant && said.confidence > 0.9) wrong.push(`${variant} as ${said.value}`)
    }
    expect(wrong).toEqual([])
    expect(right).toBeGreaterThanOrEqual(10)
  })

  test('that the form does not name is read all the same, and nothing is made of an empty place', async () => {
    const said = await reader.readVariant({ straight: pages.get('4')!, blank: pages.get('1')!, place: place!, variants: ['1', '2'] })
    expect(said.value).toBe('4')
    const white = { ...pages.get('1')!, data: new Uint8Array(pages.get('1')!.data.length).fill(255) }
    expect((await reader.readVariant({ straight: white, blank: pages.get('1')!, place: place!, variants: ['1', '2'] })).value).toBeNull()
  })
})

test('a form’s second variant is told from its first', async () => {
  const form = await fixtureForm('physics-7-2023')
  for (const variant of ['1', '2']) {
    const said = await reader.readVariant({ straight: pages.get(variant)!, blank: pages.get('1')!, place: place!, variants: form.variants })
    expect(said).toMatchObject({ value: variant })
    expect(said.confidence).toBeGreaterThan(0.95)
  }
})
