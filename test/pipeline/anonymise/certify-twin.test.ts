import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { certifyTwin, detectOtherPicture } from '../../../pipeline/anonymise/certify-twin.ts'
import { makeBlindPage, type Inspect, type MadeBlindPage } from '../../../pipeline/anonymise/make-blind-page.ts'
import { makeBlindPageByHand } from '../../../pipeline/anonymise/make-blind-page-by-hand.ts'
import { moved } from '../../../pipeline/anonymise/twin-page.ts'
import { decodeImage } from '../../../pipeline/image/codec.ts'
import { blindCertificate, type Detection } from '../../../pipeline/model/blind-certificate.ts'
import type { Form } from '../../../pipeline/model/form.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'

const WIDTH = 827, HEIGHT = 400
const FORM: Pick<Form, 'id' | 'pages'> = {
  id: 'small', pages: [{ number: 1, blank: { file: 'small.pdf', page: 1 }, fields: [{ kind: 'header', box: [5, 5, 30, 6] }, { kind: 'code', box: [60, 5, 35, 10] }, { kind: 'answer', tasks: ['1'], box: [5, 18, 95, 30] }] }],
}

/** A page on which somebody drew a line in the answer. */
function written(): Raster {
  const data = new Uint8Array(WIDTH * HEIGHT).fill(248)
  for (let y = 230; y < 234; y++) data.fill(40, y * WIDTH + 200, y * WIDTH + 420)
  return { width: WIDTH, height: HEIGHT, channels: 1, data }
}
const blank: Raster = { width: WIDTH, height: HEIGHT, channels: 1, data: new Uint8Array(WIDTH * HEIGHT).fill(255) }
const made = (inspect?: Inspect): Promise<MadeBlindPage> => makeBlindPage({ straight: written(), blank, form: FORM, formPage: 1, masks: [{ type: 'box', boxPx: [600, 300, 50, 20] }, { type: 'brush', widthPx: 6, points: [[700, 300], [720, 310]] }], ...(inspect && { inspect }) })
const pictureOf = async (bytes: Uint8Array): Promise<Raster> => {
  const decoded = await decodeImage(bytes)
  if (!decoded.ok) throw new Error(decoded.reason)
  return decoded.value.raster
}

describe('the twin of a blind page', () => {
  test('has a certificate of its own: its own hash, the boxes and masks where they lie on it, and every detector of the page', async () => {
    const page = await made(() => Promise.resolve([{ detector: 'readable-field', version: 1, passed: true, detail: '' }]))
    const twin = await certifyTwin(page)
    const { certificate } = twin, [right, down] = certificate.twin!.movedPx
    expect(blindCertificate.parse(JSON.parse(JSON.stringify(certificate)))).toEqual(certificate)
    expect(certificate).toMatchObject({ image: createHash('sha256').update(twin.bytes).digest('hex'), source: page.certificate.source, twin: { of: page.certificate.image }, form: 'small', formPage: 1 })
    expect(certificate.image).not.toBe(page.certificate.image)
    expect(certificate.hidden.map(({ boxPx: [x, y, w, h] }) => [x - right, y - down, w, h])).toEqual(page.certificate.hidden.map(({ boxPx }) => boxPx))
    expect(certificate.masks).toEqual([{ type: 'box', boxPx: [600 + right, 300 + down, 50, 20] }, { type: 'brush', widthPx: 6, points: [[700 + right, 300 + down], [720 + right, 310 + down]] }])
    expect(certificate.detections.map((one) => one.detector)).toEqual([...page.certificate.detections.map((one) => one.detector), 'other-picture'])
    expect(certificate.detections.filter((one) => !one.passed)).toEqual([])
    expect(twin.fit).toBe(true)
  })

  test('is what its detectors look at: the decoded twin, put back to where the page lay', async () => {
    const seen: Raster[] = []
    const page = await made((image) => { seen.push(image); return Promise.resolve([]) })
    const twin = await certifyTwin(page)
    expect(seen).toHaveLength(2)
    const [right, down] = twin.certificate.twin!.movedPx
    expect(Buffer.from(seen[1]!.data).equals(moved(await pictureOf(twin.bytes), [-right, -down]).data)).toBe(true)
    expect(Buffer.from(seen[1]!.data).equals(seen[0]!.data)).toBe(false)
    // The line lies where it lay on the page.
    for (const image of seen) expect([image.data[232 * WIDTH + 300]! < 100, image.data[220 * WIDTH + 300]! > 200]).toEqual([true, true])
  })

  /** Its reader finds this on the page and on the twin. */
  const readWith = async (onPage: Partial<Detection>, onTwin: Partial<Detection>): Promise<boolean> => {
    let looks = 0
    return (await certifyTwin(await made(() => Promise.resolve([{ detector: 'code-around', version: 1, passed: true, detail: '', ...(looks++ === 0 ? onPage : onTwin) }])))).fit
  }
  test('may not be shown when a detector finds anything on it alone, or what only more hiding answers', async () => {
    expect(await readWith({}, {})).toBe(true)
    expect(await readWith({}, { passed: false })).toBe(false)
    expect(await readWith({}, { passed: false, firm: false })).toBe(false)
    expect(await readWith({ passed: false, firm: false }, { passed: false, firm: false })).toBe(true)
    expect(await readWith({ passed: false, firm: false }, { passed: false, firm: true })).toBe(false)
  })

  test('of a page that a person hid by hand is what that person looked at', async () => {
    const order = { picture: written(), formId: 'small', formPage: 1, inspect: () => Promise.resolve([]) }
    expect((await certifyTwin(await makeBlindPageByHand({ ...order, masks: [{ type: 'box', boxPx: [0, 0, 300, 100] }] }))).fit).toBe(true)
    expect((await certifyTwin(await makeBlindPageByHand({ ...order, masks: [] }))).fit).toBe(false)
  })

  test('shows the page and nothing else: a thin grey stroke more, another move or another size is told', async () => {
    const page = await made(), twin = await certifyTwin(page)
    const image = await pictureOf(twin.bytes), { movedPx } = twin.certificate.twin!
    const told = (one: Raster, by: readonly [number, number] = movedPx) => detectOtherPicture({ image: one, page: page.image, movedPx: by }).passed
    expect(told(image)).toBe(true)
    const more = { ...image, data: image.data.slice() }
    more.data.fill(150, 30 * WIDTH + 500, 30 * WIDTH + 508)
    expect(told(more)).toBe(false)
    expect(told(image, [movedPx[0] + 1, movedPx[1]])).toBe(false)
    expect(told({ ...image, width: HEIGHT, height: WIDTH })).toBe(false)
    // At the edges too, where the page does not reach.
    const edge = { ...image, data: image.data.slice() }
    edge.data[0] = edge.data[WIDTH - 1] = edge.data[(HEIGHT - 1) * WIDTH] = edge.data[WIDTH * HEIGHT - 1] = 0
    expect(told(edge)).toBe(false)
  })
})
