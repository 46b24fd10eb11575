import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import { decodeImage, encodeJpeg, encodePng, encodeWebp, probeImage } from '../../../pipeline/image/codec.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'

const red = { create: { width: 30, height: 20, channels: 3 as const, background: { r: 200, g: 20, b: 30 } } }

async function decoded(bytes: Uint8Array, page?: number): Promise<Raster> {
  const result = await decodeImage(bytes, page === undefined ? {} : { page })
  if (!result.ok) throw new Error(result.reason)
  return result.value.raster
}

describe('decodeImage', () => {
  test('gives back the exact pixels of a PNG, grey or colour', async () => {
    for (const channels of [1, 3] as const) {
      const raster: Raster = { width: 7, height: 5, channels, data: Uint8Array.from({ length: 35 * channels }, (_, i) => (i * 37) % 256) }
      expect(await decoded(await encodePng(raster))).toEqual(raster)
    }
  })

  test('keeps one channel for grey JPEG, 16-bit grey and bilevel pictures', async () => {
    const grey = await sharp(red).toColourspace('b-w').jpeg().toBuffer()
    const deep = await sharp(red).toColourspace('grey16').png().toBuffer()
    const fax = await sharp(red).toColourspace('b-w').tiff({ bitdepth: 1, compression: 'ccittfax4' }).toBuffer()
    expect((await decoded(grey)).channels).toBe(1)
    expect((await decoded(deep)).channels).toBe(1)
    expect(new Set((await decoded(fax)).data)).toEqual(new Set([0]))
  })

  test('refuses a fax that is damaged anywhere, or shows all of it', async () => {
    const [width, height] = [800, 600]
    const data = new Uint8Array(width * height).fill(255)
    const random = seededRandom('strokes')
    for (let stroke = 0; stroke < 900; stroke++) {
      const [x, y, long, lean] = [random.next() * (width - 40), random.next() * (height - 30), 8 + random.next() * 18, random.next() * 2 - 1]
      for (let step = 0; step < long; step++) data.fill(0, ...[0, 3].map((wide) => Math.floor(y + step) * width + Math.floor(x + 10 + step * lean) + wide) as [number, number])
    }
    const inkOf = (pixels: Uint8Array): number => pixels.reduce((ink, value) => ink + Number(value < 128), 0)
    const fax = await sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w').tiff({ bitdepth: 1, compression: 'ccittfax4' }).toBuffer()
    expect(inkOf((await decoded(fax)).data)).toBe(inkOf(data))
    let refused = 0
    for (let k = 0; k < 100; k++) {
      const damaged = Uint8Array.from(fax)
      const at = 400 + Math.floor(((fax.length - 800) * k) / 100)
      damaged[at]! ^= 0xff
      damaged[at + 1]! ^= 0x5a
      const result = await decodeImage(damaged)
      if (!result.ok) refused++
      else expect(Math.abs(inkOf(result.value.raster.data) - inkOf(data)) / inkOf(data), `damaged at ${at}`).toBeLessThan(0.02)
    }
    expect(refused).toBeGreaterThan(70)
  })

  test('shows a transparent picture on white', async () => {
    const clear = await sharp({ create: { width: 4, height: 4, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).png().toBuffer()
    expect(new Set((await decoded(clear)).data)).toEqual(new Set([255]))
  })

  test('turns a photograph upright by its EXIF orientation and keeps a stated resolution', async () => {
    const turned = await sharp(red).withMetadata({ orientation: 6, density: 300 }).jpeg().toBuffer()
    const result = await decodeImage(turned)
    expect(result).toMatchObject({ ok: true, value: { dpi: 300, raster: { width: 20, height: 30 } } })
  })

  test('brings CMYK to three channels near the same colour', async () => {
    const { data } = await decoded(await sharp(red).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer())
    expect(data[0]! - data[1]!).toBeGreaterThan(100)
  })

  test('refuses an SVG whatever it is called, a picture cut short and one with too many pixels', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    expect(await decodeImage(svg)).toEqual({ ok: false, reason: 'unsupported-file' })
    const noise = { width: 200, height: 200, channels: 3 as const, data: Uint8Array.from({ length: 120_000 }, (_, i) => (i * i * 31) % 256) }
    const jpeg = await encodeJpeg(noise, 90)
    expect(await decodeImage(jpeg.subarray(0, jpeg.length >> 1))).toEqual({ ok: false, reason: 'broken-file' })
    expect(await decodeImage(jpeg, { maxPixels: 39_999 })).toEqual({ ok: false, reason: 'too-large' })
  })
})

test('encoded pictures carry no metadata', async () => {
  const raster: Raster = { width: 40, height: 30, channels: 1, data: new Uint8Array(1200).fill(200) }
  for (const bytes of [await encodeJpeg(raster, 80), await encodePng(raster), await encodeWebp(raster, 80)]) {
    const meta = await sharp(Buffer.from(bytes)).metadata()
    expect([meta.exif, meta.xmp, meta.icc, meta.iptc, meta.comments]).toEqual([undefined, undefined, undefined, undefined, undefined])
    expect(await probeImage(bytes)).toMatchObject({ ok: true, value: { widthPx: 40, heightPx: 30 } })
  }
})
