import { describe, expect, test } from 'vitest'
import { encodeFax } from '../../../fixtures/encode-fax.ts'
import { sourceOf } from '../../../pipeline/intake/byte-source.ts'
import { openFile } from '../../../pipeline/intake/open-file.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { faxRegion, jbig2Of, picturePdf } from './hostile-pdf.ts'
import { arithmeticRegion } from './jbig2-arithmetic.ts'

const [WIDTH, HEIGHT] = [400, 600]
type Page = Raster & { readonly channels: 1 }
const pageOf = (isInk: (x: number, y: number) => boolean): Page =>
  ({ width: WIDTH, height: HEIGHT, channels: 1, data: Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => (isInk(i % WIDTH, Math.floor(i / WIDTH)) ? 0 : 255)) })
const WHITE = pageOf(() => false)
/** A stroke of the pen, three pixels wide and a centimetre long, and nothing else. */
const STROKE = pageOf((x, y) => y > 300 && y < 380 && Math.abs(x - 200 - (y - 300) / 4) < 2)
const CORNER = pageOf((x, y) => x < 100 && y < 60)

/** As pdfium or the fax decoder gives it back: what is ink, or why the page is refused. */
async function seen(bytes: Uint8Array): Promise<number | string> {
  const opened = await openFile({ source: sourceOf(bytes) })
  const page = opened.ok ? await opened.value.readPage(1) : opened
  if (!page.ok) return page.reason
  expect([page.value.raster.width, page.value.raster.height]).toEqual([WIDTH, HEIGHT])
  return page.value.raster.data.filter((level) => level < 128).length
}
const inkOf = ({ data }: Page): number => data.filter((level) => level < 128).length
const pdfOf = (data: Uint8Array, more: Record<string, unknown> = {}): Promise<Uint8Array> =>
  picturePdf({ data, dict: { Width: WIDTH, Height: HEIGHT, Filter: 'JBIG2Decode', ColorSpace: 'DeviceGray', BitsPerComponent: 1, ...more } })
const faxed = async (page: Page): Promise<Uint8Array> => {
  const { data, widthPx, heightPx } = await encodeFax(page)
  expect([widthPx, heightPx]).toEqual([WIDTH, 608])
  return jbig2Of({ region: faxRegion(data), widthPx: WIDTH, heightPx: 608 })
}
const coded = (page: Page): Uint8Array => jbig2Of({ region: arithmeticRegion(page), widthPx: WIDTH, heightPx: HEIGHT })

describe('a JBIG2 page', () => {
  test.each([['white', WHITE], ['one stroke', STROKE], ['a corner', CORNER]] as const)('in arithmetic code shows every pixel: %s', async (_, page) => {
    expect(await seen(await pdfOf(coded(page)))).toBe(inkOf(page))
  })

  test.each([['white', WHITE], ['one stroke', STROKE], ['a corner', CORNER]] as const)('in fax code shows every pixel, which pdfium would leave white: %s', async (_, page) => {
    const opened = await openFile({ source: sourceOf(await pdfOf(await faxed(page), { Height: 608 })) })
    const read = opened.ok ? await opened.value.readPage(1) : opened
    expect(read.ok && read.value.raster.data.filter((level) => level < 128).length).toBe(inkOf(page))
  })

  test('is refused, never blank, where its fax code cannot be taken out whole, breaks off or states another size', async () => {
    const data = await faxed(STROKE)
    expect(await seen(await pdfOf(data))).toBe('broken-file')
    expect(await seen(await pdfOf(data.subarray(0, data.length - 20), { Height: 608 }))).toBe('broken-file')
    const halves = Buffer.concat([data, data.subarray(30)])
    expect(await seen(await pdfOf(halves, { Height: 608 }))).toBe('broken-file')
  })

  test('is refused, never blank, where its code is damaged so that nothing is drawn', async () => {
    const data = coded(CORNER).slice()
    data.fill(0, 70)
    expect([await seen(await pdfOf(data)), await seen(await pdfOf(coded(CORNER).subarray(0, 70)))]).not.toContain(0)
  })
})

test('a fax page whose data breaks off, or gives white where more than white is coded, is refused, never blank', async () => {
  const { data, widthPx, heightPx } = await encodeFax(WHITE)
  const faxPdf = (bytes: Uint8Array): Promise<Uint8Array> => picturePdf({
    data: bytes, dict: { Width: widthPx, Height: heightPx, Filter: 'CCITTFaxDecode', ColorSpace: 'DeviceGray', BitsPerComponent: 1, DecodeParms: { K: -1, Columns: widthPx, Rows: heightPx } },
  })
  const outcome = async (bytes: Uint8Array): Promise<string> => {
    const opened = await openFile({ source: sourceOf(await faxPdf(bytes)) })
    const page = opened.ok ? await opened.value.readPage(1) : opened
    return page.ok ? 'page' : page.reason
  }
  expect(await outcome(data)).toBe('page')
  expect(await outcome(data.subarray(0, 20))).toBe('broken-file')
  expect(await outcome(Buffer.concat([data, Buffer.alloc(400, 7)]))).toBe('broken-file')
})

test('a JPEG 2000 page shows what is on it', async () => {
  // 400 × 600 px, a dark corner of 100 × 60 px, made with OpenJPEG 2.5.0.
  const jp2 = Buffer.from(
    'AAAADGpQICANCocKAAAAFGZ0eXBqcDIgAAAAAGpwMiAAAAAtanAyaAAAABZpaGRyAAACWAAAAZAAAQcHAAAAAAAPY29scgEAAAAAABEAAAD6anAyY/9P/1EAKQAAAAABkAAAAlgAAAAAAAAAAAAAAZAAAAJYAAAAAAAAAAAA'
    + 'AQcBAf9SAAwAAAABAAUEBAAB/1wAE0BASEhQSEhQSEhQSEhQSEhQ/2QAJQABQ3JlYXRlZCBieSBPcGVuSlBFRyB2ZXJzaW9uIDIuNS4w/5AACgAAAAAAeQAB/5PfMfAMc+3T0AzX6NBsJwDEx05mHb+csebTIAAAAxEZl+1kz4w0'
    + '+YPCMCH/gCb8/gx1O3EtG24g85POFnwDgDF9ep2fAM/IJ1a3VrHhgJ/NJtarVbn0kADhClXxLfpHeQO8ecAA8A1OEbnYFP/Z', 'base64')
  const ink = await seen(await picturePdf({ data: jp2, dict: { Width: WIDTH, Height: HEIGHT, Filter: 'JPXDecode' } }))
  expect(ink).toBeGreaterThan(5900)
  expect(ink).toBeLessThan(6100)
  expect(await seen(await picturePdf({ data: jp2.subarray(0, 200), dict: { Width: WIDTH, Height: HEIGHT, Filter: 'JPXDecode' } }))).not.toBe(0)
})
