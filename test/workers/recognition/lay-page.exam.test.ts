import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fixtureBlankFiles, fixtureBlankPdf, fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import { encodeJpeg } from '../../../pipeline/image/codec.ts'
import { turnRaster } from '../../../pipeline/image/turn.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import type { FormSet } from '../../../workers/recognition/messages.ts'
import { RecogniserPool } from '../../../workers/recognition/recogniser-pool.ts'

const FORM = 'physics-7-2023', PAGE = 2
const pool = new RecogniserPool({ size: 1 })
let forms: FormSet
let page: Raster
beforeAll(async () => {
  const form = await fixtureForm(FORM)
  forms = { key: 'lay', forms: [{ form, blanks: await fixtureBlankFiles(form) }] }
  page = (await fixtureBlanks({ form, variant: '1', dpi: 200 }))[PAGE - 1]!
})
afterAll(() => pool.close())
const lay = async (raster: Raster, formPage: number, turn = 0) => pool.lay({ image: await encodeJpeg(raster, 88), turn, formId: FORM, formPage, forms })

test('a page lies where a person says, however it was turned, and is read there', async () => {
  const { seen, image } = await lay(turnRaster(page, 90), PAGE, 270)
  expect(seen?.registration).toMatchObject({ form: FORM, formPage: PAGE, rotation: 0 })
  expect(seen?.evidence.scores.map(({ task }) => task)).toEqual(expect.arrayContaining(['1', '2', '3']))
  expect([image.widthPx, image.heightPx]).toEqual([1654, 2339])
})

test('one that had been bent to another page is taken from the file that it was scanned in', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sverka-lay-'))
  try {
    const path = join(folder, 'upload')
    await writeFile(path, await fixtureBlankPdf(await fixtureForm(FORM), '1'))
    const bent = { ...page, height: 700, data: page.data.subarray(0, 700 * page.width * page.channels) }
    const order = { image: await encodeJpeg(bent, 88), turn: 0, formId: FORM, formPage: PAGE, forms }
    expect((await pool.lay({ ...order, original: { path, name: 'скан.pdf', ordinal: PAGE - 1 } })).seen?.registration).toMatchObject({ formPage: PAGE })
    expect((await pool.lay({ ...order, original: { path, name: 'скан.pdf', ordinal: PAGE } })).seen).toBeNull()
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('it is laid nowhere when the program sees another page of the form, or too little of it: people read it then', async () => {
  expect((await lay(page, PAGE + 1)).seen).toBeNull()
  const rows = Math.round(0.3 * page.height)
  const torn = await lay({ ...page, height: rows, data: page.data.subarray(0, rows * page.width * page.channels) }, PAGE)
  expect([torn.seen, torn.image.widthPx, torn.image.heightPx]).toEqual([null, 1654, 2339])
})
