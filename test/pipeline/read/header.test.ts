import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import { openHeaderReader, type HeaderReader } from '../../../pipeline/read/header.ts'

const trainedDataFolder = join(dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json')), '4.0.0_best_int')
let reader: HeaderReader

beforeAll(async () => { reader = await openHeaderReader({ trainedDataFolder }) })
afterAll(() => reader.close())

test.each(['1', '2'])('the printed variant %s is found where the blank of variant 1 has its own', async (variant) => {
  const form = await fixtureForm('physics-7-2023')
  const [blank] = await fixtureBlanks({ form, variant: '1', dpi: 200 })
  const [straight] = await fixtureBlanks({ form, variant, dpi: 200 })
  const box = form.pages[0]!.fields.find((field) => field.kind === 'header')!.box
  const read = await reader.readVariant({ straight: straight!, blank: blank!, box, blankVariant: '1' })
  expect(read.value).toBe(variant)
  expect(read.confidence).toBeGreaterThan(0.7)
})

test('a page with no number there has no variant', async () => {
  const form = await fixtureForm('physics-7-2023')
  const [blank] = await fixtureBlanks({ form, variant: '1', dpi: 200 })
  const box = form.pages[0]!.fields.find((field) => field.kind === 'header')!.box
  const white = { ...blank!, data: new Uint8Array(blank!.data.length).fill(255) }
  expect((await reader.readVariant({ straight: white, blank: blank!, box, blankVariant: '1' })).value).toBeNull()
})
