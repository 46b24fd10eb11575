import { expect, test } from 'vitest'
import { cropAnswers } from '../../../pipeline/anonymise/crop-answers.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import type { Form } from '../../../pipeline/model/form.ts'
import { mmToPx, type Raster } from '../../../pipeline/model/raster.ts'

const [WIDTH, HEIGHT] = [827, 600]
const FORM: Pick<Form, 'id' | 'pages'> = { id: 'small', pages: [
  { number: 1, blank: { file: 'small.pdf', page: 1 }, fields: [] },
  { number: 2, blank: { file: 'small.pdf', page: 2 }, fields: [
    { kind: 'code', box: [60, 2, 35, 6] }, { kind: 'answer', tasks: ['1'], box: [10, 12, 60, 10] }, { kind: 'answer', tasks: ['2'], box: [10, 30, 60, 10] }, { kind: 'answer', tasks: ['1'], box: [10, 50, 40, 10] },
  ] },
] }
const paper = (): Raster => ({ width: WIDTH, height: HEIGHT, channels: 1, data: new Uint8Array(WIDTH * HEIGHT).fill(255) })
const mark = (page: Raster, x: number, y: number, width = 20): void => {
  for (let row = mmToPx(y); row < mmToPx(y) + 6; row++) page.data.fill(30, Math.round(row) * WIDTH + Math.round(mmToPx(x)), Math.round(row) * WIDTH + Math.round(mmToPx(x + width)))
}
const look = async (bytes: Uint8Array): Promise<Raster> => {
  const decoded = await decodeImage(bytes)
  if (!decoded.ok) throw new Error(decoded.reason)
  return decoded.value.raster
}
const dark = ({ data }: Raster): number => data.reduce((sum, value) => sum + Number(value < 128), 0)
const crop = async (page: Raster, tasks: readonly string[], formPage = 2) => cropAnswers({ blind: await encodeJpeg(page, 90), blank: paper(), form: FORM, formPage, tasks })

test('shows the boxes of the tasks that were asked for and nothing else of the page', async () => {
  const page = paper()
  mark(page, 20, 15)
  mark(page, 20, 34)
  mark(page, 20, 54)
  const first = (await crop(page, ['1']))!
  const second = (await crop(page, ['2']))!
  const one = await look(first.bytes)
  expect([one.width, one.height]).toEqual(first.boxPx.slice(2))
  expect(first.boxPx[1]).toBe(Math.floor(mmToPx(12)))
  // Two strokes of three: the one between belongs to another task.
  expect(dark(one) / dark(await look(second.bytes))).toBeCloseTo(2, 0)
  const [, top] = first.boxPx
  for (let y = Math.ceil(mmToPx(32)) - top; y < mmToPx(38) - top; y++) expect(Math.min(...one.data.subarray(y * one.width, (y + 1) * one.width))).toBeGreaterThan(200)
  expect(first.certificate.detections.map((one) => [one.detector, one.passed])).toEqual([['ink-in-hidden-boxes', true], ['foreign-bytes', true], ['outside-answer-boxes', true]])
  expect(first.certificate.source).not.toBe(first.certificate.image)
})

test('is nothing on a page where none of the tasks is answered', async () => {
  expect(await crop(paper(), ['3'])).toBeNull()
  expect(await crop(paper(), ['1'], 1)).toBeNull()
})

test('fails closed: what a detector sees on the very picture stands in its certificate', async () => {
  const page = paper()
  const bad: Form['pages'] = [FORM.pages[0]!, { ...FORM.pages[1]!, fields: [...FORM.pages[1]!.fields, { kind: 'redact', box: [15, 13, 30, 8], why: 'stamp' }] }]
  mark(page, 16, 15, 25)
  const made = await cropAnswers({ blind: await encodeJpeg(page, 90), blank: paper(), form: { id: 'small', pages: bad }, formPage: 2, tasks: ['1'] })
  expect(made!.certificate.detections.find((one) => one.detector === 'ink-in-hidden-boxes')!.passed).toBe(false)
  const asked: number[] = []
  const inspected = await cropAnswers({ blind: await encodeJpeg(page, 90), blank: paper(), form: FORM, formPage: 2, tasks: ['1'], inspect: async (image) => { asked.push(image.width); return [{ detector: 'readable-field', version: 1, passed: false, detail: 'a code' }] } })
  expect(asked).toEqual([WIDTH])
  expect(inspected!.certificate.detections.at(-1)).toMatchObject({ detector: 'readable-field', passed: false })
})
