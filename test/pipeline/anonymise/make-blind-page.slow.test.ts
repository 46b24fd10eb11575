import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { followInk } from '../../../pipeline/anonymise/follow-ink.ts'
import { inkMask } from '../../../pipeline/anonymise/ink-mask.ts'
import { detectForeignBytes, detectInkInHiddenBoxes } from '../../../pipeline/anonymise/detect-leaks.ts'
import { makeBlindPage } from '../../../pipeline/anonymise/make-blind-page.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import { judgeBlind } from '../../../pipeline/anonymise/judge-blind.ts'
import { paintMasks } from '../../../pipeline/anonymise/paint-masks.ts'
import type { BlindCertificate, HandMask } from '../../../pipeline/model/blind-certificate.ts'
import type { Form } from '../../../pipeline/model/form.ts'
import { mmToPx, type Raster } from '../../../pipeline/model/raster.ts'

const WIDTH = 827
const HEIGHT = 400
const FORM: Pick<Form, 'id' | 'pages'> = {
  id: 'small',
  pages: [
    { number: 1, blank: { file: 'small.pdf', page: 1 }, fields: [
      { kind: 'header', box: [5, 5, 30, 6] }, { kind: 'code', box: [60, 5, 35, 10] }, { kind: 'score', task: '1', box: [88, 30, 9, 9] }, { kind: 'redact', box: [5, 40, 20, 5], why: 'stamp' },
    ] },
    { number: 2, blank: { file: 'small.pdf', page: 2 }, fields: [{ kind: 'header', box: [5, 5, 30, 6] }, { kind: 'code', box: [60, 5, 35, 10] }] },
  ],
}
const paper = (channels: 1 | 3 = 1): Raster => ({ width: WIDTH, height: HEIGHT, channels, data: new Uint8Array(WIDTH * HEIGHT * channels).fill(248) })

/** A stroke of the pen, 3 px wide, between two points in mm. */
function stroke(page: Raster, [x0, y0]: [number, number], [x1, y1]: [number, number]): void {
  const steps = 4 * Math.ceil(mmToPx(Math.hypot(x1 - x0, y1 - y0)))
  for (let i = 0; i <= steps; i++) {
    const x = Math.round(mmToPx(x0 + ((x1 - x0) * i) / steps))
    const y = Math.round(mmToPx(y0 + ((y1 - y0) * i) / steps))
    for (let dy = -1; dy <= 1; dy++) for (let c = -page.channels; c < 2 * page.channels; c++) page.data[((y + dy) * WIDTH + x) * page.channels + c] = 40
  }
}
const darkest = ({ data, channels }: Raster, [left, top, width, height]: readonly number[]): number => {
  let least = 255
  for (let y = top!; y < top! + height!; y++) for (let i = (y * WIDTH + left!) * channels; i < (y * WIDTH + left! + width!) * channels; i++) least = Math.min(least, data[i]!)
  return least
}
const seen = async (bytes: Uint8Array): Promise<Raster> => {
  const decoded = await decodeImage(bytes)
  if (!decoded.ok) throw new Error(decoded.reason)
  return decoded.value.raster
}

describe('a blind page', () => {
  test.each([1, 3] as const)('shows nothing of code, score, stamp and title header, and keeps the answer (%i channels)', async (channels) => {
    const straight = paper(channels)
    stroke(straight, [62, 8], [90, 13])
    stroke(straight, [90, 32], [95, 37])
    stroke(straight, [10, 41], [20, 44])
    stroke(straight, [8, 7], [30, 9])
    stroke(straight, [20, 25], [60, 28])
    const blind = await makeBlindPage({ straight, blank: paper(), form: FORM, formPage: 1 })
    const image = await seen(blind.bytes)
    expect(blind.certificate.detections.filter((one) => !one.passed && one.firm !== false)).toEqual([])
    expect(image.channels).toBe(1)
    expect(blind.certificate.hidden.map(({ kind }) => kind)).toEqual(['header', 'code', 'score', 'redact'])
    for (const { boxPx } of blind.certificate.hidden) expect(darkest(image, boxPx)).toBeGreaterThan(215)
    expect(darkest(image, [mmToPx(20), mmToPx(24), mmToPx(40), mmToPx(5)].map(Math.round))).toBeLessThan(90)
  })

  test('hides the printed header on the title page only: elsewhere it names nobody', async () => {
    const straight = paper()
    stroke(straight, [8, 7], [30, 9])
    await expect(makeBlindPage({ straight, blank: { ...paper(), width: straight.width - 1 }, form: FORM, formPage: 2 })).rejects.toThrow(/not of the page’s size/)
    const blind = await makeBlindPage({ straight, blank: paper(), form: FORM, formPage: 2 })
    expect(blind.certificate.hidden.map(({ kind }) => kind)).toEqual(['code'])
    expect(darkest(await seen(blind.bytes), [63, 40, 200, 40])).toBeLessThan(90)
  })

  test('takes the rest of a digit that runs out of the code box with it', async () => {
    // Six pages, each drawn in a look of its own.
    for (const place of [0, 1, 2, 3, 4, 5]) {
      const straight = paper()
      stroke(straight, [68 + place / 2, 12], [72 + place / 2, 24])
      const blind = await makeBlindPage({ straight, blank: paper(), form: FORM, formPage: 1 })
      expect(blind.certificate.followedInkPx).toBeGreaterThan(50)
      expect(darkest(await seen(blind.bytes), [mmToPx(64), mmToPx(18), mmToPx(16), mmToPx(8)].map(Math.round))).toBeGreaterThan(240)
    }
  })

  test('follows strokes of any direction out of a box, and nothing that does not touch it', () => {
    const boxes: BlindCertificate['hidden'] = [{ kind: 'code', boxPx: [300, 120, 200, 80] }]
    fc.assert(fc.property(fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }), fc.integer({ min: 70, max: 78 }), (angle, reachPx) => {
      const straight = paper()
      const [cx, cy] = [400 / mmToPx(1), 160 / mmToPx(1)]
      stroke(straight, [cx, cy], [cx + (Math.cos(angle) * (reachPx + 100)) / mmToPx(1), cy + (Math.sin(angle) * reachPx) / mmToPx(1)])
      stroke(straight, [10, 45], [30, 45])
      const followed = new Set(followInk({ ink: inkMask({ straight, blank: paper() }), boxes }))
      const left: number[] = []
      for (let at = 0; at < straight.data.length; at++) {
        const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)]
        const inBox = x >= 300 && x < 500 && y >= 120 && y < 200
        if (straight.data[at]! < 100 && !inBox && !followed.has(at)) left.push(y)
      }
      return left.every((y) => y > 340) && left.length > 0
    }), { numRuns: 40 })
  })
})

describe('what a person hides by hand', () => {
  test('is white on the finished page: boxes and brushes, also over its edge; the rest stays', async () => {
    const straight = paper()
    stroke(straight, [10, 25], [90, 25])
    const masks: HandMask[] = [{ type: 'box', boxPx: [150, 150, 100, 80] }, { type: 'brush', widthPx: 40, points: [[500, 197], [600, 197], [2000, 197]] }]
    const { bytes, certificate } = await makeBlindPage({ straight, blank: paper(), form: FORM, formPage: 1, masks })
    const image = await seen(bytes)
    expect(certificate.masks).toEqual(masks)
    expect(darkest(image, [150, 150, 100, 80])).toBeGreaterThan(225)
    expect(darkest(image, [500, 180, 300, 34])).toBeGreaterThan(225)
    expect(darkest(image, [300, 190, 150, 14])).toBeLessThan(90)
  })

  test('is painted without gaps however far apart the points of a brush are', () => {
    fc.assert(fc.property(fc.integer({ min: 4, max: 60 }), fc.array(fc.tuple(fc.integer({ min: 40, max: 700 }), fc.integer({ min: 40, max: 350 })), { minLength: 2, maxLength: 5 }), (widthPx, points) => {
      const page: Raster = { width: WIDTH, height: HEIGHT, channels: 1, data: new Uint8Array(WIDTH * HEIGHT) }
      paintMasks(page, [{ type: 'brush', widthPx, points }])
      return points.slice(1).every(([x, y], index) => {
        const [fromX, fromY] = points[index]!
        return Array.from({ length: 101 }, (_, k) => k / 100).every((t) => page.data[Math.round(fromY + (y - fromY) * t) * WIDTH + Math.round(fromX + (x - fromX) * t)] === 255)
      })
    }), { numRuns: 60 })
  })
})

describe('whether a page may be shown', () => {
  const certificate = (one: Partial<BlindCertificate>): BlindCertificate => ({
    version: 1, source: '', image: '', form: 'small', formPage: 1, hidden: [], masks: [], edgePx: 24, followedInkPx: 0, teacherInk: 'none', teacherPen: 'red', writing: true, detections: [], ...one,
  })
  const judged = (...parts: Partial<BlindCertificate>[]) => judgeBlind({ certificates: parts.map(certificate) })
  const hit = (detector: string, firm?: false) => ({ detections: [{ detector, version: 1, passed: false, detail: '', ...(firm === false && { firm }) }] })

  test.each<[string, Partial<BlindCertificate>[], string[], string[][]]>([
    ['red was taken off', [{ teacherInk: 'removed' }], ['fit'], [[]]],
    ['a grey scan', [{ teacherInk: 'needs-person', teacherPen: 'unknown' }], ['look'], [['grey-scan']]],
    ['a teacher in blue', [{ teacherInk: 'needs-person', teacherPen: 'other' }], ['look'], [['teacher-pen']]],
    ['no score box tells the pen, the next page does', [{ teacherPen: 'unknown' }, {}], ['fit', 'fit'], [[], []]],
    ['no score box of the work tells the pen', [{ teacherPen: 'unknown' }], ['look'], [['teacher-pen-unknown']]],
    ['nothing is written', [{ teacherPen: 'unknown', writing: false }], ['fit'], [[]]],
    ['the next page is by a teacher in blue', [{ teacherPen: 'unknown' }, { teacherInk: 'needs-person', teacherPen: 'other' }], ['look', 'look'], [['teacher-pen-unknown'], ['teacher-pen']]],
    ['a grey page was masked by hand', [{ teacherInk: 'needs-person', teacherPen: 'unknown', masks: [{ type: 'box', boxPx: [0, 0, 9, 9] }] }], ['fit'], [[]]],
    ['a question of a detector', [hit('ink-outside-answers', false)], ['look'], [['ink-outside-answers']]],
    ['rests of red on one page', [hit('teacher-ink-left', false), {}, { writing: false }], ['look', 'look', 'fit'], [['teacher-ink-left'], ['teacher-ink-left'], []]],
    ['a firm hit', [hit('barcode')], ['blocked'], [['barcode']]],
    ['a hit of a detector that nobody knows', [hit('news')], ['blocked'], [['foreign-bytes']]],
  ])('%s', (_, parts, verdicts, reasons) => {
    expect(judged(...parts).map((one) => one.verdict)).toEqual(verdicts)
    expect(judged(...parts).map((one) => one.reasons)).toEqual(reasons)
  })

  test('by the campaign’s setting every page is looked at', () => {
    expect(judgeBlind({ certificates: [certificate({})], everyPage: true })).toEqual([{ verdict: 'look', reasons: ['every-page'] }])
  })
})

describe('detectors look at the finished image', () => {
  const hidden: BlindCertificate['hidden'] = [{ kind: 'code', boxPx: [100, 100, 120, 80] }]

  test('and fail one that still shows ink in a hidden box', () => {
    const image = paper()
    expect(detectInkInHiddenBoxes({ image, boxes: hidden }).passed).toBe(true)
    image.data[140 * WIDTH + 160] = 60
    expect(detectInkInHiddenBoxes({ image, boxes: hidden }).passed).toBe(false)
  })

  test('and fail one whose bytes hold more than the picture', async () => {
    const jpeg = await encodeJpeg(paper(), 80)
    const exif = new Uint8Array([...jpeg.subarray(0, 2), 0xff, 0xe1, 0, 8, 0x45, 0x78, 0x69, 0x66, 0, 0, ...jpeg.subarray(2)])
    const comment = new Uint8Array([...jpeg.subarray(0, 2), 0xff, 0xfe, 0, 6, 1, 2, 3, 4, ...jpeg.subarray(2)])
    expect(detectForeignBytes(jpeg).passed).toBe(true)
    expect(detectForeignBytes(exif)).toMatchObject({ passed: false, detail: 'segment e1' })
    expect(detectForeignBytes(comment).passed).toBe(false)
    expect(detectForeignBytes(new Uint8Array([...jpeg, 70001])).passed).toBe(false)
    expect(detectForeignBytes(jpeg.subarray(0, jpeg.length - 4)).passed).toBe(false)
  })
})
