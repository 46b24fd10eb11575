import { afterAll, beforeAll, expect, test } from 'vitest'
import { fixtureBlankFiles, fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import { encodeJpeg } from '../../../pipeline/image/codec.ts'
import type { HandMask } from '../../../pipeline/model/blind-certificate.ts'
import { mmToPx, type Raster } from '../../../pipeline/model/raster.ts'
import type { FormSet } from '../../../workers/recognition/messages.ts'
import { RecogniserPool } from '../../../workers/recognition/recogniser-pool.ts'

const FORM = 'physics-7-2023', PAGE = 2
const MASK: HandMask = { type: 'box', boxPx: [300, 900, 80, 40] }
const pool = new RecogniserPool({ size: 1 })
let forms: FormSet
let blank: Raster
beforeAll(async () => {
  const form = await fixtureForm(FORM)
  forms = { key: 'twin', forms: [{ form, blanks: await fixtureBlankFiles(form) }] }
  blank = (await fixtureBlanks({ form, variant: '1', dpi: 200 }))[PAGE - 1]!
})
afterAll(() => pool.close())

/** The page with a stroke so long in an answer, mm, as it is stored. */
async function straight(lengthMm: number): Promise<Uint8Array> {
  const data = blank.data.slice()
  for (let row = 0; row < 4; row++) {
    const at = (Math.round(mmToPx(60)) + row) * blank.width + Math.round(mmToPx(40))
    data.fill(30, at * blank.channels, (at + Math.round(mmToPx(lengthMm))) * blank.channels)
  }
  return encodeJpeg({ ...blank, data }, 90)
}

test.each([{ byHand: false }, { byHand: true }])('the twin that is made later is the one that would have been made with the page ($byHand); of another picture there is none', async ({ byHand }) => {
  const order = { image: await straight(30), formId: FORM, formPage: PAGE, forms, code: '70001', byHand, words: [] }
  const { twin, ...page } = await pool.blind({ ...order, masks: [MASK], twin: true })
  expect(twin!.fit).toBe(true)
  const started = performance.now()
  const later = await pool.twin({ ...order, of: page.certificate })
  console.log(`a twin of a page that stands: ${(performance.now() - started).toFixed(0)} ms`)
  expect(later).toEqual(twin)
  expect(await pool.twin({ ...order, image: await straight(29), of: page.certificate })).toBeNull()
  expect((await pool.blind({ ...order, masks: [MASK], twin: false })).twin).toBeNull()
})
