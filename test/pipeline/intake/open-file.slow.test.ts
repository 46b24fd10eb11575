import { deflateSync } from 'node:zlib'
import { PDFDocument, type PDFDict, PDFName, PDFRawStream, degrees, rgb } from 'pdf-lib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import { turnRaster } from '../../../pipeline/image/turn.ts'
import { sourceOf } from '../../../pipeline/intake/byte-source.ts'
import { DEFAULT_LIMITS } from '../../../pipeline/intake/limits.ts'
import { openFile } from '../../../pipeline/intake/open-file.ts'
import { openPdfImages } from '../../../pipeline/intake/pdf-images.ts'
import type { PageImage, Raster } from '../../../pipeline/model/raster.ts'

/** 400 × 600 px with a dark corner at the top left, so that turns and mirrors show. */
const corner = (channels: 1 | 3): Raster => ({
  width: 400, height: 600, channels,
  data: Uint8Array.from({ length: 240_000 * channels }, (_, i) => {
    const x = Math.floor(i / channels) % 400, y = Math.floor(i / channels / 400)
    return x < 100 && y < 60 ? 20 : 235
  }),
})
const grey = await encodeJpeg(corner(1), 90)

const same = (a: Raster, b: Raster): boolean =>
  a.width === b.width && a.height === b.height && a.channels === b.channels && Buffer.compare(a.data, b.data) === 0

async function pagesOf(bytes: Uint8Array): Promise<PageImage[]> {
  const opened = await openFile({ source: sourceOf(bytes) })
  if (!opened.ok) throw new Error(opened.reason)
  const pages: PageImage[] = []
  for (let n = 1; n <= opened.value.pageCount; n++) {
    const page = await opened.value.readPage(n)
    if (!page.ok) throw new Error(page.reason)
    pages.push(page.value)
  }
  opened.value.close()
  return pages
}

/** A PDF whose page of 144 × 216 pt is one image stream with the given dictionary. */
async function imagePdf({ data, dict, content = 'q 144 0 0 216 0 0 cm /Im Do Q', rotate = 0 }: {
  data: Uint8Array; dict: Record<string, unknown>; content?: string; rotate?: number
}): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const page = pdf.addPage([144, 216])
  page.setRotation(degrees(rotate))
  const imageDict = pdf.context.obj({ Type: 'XObject', Subtype: 'Image', Width: 400, Height: 600, ...dict } as never) as unknown as PDFDict
  const image = PDFRawStream.of(imageDict, data)
  page.node.set(PDFName.of('Resources'), pdf.context.obj({ XObject: { Im: pdf.context.register(image) } }))
  page.node.set(PDFName.of('Contents'), pdf.context.register(pdf.context.flateStream(content)))
  return pdf.save()
}
const jpegDict = { Filter: 'DCTDecode', ColorSpace: 'DeviceGray', BitsPerComponent: 8 }

const isPicture = async (bytes: Uint8Array): Promise<boolean> => (await (await openPdfImages(sourceOf(bytes)))?.page(1))?.type === 'image'
const corners = ({ raster: { width, height, channels, data } }: PageImage): boolean[] =>
  ([[0.05, 0.05], [0.95, 0.05], [0.05, 0.95], [0.95, 0.95]] as const)
    .map(([x, y]) => data[(Math.floor(y * height) * width + Math.floor(x * width)) * channels]! < 128)

describe('a PDF page that is one picture', () => {
  test('gives the JPEG’s own pixels and the resolution that its place implies', async () => {
    const decoded = await decodeImage(grey)
    const [page] = await pagesOf(await imagePdf({ data: grey, dict: jpegDict }))
    expect(page!.dpi).toBeCloseTo(200)
    expect(decoded.ok && same(decoded.value.raster, page!.raster)).toBe(true)
  })

  test('is turned as /Rotate says', async () => {
    const decoded = await decodeImage(grey)
    for (const rotate of [90, 180, 270] as const) {
      const [page] = await pagesOf(await imagePdf({ data: grey, dict: jpegDict, rotate }))
      expect(decoded.ok && same(turnRaster(decoded.value.raster, rotate), page!.raster)).toBe(true)
    }
  })

  test('is found behind a second filter, an invisible text layer and a clip to the page', async () => {
    const content = 'q 0 0 144 216 re W n 144 0 0 216 0 0 cm /Im Do Q BT 3 Tr /F 9 Tf 10 10 Td (Ivanov \\) \\\\) Tj [(a) 3 <6162>] TJ ET'
    const bytes = await imagePdf({ data: deflateSync(grey), dict: { ...jpegDict, Filter: ['FlateDecode', 'DCTDecode'] }, content })
    expect(await isPicture(bytes)).toBe(true)
    expect(corners((await pagesOf(bytes))[0]!)).toEqual([true, false, false, false])
  })

  test('does not obey the EXIF turn of the JPEG inside, as PDF readers do not', async () => {
    const turned = await sharp(Buffer.from(grey)).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const [page] = await pagesOf(await imagePdf({ data: turned, dict: jpegDict }))
    expect([page!.raster.width, page!.raster.height]).toEqual([400, 600])
  })

  test('is read from fax data in every polarity, exactly as pdfium draws it', async () => {
    // 120 rows: libvips cuts longer pictures into strips, a PDF has one.
    const flat = sharp(Buffer.from(grey)).resize(400, 120, { fit: 'fill' }).threshold(128).toColourspace('b-w')
    const fax = stripOf(await flat.tiff({ bitdepth: 1, compression: 'ccittfax4' }).toBuffer())
    const ways = [[false, false, false], [true, false, false], [true, true, false], [false, true, true], [false, false, true]] as const
    for (const [blackIs1, decode, stencil] of ways) {
      const dict = {
        Filter: 'CCITTFaxDecode', BitsPerComponent: 1, Height: 120, DecodeParms: { K: -1, Columns: 400, Rows: 120, BlackIs1: blackIs1 },
        ...(decode ? { Decode: [1, 0] } : {}), ...(stencil ? { ImageMask: true } : { ColorSpace: 'DeviceGray' }),
      }
      const quick = await imagePdf({ data: fax, dict })
      // A line outside the page's use of the picture is enough to send the same page to pdfium.
      const drawn = await imagePdf({ data: fax, dict, content: 'q 144 0 0 216 0 0 cm /Im Do Q 1 1 m 1 2 l S' })
      expect([await isPicture(quick), await isPicture(drawn)]).toEqual([true, false])
      const seen = corners((await pagesOf(quick))[0]!)
      expect(seen).toEqual(corners((await pagesOf(drawn))[0]!))
      expect(new Set(seen).size).toBe(2)
    }
  })
})

test('pages that show more than one full picture are drawn, at the picture’s resolution or the one that is worked on', async () => {
  const twice = await imagePdf({ data: grey, dict: jpegDict, content: 'q 144 0 0 216 0 0 cm /Im Do Q q 9 0 0 9 0 0 cm /Im Do Q' })
  const small = await imagePdf({ data: grey, dict: jpegDict, content: 'q 72 0 0 108 0 108 cm /Im Do Q' })
  const mirrored = await imagePdf({ data: grey, dict: jpegDict, content: 'q -144 0 0 216 144 0 cm /Im Do Q' })
  expect([await isPicture(twice), await isPicture(small), await isPicture(mirrored)]).toEqual([false, false, false])
  expect(corners((await pagesOf(mirrored))[0]!)).toEqual([false, true, false, false])
  const [page] = await pagesOf(small)
  expect([page!.raster.width, page!.raster.height]).toEqual([480, 720])
})

test('a fine picture is made smaller on the way in, a coarse or small one never; its own resolution stays known', async () => {
  const a4 = (dpi: number): Promise<Buffer> => sharp({ create: { width: Math.round(8.27 * dpi), height: Math.round(11.69 * dpi), channels: 3, background: '#fff' } })
    .withMetadata({ density: dpi }).jpeg().toBuffer()
  const [fine] = await pagesOf(await a4(300)), [coarse] = await pagesOf(await a4(200)), [small] = await pagesOf(await imagePdf({ data: grey, dict: jpegDict }))
  expect([fine!.raster.width, fine!.raster.height, fine!.dpi]).toEqual([1985, 2806, 300])
  expect(fine!.reducedBy).toBeCloseTo(1.25, 2)
  expect([coarse!.raster.height, coarse!.reducedBy]).toEqual([2338, 1])
  expect([small!.raster.height, small!.reducedBy]).toEqual([600, 1])
  const photograph = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#fff' } }).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  expect((await pagesOf(photograph))[0]!.raster).toMatchObject({ width: 2631, height: 3508 })
})

test('a page with a stamp added as an annotation is drawn with it', async () => {
  const pdf = await PDFDocument.load(await imagePdf({ data: grey, dict: jpegDict }))
  const look = pdf.context.register(pdf.context.stream('0 0 20 20 re f', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 20, 20] }))
  const stamp = pdf.context.register(pdf.context.obj({ Type: 'Annot', Subtype: 'Stamp', Rect: [124, 0, 144, 20], F: 4, AP: { N: look } } as never))
  pdf.getPage(0).node.addAnnot(stamp)
  expect(corners((await pagesOf(await pdf.save()))[0]!)).toEqual([true, false, false, true])
})

test('a PDF of text is drawn at 200 dpi', async () => {
  const pdf = await PDFDocument.create()
  pdf.addPage([595.28, 841.89]).drawRectangle({ x: 9, y: 9, width: 99, height: 99, color: rgb(0, 0, 0) })
  const [page] = await pagesOf(await pdf.save())
  expect([page!.raster.width, page!.raster.height, page!.dpi]).toEqual([1654, 2339, 200])
})

test('all pages of a TIFF come out', async () => {
  const flat = (v: number) => sharp({ create: { width: 8, height: 8, channels: 3, background: { r: v, g: v, b: v } } })
  const pages = await Promise.all([255, 128, 0].map((v) => flat(v).png().toBuffer()))
  const tiff = await sharp(pages, { join: { animated: true } }).tiff({ compression: 'lzw' }).toBuffer()
  expect((await pagesOf(tiff)).map((page) => page.raster.data[0])).toEqual([255, 128, 0])
})

test('files are told by their bytes, and each kind of trouble has its own reason', async () => {
  const reason = async (bytes: Uint8Array, limits = {}): Promise<string> => {
    const opened = await openFile({ source: sourceOf(bytes), limits: { ...DEFAULT_LIMITS, ...limits } })
    if (!opened.ok) return opened.reason
    const page = await opened.value.readPage(1)
    return page.ok ? 'ok' : page.reason
  }
  const pdf = await imagePdf({ data: grey, dict: jpegDict })
  const locked = await PDFDocument.create()
  locked.addPage()
  locked.encrypt({ userPassword: 'secret', ownerPassword: 'secret' })
  expect(await reason(new Uint8Array())).toBe('unsupported-file')
  expect(await reason(new TextEncoder().encode('MZ not a scan'))).toBe('unsupported-file')
  expect(await reason(pdf.subarray(0, 400))).toBe('broken-file')
  expect(await reason(await locked.save())).toBe('encrypted-file')
  expect(await reason(pdf, { maxPixels: 1000 })).toBe('too-large')
  expect(await reason(grey, { maxPixels: 1000 })).toBe('too-large')
  expect(await reason(pdf, { maxPages: 0 })).toBe('too-large')
  const bomb = await imagePdf({ data: grey, dict: jpegDict, content: ' '.repeat(48_000_001) })
  expect(await reason(bomb)).toBe('too-large')
})

/** The strip's bytes out of a TIFF of one strip, little endian. */
function stripOf(tiff: Buffer): Uint8Array {
  const at = tiff.readUInt32LE(4), count = tiff.readUInt16LE(at)
  const tag = (id: number): number => {
    for (let i = 0; i < count; i++) {
      const entry = at + 2 + i * 12
      if (tiff.readUInt16LE(entry) === id) return tiff.readUInt16LE(entry + 2) === 3 ? tiff.readUInt16LE(entry + 8) : tiff.readUInt32LE(entry + 8)
    }
    throw new Error(`no tag ${id}`)
  }
  return new Uint8Array(tiff.subarray(tag(273), tag(273) + tag(279)))
}
