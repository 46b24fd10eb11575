import { afterAll, beforeAll, expect, test } from 'vitest'
import { fixtureBlankFiles, fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import { taskGroups, type TaskGroup } from '../../../pipeline/draw/units.ts'
import { encodeJpeg } from '../../../pipeline/image/codec.ts'
import { mmToPx, type Raster } from '../../../pipeline/model/raster.ts'
import type { FormSet } from '../../../workers/recognition/messages.ts'
import { RecogniserPool } from '../../../workers/recognition/recogniser-pool.ts'

const FORM = 'physics-7-2023', PAGE = 2
const pool = new RecogniserPool({ size: 1 })
let forms: FormSet
let page: Raster
let groups: readonly TaskGroup[]
beforeAll(async () => {
  const form = await fixtureForm(FORM)
  forms = { key: 'crop', forms: [{ form, blanks: await fixtureBlankFiles(form) }] }
  const blank = (await fixtureBlanks({ form, variant: '1', dpi: 200 }))[PAGE - 1]!
  page = { ...blank, data: blank.data.slice() }
  const split = taskGroups(form)
  if (!split.ok) throw new Error(split.reason.join())
  groups = split.value
})
afterAll(() => pool.close())

/** A stroke at a place of the page, mm. */
const write = (x: number, y: number, width: number): void => {
  for (let row = 0; row < 4; row++) page.data.fill(30, ((Math.round(mmToPx(y)) + row) * page.width + Math.round(mmToPx(x))) * page.channels, ((Math.round(mmToPx(y)) + row) * page.width + Math.round(mmToPx(x + width))) * page.channels)
}

test('every group of tasks that is answered on a page gets a picture of its own, looked at by the readers as the page was', async () => {
  write(40, 60, 30)
  write(40, 130, 30)
  const { bytes } = await pool.blind({ image: await encodeJpeg(page, 90), formId: FORM, formPage: PAGE, forms, masks: [], code: '70001', byHand: false, words: [], twin: false })
  const started = performance.now()
  const crops = await pool.crop({ blind: bytes, formId: FORM, formPage: PAGE, groups, code: '70001', forms })
  console.log(`${crops.length} pictures of answers in ${(performance.now() - started).toFixed(0)} ms`)
  expect(crops.map((crop) => crop.unit)).toEqual(['1', '2', '3', '4'])
  for (const crop of crops) {
    expect(crop.boxPx[2]).toBeCloseTo(mmToPx(176), -1)
    expect(crop.certificate.detections.map((one) => one.detector)).toEqual(expect.arrayContaining(['outside-answer-boxes', 'ink-in-hidden-boxes', 'foreign-bytes', 'readable-field', 'barcode']))
    expect(crop.certificate.detections.filter((one) => !one.passed)).toEqual([])
  }
})
