import { deflateSync } from 'node:zlib'
import { PDFDocument } from 'pdf-lib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { encodeJpeg } from '../../../pipeline/image/codec.ts'
import type { PageImage } from '../../../pipeline/model/raster.ts'
import { sourceOf } from '../../../pipeline/intake/byte-source.ts'
import { walkFile } from '../../../pipeline/intake/walk-file.ts'
import { CATALOG, PAGE, PAGES, picturePdf, rawPdf, stream } from './hostile-pdf.ts'
import { zipOf } from './zip-of.ts'

/** What an upload comes to: the size of each page, or the reason it was refused for. */
async function outcomes(bytes: Uint8Array, name = 'upload'): Promise<string[]> {
  const found: string[] = []
  for await (const { image } of walkFile({ source: sourceOf(bytes), name })) found.push(image.ok ? `${image.value.raster.width}×${image.value.raster.height}` : image.reason)
  return found
}
async function onlyPage(bytes: Uint8Array): Promise<PageImage> {
  for await (const { image } of walkFile({ source: sourceOf(bytes), name: 'upload' })) {
    if (!image.ok) throw new Error(image.reason)
    return image.value
  }
  throw new Error('no page')
}
const dark = ({ raster: { width, channels, data } }: PageImage, x: number, y: number): boolean => data[(y * width + x) * channels]! < 128

const raster = { width: 400, height: 600, channels: 1 as const, data: Uint8Array.from({ length: 240_000 }, (_, i) => (i % 400 < 100 && i < 24_000 ? 20 : 235)) }
const jpeg = await encodeJpeg(raster, 90)
const chunk = (type: string, data: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, data.length >> 8, data.length & 255]), Buffer.from(type), data, Buffer.alloc(4)])
const pngHeader = (width: number, height: number): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0); header.writeUInt32BE(height, 4); header[8] = 1
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(100))), chunk('IEND', Buffer.alloc(0))])
}
/** A JPEG whose frame header says another size. */
const lyingJpeg = (side: number): Uint8Array => {
  const lying = Buffer.from(jpeg)
  const frame = lying.indexOf(Buffer.from([0xff, 0xc0]))
  lying.writeUInt16BE(side, frame + 5); lying.writeUInt16BE(side, frame + 7)
  return lying
}
const packedTwice = (bytes: number): Uint8Array => deflateSync(deflateSync(Buffer.alloc(bytes)))
const loopingTiff = async (): Promise<Uint8Array> => {
  const tiff = await sharp(Buffer.from(raster.data), { raw: { width: 400, height: 600, channels: 1 } }).tiff({ compression: 'none' }).toBuffer()
  const directory = tiff.readUInt32LE(4)
  // The next directory is this one: pages without end.
  tiff.writeUInt32LE(directory, directory + 2 + tiff.readUInt16LE(directory) * 12)
  return tiff
}

describe('a hostile file ends in a reason, never in a page that is not there', () => {
  test.each<[string, () => Uint8Array | Promise<Uint8Array>, string[]]>([
    ['an SVG with a link, whatever its name', () => Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'), ['unsupported-file']],
    ['a web page', () => Buffer.from('<html><script>alert(1)</script></html>'), ['unsupported-file']],
    ['a PNG of 30,000 × 30,000 pixels in a hundred bytes', () => pngHeader(30_000, 30_000), ['too-large']],
    ['a PNG of one line of 60 million pixels', () => pngHeader(60_000_000, 1), ['too-large']],
    ['a JPEG that says it is 65,500 pixels wide', () => lyingJpeg(65_500), ['too-large']],
    ['a JPEG cut in half', () => jpeg.subarray(0, jpeg.length >> 1), ['broken-file']],
    ['a PDF whose content unpacks from nothing to 200 MB', () => rawPdf([CATALOG, PAGES, PAGE, stream('/Filter[/FlateDecode/FlateDecode]', packedTwice(200_000_000))]), ['too-large']],
    ['a PDF with a picture of 40,000 × 40,000 pixels', () => rawPdf([CATALOG, PAGES, PAGE, stream('', 'q 144 0 0 216 0 0 cm /Im Do Q'),
      stream('/Type/XObject/Subtype/Image/Width 40000/Height 40000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode', deflateSync(Buffer.alloc(1000)))]), ['too-large']],
    ['a PDF whose pages contain themselves', () => rawPdf([CATALOG, '<</Type/Pages/Kids[2 0 R 3 0 R]/Count 99999>>', PAGE, stream('', '')]), ['too-large']],
    ['a PDF of 5,000 pages', () => rawPdf([CATALOG, `<</Type/Pages/Count 5000/Kids[${Array.from({ length: 5000 }, (_, i) => `${i + 3} 0 R`).join(' ')}]>>`,
      ...Array.from({ length: 5000 }, () => '<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 216]>>')]), ['too-large']],
    ['a PDF with nothing but noise behind its header', () => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 73 + 41) & 255))]), ['broken-file']],
    ['a PDF whose JPEG 2000 picture is damaged, which draws as white paper', () => picturePdf({ data: Buffer.from('not a codestream'), dict: { Width: 400, Height: 600, Filter: 'JPXDecode', ColorSpace: 'DeviceGray', BitsPerComponent: 8 } }), ['broken-file']],
    ['a ZIP of more files than a ZIP may hold', () => zipOf(Array.from({ length: 9001 }, (_, i) => ({ name: `${i}.jpg`, content: new Uint8Array(0) }))), ['too-large']],
  ])('%s', async (_, make, expected) => {
    expect(await outcomes(await make())).toEqual(expected)
  })

  test('a chain of cross-reference tables that never ends, and a TIFF whose pages go in a circle, come to their end', async () => {
    const looping = rawPdf([CATALOG, PAGES, PAGE, stream('', 'q 144 0 0 216 0 0 cm /Im Do Q'), stream('/Type/XObject/Subtype/Image/Width 400/Height 600/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode', jpeg)], '/Prev XREF')
    expect(await outcomes(looping)).toEqual(['400×600'])
    expect((await outcomes(await loopingTiff())).length).toBeLessThanOrEqual(3000)
  })
})

describe('an odd but honest file becomes its pages', () => {
  const jpegDict = { Width: 400, Height: 600, Filter: 'DCTDecode', ColorSpace: 'DeviceGray', BitsPerComponent: 8 }

  test('a JPEG with a ZIP behind it is the JPEG, a PDF with a web page before it is the PDF', async () => {
    expect(await outcomes(Buffer.concat([jpeg, zipOf([{ name: 'x.exe', content: Buffer.from('MZ') }])]))).toEqual(['400×600'])
    expect(await outcomes(Buffer.concat([Buffer.from('<html><script>alert(1)</script></html>\n'), await picturePdf({ data: jpeg, dict: jpegDict })]))).toEqual(['400×600'])
  })

  test('a PDF in four inks shows black where black is, alone and inside a PDF', async () => {
    const ink = await sharp(Buffer.from(raster.data), { raw: { width: 400, height: 600, channels: 1 } }).toColourspace('cmyk').jpeg({ quality: 90 }).toBuffer()
    for (const bytes of [ink, await picturePdf({ data: ink, dict: { ...jpegDict, ColorSpace: 'DeviceCMYK', Decode: [1, 0, 1, 0, 1, 0, 1, 0] } })]) {
      const page = await onlyPage(bytes)
      expect([dark(page, 50, 30), dark(page, 300, 500)]).toEqual([true, false])
    }
  })

  test('a PDF encrypted without a password opens; with one it is refused by that name', async () => {
    const encrypted = async (userPassword: string): Promise<Uint8Array> => {
      const pdf = await PDFDocument.create()
      pdf.addPage([144, 216]).drawImage(await pdf.embedJpg(jpeg), { x: 0, y: 0, width: 144, height: 216 })
      pdf.encrypt({ userPassword, ownerPassword: 'owner' })
      return pdf.save()
    }
    expect(await outcomes(await encrypted(''))).toEqual(['400×600'])
    expect(await outcomes(await encrypted('secret'))).toEqual(['encrypted-file'])
  })

  test('pages of several sizes and turns keep their own', async () => {
    const pdf = await PDFDocument.create()
    const picture = await pdf.embedJpg(jpeg)
    for (const [width, height] of [[144, 216], [288, 432]] as const) pdf.addPage([width, height]).drawImage(picture, { x: 0, y: 0, width, height })
    pdf.addPage([144, 216])
    expect(await outcomes(await pdf.save())).toEqual(['400×600', '400×600', '400×600'])
  })
})
