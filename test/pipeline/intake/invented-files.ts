import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { CATALOG, PAGE, PAGES, rawPdf, stream } from './hostile-pdf.ts'
import { zipOf } from './zip-of.ts'

/** Hostile files of our own invention: what each lies about, and its bytes. */
export async function inventedFiles(): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]> {
  const white = await sharp({ create: { width: 300, height: 400, channels: 3, background: '#fff' } }).png().toBuffer()
  const made = [...zips(white), ...tiffs(), ...await jpegs(), ...pngs(), ...pdfs()]
  return made.map(([name, bytes]) => ({ name, bytes: new Uint8Array(bytes) }))
}

type Made = readonly [string, Uint8Array]

function zips(white: Uint8Array): Made[] {
  const png = zipOf([{ name: 'a.png', content: white }])
  const patched = (at: (zip: Buffer) => void, from = png): Uint8Array => { const copy = Buffer.from(from); at(copy); return copy }
  const directoryOf = (zip: Buffer): number => zip.readUInt32LE(zip.length - 6)
  const named = (name: string | Uint8Array): Uint8Array => zipOf([{ name, content: white }])
  let nested = png
  for (let depth = 0; depth < 40; depth++) nested = zipOf([{ name: 'inner.zip', content: nested }])
  const zip64 = (entries: bigint): Uint8Array => {
    const end = Buffer.alloc(56 + 20)
    end.writeUInt32LE(0x06064b50, 0)
    end.writeBigUInt64LE(44n, 4)
    end.writeBigUInt64LE(entries, 24)
    end.writeBigUInt64LE(entries, 32)
    end.writeBigUInt64LE(1n << 50n, 40)
    end.writeUInt32LE(0x07064b50, 56)
    end.writeBigUInt64LE(BigInt(png.length - 22), 64)
    end.writeUInt32LE(1, 72)
    const tail = Buffer.from(png.subarray(png.length - 22))
    for (const at of [8, 10]) tail.writeUInt16LE(0xffff, at)
    for (const at of [12, 16]) tail.writeUInt32LE(0xffffffff, at)
    return Buffer.concat([png.subarray(0, png.length - 22), end, tail])
  }
  const many = Array.from({ length: 40 }, (_, i) => ({ name: `${i}.png`, content: white }))
  return [
    ['forty ZIPs inside of one another.zip', nested],
    ['zip64, 2^40 files.zip', zip64(1n << 40n)],
    ['zip64, a directory outside of the file.zip', zip64(1n)],
    ['every entry points at the first one’s data.zip', patched((zip) => { for (let at = directoryOf(zip); zip.readUInt32LE(at) === 0x02014b50; at += 46 + zip.readUInt16LE(at + 28)) zip.writeUInt32LE(0, at + 42) }, zipOf(many))],
    ['an entry that points into the directory.zip', patched((zip) => zip.writeUInt32LE(directoryOf(zip), directoryOf(zip) + 42))],
    ['a name with NUL.zip', named('a\0.exe\0.png')], ['a name from right to left.zip', named('\u202egnp.exe')], ['a name of 60,000 letters.zip', named('я'.repeat(30_000))],
    ['no name.zip', named('')], ['names of devices and drives.zip', named('C:\\CON\\..\\..\\aux.png')], ['a name that is no text.zip', named(Uint8Array.from({ length: 200 }, (_, i) => 128 + (i % 128)))],
    ['states a size of nothing.zip', patched((zip) => zip.writeUInt32LE(0, directoryOf(zip) + 24))],
    ['states 4 GB.zip', patched((zip) => zip.writeUInt32LE(0xfffffffe, directoryOf(zip) + 24))],
    ['packed by a method that nobody has.zip', patched((zip) => zip.writeUInt16LE(99, directoryOf(zip) + 10))],
    ['a workbook whose sheet is a bomb.xlsx', zipOf([{ name: '[Content_Types].xml', content: Buffer.from('<Types/>') }, { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(60_000_000, 32) }])],
    ['a link to a file of the system.zip', zipOf([{ name: 'link', content: Buffer.from('/etc/passwd') }])],
  ]
}

/** A little-endian TIFF of 8 × 8 grey pixels a page; `next` gives the place of the directory behind each. */
function tiffOf({ pages, next, tags = {} }: { pages: number; next: (page: number, at: (page: number) => number) => number; tags?: Readonly<Record<number, number>> }): Uint8Array {
  const entries: Readonly<Record<number, number>> = { 256: 8, 257: 8, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 8, 279: 64, ...tags }
  const size = 2 + 12 * Object.keys(entries).length + 4
  const at = (page: number): number => 72 + page * size
  const out = Buffer.alloc(72 + pages * size)
  out.write('II')
  out.writeUInt16LE(42, 2)
  out.writeUInt32LE(72, 4)
  for (let page = 0; page < pages; page++) {
    out.writeUInt16LE(Object.keys(entries).length, at(page))
    for (const [index, [tag, value]] of Object.entries(entries).entries()) {
      const entry = at(page) + 2 + 12 * index
      out.writeUInt16LE(Number(tag), entry)
      out.writeUInt16LE(4, entry + 2)
      out.writeUInt32LE(1, entry + 4)
      out.writeUInt32LE(value, entry + 8)
    }
    out.writeUInt32LE(next(page, at), at(page) + size - 4)
  }
  return out
}

function tiffs(): Made[] {
  const one = (tags: Readonly<Record<number, number>>): Uint8Array => tiffOf({ pages: 1, next: () => 0, tags })
  return [
    ['its directory comes after itself.tif', tiffOf({ pages: 1, next: (_, at) => at(0) })],
    ['two directories that follow each other.tif', tiffOf({ pages: 2, next: (page, at) => at(1 - page) })],
    ['a directory outside of the file.tif', tiffOf({ pages: 1, next: () => 0xfffffff0 })],
    ['20,000 pages.tif', tiffOf({ pages: 20_000, next: (page, at) => (page < 19_999 ? at(page + 1) : 0) })],
    ['strips of 4 GB.tif', one({ 279: 0xffffffff })], ['a strip outside of the file.tif', one({ 273: 0x7fffffff })], ['no rows a strip.tif', one({ 278: 0 })],
    ['no pixels.tif', one({ 256: 0 })], ['four billion pixels wide.tif', one({ 256: 0xffffffff })], ['65,535 channels.tif', one({ 277: 65_535 })], ['a pixel of 4 billion bits.tif', one({ 258: 0xffffffff })],
    ['said to be fax, and is not.tif', one({ 258: 1, 259: 4 })], ['said to hold a JPEG, and does not.tif', one({ 259: 7 })],
  ]
}

async function jpegs(): Promise<Made[]> {
  const progressive = await sharp({ create: { width: 3000, height: 3000, channels: 3, background: '#fff' } }).toColourspace('b-w').jpeg({ progressive: true, quality: 50 }).toBuffer()
  const lastScan = progressive.lastIndexOf(Buffer.from([0xff, 0xda]))
  const scans = Buffer.concat([progressive.subarray(0, lastScan), ...Array.from({ length: 5000 }, () => progressive.subarray(lastScan, -2)), Buffer.from([0xff, 0xd9])])
  const frame = progressive.indexOf(Buffer.from([0xff, 0xc2]))
  const patched = (change: (jpeg: Buffer) => void): Uint8Array => { const copy = Buffer.from(progressive); change(copy); return copy }
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.alloc(65_533, 65)])
  return [
    ['5,000 scans.jpg', scans],
    ['65,500 pixels each way.jpg', patched((jpeg) => { jpeg.writeUInt16BE(65_500, frame + 5); jpeg.writeUInt16BE(65_500, frame + 7) })],
    ['no lines.jpg', patched((jpeg) => jpeg.writeUInt16BE(0, frame + 5))],
    ['two frames.jpg', Buffer.concat([progressive.subarray(0, lastScan), progressive.subarray(frame)])],
    ['30 MB of comments.jpg', Buffer.concat([progressive.subarray(0, 2), ...Array.from({ length: 460 }, () => comment), progressive.subarray(2)])],
    ['only its first bytes.jpg', progressive.subarray(0, 20)],
  ]
}

function pngs(): Made[] {
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const out = Buffer.alloc(8 + body.length)
    out.writeUInt32BE(data.length, 0)
    body.copy(out, 4)
    out.writeUInt32BE(crc32(body), 4 + body.length)
    return out
  }
  const long = (...values: number[]): Buffer => { const out = Buffer.alloc(4 * values.length); values.forEach((value, i) => out.writeUInt32BE(value, 4 * i)); return out }
  const png = (widthPx: number, heightPx: number, ...chunks: Uint8Array[]): Uint8Array =>
    Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', Buffer.concat([long(widthPx, heightPx), Buffer.from([8, 0, 0, 0, 0])])), ...chunks, chunk('IEND', Buffer.alloc(0))])
  const rows = (widthPx: number, heightPx: number): Buffer => chunk('IDAT', deflateSync(Buffer.alloc((widthPx + 1) * heightPx)))
  const frames = Array.from({ length: 2000 }, (_, i) => [chunk('fcTL', Buffer.concat([long(2 * i, 40, 40, 0, 0), Buffer.from([0, 1, 0, 10, 0, 0])])), chunk('fdAT', Buffer.concat([long(2 * i + 1), deflateSync(Buffer.alloc(41 * 40))]))]).flat()
  return [
    ['moves, 2,000 frames.png', png(40, 40, chunk('acTL', long(2000, 0)), rows(40, 40), ...frames)],
    ['text that unpacks to 200 MB.png', png(40, 40, chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(200_000_000))])), rows(40, 40))],
    ['two billion pixels wide.png', png(0x7fffffff, 1, rows(10, 1))], ['a line of 39,000 pixels.png', png(39_000, 1, rows(39_000, 1))], ['no data.png', png(40, 40)],
    ['data for one row of 5,000.png', png(5000, 5000, rows(5000, 1))], ['data that unpacks to 300 MB for 40 rows.png', png(40, 40, chunk('IDAT', deflateSync(Buffer.alloc(300_000_000))))],
  ]
}

function pdfs(): Made[] {
  const page = (entries: string, content = 'q Q', ...more: (string | Uint8Array)[]): Uint8Array =>
    rawPdf([CATALOG, PAGES, `<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</Im 5 0 R>>>>${entries}>>`, stream('', content), ...more])
  const picture = (entries: string, data: Uint8Array | string = Buffer.alloc(5000, 7)): Uint8Array =>
    rawPdf([CATALOG, PAGES, PAGE, stream('', 'q 144 0 0 216 0 0 cm /Im Do Q'), stream(`/Type/XObject/Subtype/Image${entries}`, data)])
  const grey = '/ColorSpace/DeviceGray/BitsPerComponent 8'
  return [
    ['a page of a billion points.pdf', page('/MediaBox[0 0 1000000000 1000000000]', '0 0 9 9 re f')], ['a unit of a million points.pdf', page('/MediaBox[0 0 600 800]/UserUnit 1000000', '0 0 9 9 re f')],
    ['a page inside out.pdf', page('/MediaBox[600 800 -600 -800]', '0 0 9 9 re f')], ['a page without a size.pdf', page('/MediaBox[0 0 0 0]')], ['a page that is no number.pdf', page('/MediaBox[/A (b) null 1e999]')],
    ['a turn of 45 degrees.pdf', page('/MediaBox[0 0 144 216]/Rotate 45', '0 0 9 9 re f')],
    ['10,000 times the same page.pdf', rawPdf([CATALOG, `<</Type/Pages/Kids[${'3 0 R '.repeat(10_000)}]/Count 10000>>`, PAGE, stream('', 'q Q')])],
    ['says that it has two billion pages.pdf', rawPdf([CATALOG, '<</Type/Pages/Kids[3 0 R]/Count 2000000000>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 216]>>'])],
    ['draws itself.pdf', page('/MediaBox[0 0 144 216]', '/Im Do', stream('/Type/XObject/Subtype/Form/BBox[0 0 144 216]/Resources<</XObject<</Im 5 0 R>>>>', '/Im Do /Im Do'))],
    ['a million open brackets.pdf', page('/MediaBox[0 0 144 216]', '['.repeat(1_000_000))], ['a million states kept.pdf', page('/MediaBox[0 0 144 216]', 'q '.repeat(900_000))],
    ['an object stream that extends itself.pdf', rawPdf([CATALOG, PAGES, PAGE, stream('', 'q Q'), stream('/Type/ObjStm/N 1000000000/First 9/Extends 5 0 R', '5 0 6 0 <<>>')])],
    ['a dictionary 20,000 deep.pdf', rawPdf([CATALOG, PAGES, `<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 216]/A ${'<</A '.repeat(20_000)}1${'>>'.repeat(20_000)}>>`])],
    ['parents in a circle.pdf', rawPdf([CATALOG, '<</Type/Pages/Kids[3 0 R]/Count 1/Parent 2 0 R>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 216]>>'])],
    ['a picture a billion wide.pdf', picture(`/Width 1000000000/Height 1${grey}`)], ['a hundred filters.pdf', picture(`/Width 70/Height 70${grey}/Filter[${'/FlateDecode '.repeat(100)}]`)],
    ['a fax of a billion columns.pdf', picture('/Width 1000000000/Height 8/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 1000000000/Rows 8>>')],
    ['a mask that is its own picture.pdf', picture(`/Width 50/Height 100${grey}/SMask 5 0 R`)], ['a palette that is not there.pdf', picture('/Width 50/Height 100/BitsPerComponent 8/ColorSpace[/Indexed/DeviceRGB 255 99 0 R]')],
    ['said to hold JBIG2 of 4 billion rows.pdf', picture('/Width 40/Height 40/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode', Buffer.from([0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 19, 0, 0, 0, 40, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))],
    ['a cipher that nobody has.pdf', rawPdf([CATALOG, PAGES, PAGE, stream('', 'q Q'), '<</Filter/Standard/V 99/R 99/O(x)/U(x)/P 0>>'], '/Encrypt 5 0 R')],
    ['its table follows itself.pdf', rawPdf([CATALOG, PAGES, PAGE, stream('', 'q Q')], '/Prev XREF')],
    ['a picture as the page’s content.pdf', rawPdf([CATALOG, PAGES, PAGE, stream('/Type/XObject/Subtype/Image', `q 144 0 0 216 0 0 cm /Im Do Q ${' '.repeat(40_000)}`), stream(`/Type/XObject/Subtype/Image/Width 50/Height 100${grey}`, Buffer.alloc(5000, 7))])],
  ]
}
