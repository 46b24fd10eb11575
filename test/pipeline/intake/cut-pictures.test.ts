import { expect, test } from 'vitest'
import { degrees, PDFDocument } from 'pdf-lib'
import { encodeJpeg } from '../../../pipeline/image/codec.ts'
import { sourceOf, type ByteSource } from '../../../pipeline/intake/byte-source.ts'
import { cutPictures } from '../../../pipeline/intake/cut-pictures.ts'
import { DEFAULT_LIMITS, type IntakeLimits } from '../../../pipeline/intake/limits.ts'
import { openFile } from '../../../pipeline/intake/open-file.ts'
import { CATALOG, PAGE, PAGES, rawPdf, stream } from './hostile-pdf.ts'

/** Noise of its own for every seed, which no encoder makes small. */
const noise = (seed: number, width = 400, height = 600) => encodeJpeg({ width, height, channels: 1, data: Uint8Array.from({ length: width * height }, (_, i) => (Math.imul(i + seed * 7919, 2654435761) >>> 13) & 255) }, 90)
const jpegs = [await noise(1), await noise(2), await noise(3)]

/** Says how much of it was read. */
function counted(bytes: Uint8Array): ByteSource & { readonly most: number } {
  let most = 0
  return { ...sourceOf(bytes), get most() { return most }, read: async (start, length) => { most = Math.max(most, length); return bytes.subarray(start, start + length) } }
}

async function pages(source: ByteSource, limits: Partial<IntakeLimits> = {}): Promise<string[]> {
  const opened = await openFile({ source, limits: { ...DEFAULT_LIMITS, ...limits } })
  if (!opened.ok) return [opened.reason]
  const found: string[] = []
  for (let n = 1; n <= opened.value.pageCount; n++) {
    const page = await opened.value.readPage(n)
    found.push(page.ok ? `${page.value.raster.width}×${page.value.raster.height} ${Buffer.from(page.value.raster.data).reduce((sum, v, i) => (sum * 31 + v * (i % 7)) % 1_000_003, 0)}` : page.reason)
  }
  opened.value.close()
  return found
}

/** Three pages of one picture each, the second turned, on the third a stamp beside it. */
async function scans(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  for (const jpeg of jpegs) pdf.addPage([144, 216]).drawImage(await pdf.embedJpg(jpeg), { x: 0, y: 0, width: 144, height: 216 })
  pdf.getPage(1).setRotation(degrees(90))
  pdf.getPage(2).drawRectangle({ x: 20, y: 20, width: 40, height: 10 })
  return pdf.save({ useObjectStreams: false })
}

test('the pictures are left in the file, and all else stays', async () => {
  const bytes = await scans()
  const cut = await cutPictures(sourceOf(bytes))
  expect([...cut!.pictures.values()].map(({ length }) => length)).toEqual(jpegs.map((jpeg) => jpeg.length))
  for (const [index, { start, length }] of [...cut!.pictures.values()].entries()) expect(Buffer.compare(bytes.subarray(start, start + length), jpegs[index]!)).toBe(0)
  expect(cut!.bytes.length).toBeLessThan(bytes.length - jpegs.reduce((sum, jpeg) => sum + jpeg.length, 0) + 100)
})

test('pages that are drawn one by one are the pages that the whole file gives', async () => {
  const bytes = await scans()
  const whole = await pages(sourceOf(bytes))
  expect(new Set(whole).size).toBe(3)
  expect(await pages(sourceOf(bytes), { maxRenderedBytes: 0 })).toEqual(whole)
})

test('of a file whose pages are drawn one by one, no more than one page is read at a time', async () => {
  const pdf = await PDFDocument.create()
  for (let n = 0; n < 24; n++) pdf.addPage([144, 216]).drawImage(await pdf.embedJpg(await noise(n)), { x: 0, y: 0, width: 144, height: 216 })
  const bytes = await pdf.save({ useObjectStreams: false })
  const source = counted(bytes)
  expect(await pages(source, { maxRenderedBytes: 0 })).toHaveLength(24)
  expect(bytes.length).toBeGreaterThan(2.5 * source.most)
})

test('lengths that lie, lengths elsewhere and words of streams inside of pictures change nothing', async () => {
  const [jpeg] = jpegs as [Uint8Array]
  const words = Buffer.concat([jpeg, Buffer.from('>>\nstream\n/Length 3 endobj'), Buffer.alloc(70_000, 1)])
  const dict = '/Type/XObject/Subtype/Image/Width 400/Height 600/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode'
  const content = stream('', 'q 144 0 0 216 0 0 cm /Im Do Q')
  const picture = (length: string, data: Uint8Array): Uint8Array => Buffer.concat([Buffer.from(`<</Length ${length}${dict}>>\nstream\r\n`), data, Buffer.from('\r\nendstream')])
  const of = (length: string, data: Uint8Array = jpeg): Uint8Array => rawPdf([CATALOG, PAGES, PAGE, content, picture(length, data), String(jpeg.length)])
  const [good] = await pages(sourceOf(of(String(jpeg.length))))
  expect(good).toMatch(/^400×600/)
  for (const length of ['6 0 R', '12', '99999999', '-4']) expect(await pages(sourceOf(of(length)))).toEqual([good])
  expect(await pages(sourceOf(of(String(words.length), words)))).toEqual([good])
})

test('what is no picture and large is not held: the file is refused as too large', async () => {
  const large = Buffer.alloc(65 * 1024 * 1024, 32)
  const bytes = rawPdf([CATALOG, PAGES, PAGE, stream('', 'q Q'), stream('', large)])
  expect(await cutPictures(sourceOf(bytes))).toBeNull()
  expect(await pages(sourceOf(bytes), { maxRenderedBytes: 1024 })).toEqual(['too-large'])
})
