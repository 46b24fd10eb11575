import { PDFArray, PDFName, PDFRawStream, type PDFObject } from 'pdf-lib'
import { faxTiff } from './fax-tiff.ts'
import { inspectJbig2, type Jbig2 } from './jbig2.ts'
import { booleanOf, entryOf, filtersOf, inflate, lastParmsOf, nameOf, numberOf, plainOf } from './pdf-objects.ts'

const MAX_PICTURE_BYTES = 256_000_000

/** The picture's bytes as JPEG or TIFF when that says exactly what the PDF says; 'cut' when its data breaks off, null when a renderer must do it. */
export function pictureBytes({ stream, widthPx, heightPx, blackFill }: {
  stream: PDFRawStream; widthPx: number; heightPx: number; blackFill: boolean
}): Uint8Array | 'cut' | null {
  const get = (key: string): PDFObject | undefined => entryOf(stream, key)
  if (get('SMask') || get('Mask')) return null
  const filters = filtersOf(stream)
  const stencil = booleanOf(get('ImageMask')) ?? false
  const space = get('ColorSpace')
  const channels = stencil ? 1 : channelsOf(space)
  const flipped = invertsGrey(get('Decode'), channels)
  if (channels === null || flipped === null) return null
  const lastParms = lastParmsOf(stream)

  // A row takes a bit at least: shorter data breaks off, and decoders leave the rest white.
  const fax = (data: Uint8Array, inverted: boolean): Uint8Array | 'cut' => (8 * data.length < heightPx ? 'cut' : faxTiff({ data, widthPx, heightPx, inverted }))
  if (filters.at(-1) === 'DCTDecode' && !stencil && !flipped && !lastParms) {
    if (filters.length === 1) return stream.getContents()
    const jpeg = filters.length === 2 && filters[0] === 'FlateDecode' ? inflate(stream.getContents(), MAX_PICTURE_BYTES) : null
    return jpeg === 'bomb' ? null : jpeg
  }
  if (filters.length === 1 && filters[0] === 'JBIG2Decode' && channels === 1 && (!stencil || blackFill)) {
    const jbig2 = jbig2Of(stream)
    return jbig2?.type === 'fax' ? fax(jbig2.data, flipped) : null
  }
  if (filters.length === 1 && filters[0] === 'CCITTFaxDecode' && channels === 1 && lastParms) {
    const parm = (key: string): PDFObject | undefined => lastParms.lookup(PDFName.of(key))
    const plain = (numberOf(parm('K')) ?? 0) < 0 && !(booleanOf(parm('EncodedByteAlign')) ?? false)
      && (numberOf(parm('Columns')) ?? 1728) === widthPx && (!stencil || blackFill)
    return plain ? fax(stream.getContents(), (booleanOf(parm('BlackIs1')) ?? false) !== flipped) : null
  }
  return null
}

/** How a TIFF of ours begins, and how long it is at most when nothing stands on the page: a bit a row, its end and its tags. */
const TIFF_BYTE = 0x49
const mostWhiteFax = (heightPx: number): number => heightPx / 8 + 160

/** The picture that was taken out is a fax whose data is longer than white paper's. */
export const isInkedFax = (bytes: Uint8Array, heightPx: number): boolean => bytes[0] === TIFF_BYTE && bytes.length > mostWhiteFax(heightPx)

/** Null: no JBIG2, or packed once more, as nobody does. */
export function jbig2Of(stream: PDFRawStream): Jbig2 | null {
  const filters = filtersOf(stream)
  if (filters.at(-1) !== 'JBIG2Decode') return null
  const globals = lastParmsOf(stream)?.lookup(PDFName.of('JBIG2Globals'))
  const shared = globals instanceof PDFRawStream ? plainOf(globals) : null
  const data = filters.length === 1 ? stream.getContents() : null
  if (!data || shared === 'bomb' || (globals && !shared)) return { type: 'unsure' }
  return inspectJbig2({ data, globals: shared, widthPx: numberOf(entryOf(stream, 'Width')) ?? 0, heightPx: numberOf(entryOf(stream, 'Height')) ?? 0 })
}

/** Channels of the plain colour spaces; null for all that need a palette, inks or a function. */
function channelsOf(space: PDFObject | undefined): 1 | 3 | null {
  const name = nameOf(space)
  if (name === 'DeviceGray') return 1
  if (name === 'DeviceRGB') return 3
  if (!(space instanceof PDFArray)) return null
  const family = nameOf(space.lookup(0))
  if (family === 'CalGray') return 1
  if (family === 'CalRGB') return 3
  const profile = space.lookup(1)
  const n = family === 'ICCBased' && profile instanceof PDFRawStream ? numberOf(profile.dict.lookup(PDFName.of('N'))) : null
  return n === 1 || n === 3 ? n : null
}

/** Does /Decode turn black and white round? Null: it does something else. */
function invertsGrey(decode: PDFObject | undefined, channels: 1 | 3 | null): boolean | null {
  if (!(decode instanceof PDFArray) || channels === null) return false
  const values = decode.asArray().map((_, i) => numberOf(decode.lookup(i)))
  if (values.every((v, i) => v === i % 2)) return false
  return channels === 1 && values[0] === 1 && values[1] === 0 ? true : null
}
