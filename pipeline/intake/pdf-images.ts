import { inflateSync } from 'node:zlib'
import {
  PDFArray, PDFBool, PDFDict, PDFDocument, PDFName, PDFNumber, PDFRawStream, ParseSpeeds, type PDFObject, type PDFPage,
} from 'pdf-lib'
import type { QuarterTurn } from '../image/turn.ts'
import { contentImage, type PdfMatrix } from './content-image.ts'
import { faxTiff } from './fax-tiff.ts'
import { inspectJbig2, type Jbig2 } from './jbig2.ts'
import { DEFAULT_LIMITS } from './limits.ts'

/** A page that is one picture: the picture's own bytes, so that nothing is drawn and nothing lost. */
export interface PdfPageImage {
  /** JPEG or TIFF. */
  readonly bytes: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
  readonly turn: QuarterTurn
  readonly dpi: number
  /** Its data is longer than white paper's, so that a white picture of it is wrong. */
  readonly holdsInk: boolean
}

/** What is known of a page before it is drawn. */
export type PdfPage =
  | { readonly type: 'image'; readonly image: PdfPageImage }
  /**
   * Needs a renderer. `dpi` is the resolution of its one picture when it has one; `holdsInk`: its pictures are stored in more bytes than
   * white paper takes, so that a white drawing of it is wrong.
   */
  | { readonly type: 'drawing'; readonly dpi: number | null; readonly holdsInk: boolean }
  /** A picture of it is one that a renderer leaves white in silence: nobody can say what stands there. */
  | { readonly type: 'unsure' }
  /** What it draws unpacks to more than a page can need: a bomb. */
  | { readonly type: 'too-large' }

export interface PdfImages {
  readonly pageCount: number
  page(number: number): PdfPage
}

/** Longer content is left to a renderer; content past the bomb limit is left alone. */
const MAX_CONTENT_BYTES = 1_000_000
const BOMB_BYTES = 48_000_000
const MAX_PICTURE_BYTES = 256_000_000
/** So many pictures of one page are looked at before it is drawn. */
const MAX_PICTURES = 1000
/** The picture may miss the page's edge, or pass it, by this share of the page. */
const EDGE_SLACK = 0.02

const UNKNOWN: PdfPage = { type: 'drawing', dpi: null, holdsInk: false }

/**
 * Opens a PDF to take scanned pages out of it without drawing them (19–23 ms a page against 80–135 in pdfium). Null when the
 * file is damaged or encrypted in a way that this reader does not mend: pdfium may still.
 */
export async function openPdfImages(bytes: Uint8Array, { maxPixels = DEFAULT_LIMITS.maxPixels }: { readonly maxPixels?: number } = {}): Promise<PdfImages | null> {
  try {
    const pdf = await PDFDocument.load(bytes, {
      parseSpeed: ParseSpeeds.Fastest, updateMetadata: false, capNumbers: true, warnOnInvalidObjects: false,
    })
    const pages = pdf.getPages()
    return {
      pageCount: pages.length,
      page(number) {
        const page = pages[number - 1]
        try {
          return page ? describePage(page, maxPixels) : UNKNOWN
        } catch {
          return UNKNOWN
        }
      },
    }
  } catch {
    return null
  }
}

function describePage(page: PDFPage, maxPixels: number): PdfPage {
  const pictures = picturesOf(page)
  // A fax-coded picture that is not taken out as it is would be left white.
  const drawing = (dpi: number | null): PdfPage => (pictures.some(({ jbig2 }) => jbig2?.type === 'fax') ? { type: 'unsure' } : { type: 'drawing', dpi, holdsInk: pictures.some(holdsInk) })
  const media = page.getMediaBox(), crop = page.getCropBox()
  const box = [
    Math.max(media.x, crop.x), Math.max(media.y, crop.y),
    Math.min(media.x + media.width, crop.x + crop.width), Math.min(media.y + media.height, crop.y + crop.height),
  ] as const
  const content = contentOf(page)
  if (content === 'bomb' || pictures.some(({ pixels }) => pixels > maxPixels)) return { type: 'too-large' }
  if (pictures.some(({ jbig2 }) => jbig2?.type === 'unsure')) return { type: 'unsure' }
  const drawn = content ? contentImage(content.text, box) : null
  const stream = drawn && page.node.Resources()?.lookupMaybe(PDFName.of('XObject'), PDFDict)?.lookup(PDFName.of(drawn.name))
  if (!drawn || !(stream instanceof PDFRawStream) || nameOf(stream.dict.lookup(PDFName.of('Subtype'))) !== 'Image') return drawing(null)
  const widthPx = numberOf(stream.dict.lookup(PDFName.of('Width'))), heightPx = numberOf(stream.dict.lookup(PDFName.of('Height')))
  const turn = (((numberOf(page.node.Rotate()) ?? 0) % 360) + 360) % 360
  if (!widthPx || !heightPx) return drawing(null)
  const dpi = (widthPx * 72) / Math.hypot(drawn.matrix[0], drawn.matrix[1])
  if (!covers(drawn.matrix, box) || hasMarksOnTop(page) || (turn !== 0 && turn !== 90 && turn !== 180 && turn !== 270)) return drawing(dpi)
  const bytes = pictureBytes({ stream, widthPx, heightPx, blackFill: drawn.blackFill })
  if (bytes === 'cut') return { type: 'unsure' }
  return bytes ? { type: 'image', image: { bytes, widthPx, heightPx, turn, dpi, holdsInk: bytes[0] === TIFF_BYTE && bytes.length > mostWhiteFax(heightPx) } } : drawing(dpi)
}

/** Upright, not mirrored, from edge to edge. */
function covers(m: PdfMatrix, [left, bottom, right, top]: readonly [number, number, number, number]): boolean {
  const slackX = EDGE_SLACK * (right - left), slackY = EDGE_SLACK * (top - bottom)
  return m[1] === 0 && m[2] === 0 && m[0] > 0 && m[3] > 0
    && Math.abs(m[4] - left) <= slackX && Math.abs(m[4] + m[0] - right) <= slackX
    && Math.abs(m[5] - bottom) <= slackY && Math.abs(m[5] + m[3] - top) <= slackY
}

/** Stamps and pen strokes added as annotations are part of what a person sees. */
const hasMarksOnTop = (page: PDFPage): boolean => (page.node.Annots()?.size() ?? 0) > 0

/** The picture's bytes as JPEG or TIFF when that says exactly what the PDF says; null when a renderer must do it. */
function pictureBytes({ stream, widthPx, heightPx, blackFill }: {
  stream: PDFRawStream; widthPx: number; heightPx: number; blackFill: boolean
}): Uint8Array | 'cut' | null {
  const get = (key: string): PDFObject | undefined => stream.dict.lookup(PDFName.of(key))
  if (get('SMask') || get('Mask')) return null
  const filters = filterNames(get('Filter'))
  const stencil = booleanOf(get('ImageMask')) ?? false
  const space = get('ColorSpace')
  const channels = stencil ? 1 : channelsOf(space)
  const flipped = invertsGrey(get('Decode'), channels)
  if (channels === null || flipped === null) return null
  const parms = get('DecodeParms') ?? get('DP')
  const last = parms instanceof PDFArray ? parms.lookup(parms.size() - 1) : parms
  const lastParms = last instanceof PDFDict ? last : null

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

function contentOf(page: PDFPage): { readonly text: string } | 'bomb' | null {
  const contents = page.node.Contents()
  const streams = contents instanceof PDFArray ? contents.asArray().map((_, i) => contents.lookup(i)) : [contents]
  let text = ''
  for (const stream of streams) {
    if (!(stream instanceof PDFRawStream)) return null
    const filters = filterNames(stream.dict.lookup(PDFName.of('Filter')))
    const raw = stream.getContents()
    const plain = filters.every((filter) => filter === 'FlateDecode') ? inflateAll(raw, filters.length) : null
    if (plain === 'bomb' || !plain) return plain
    text += Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString('latin1') + '\n'
    if (text.length > MAX_CONTENT_BYTES) return null
  }
  return { text }
}

/** Unpacked so many times; a filter may stand in a row with itself. Null: damaged. */
function inflateAll(bytes: Uint8Array, times: number): Uint8Array | 'bomb' | null {
  let plain: Uint8Array | 'bomb' | null = bytes
  for (let i = 0; i < times && plain !== null && plain !== 'bomb'; i++) plain = inflate(plain, BOMB_BYTES)
  return plain
}

/** What a page's own pictures state; not what they draw in turn. A renderer leaves out what is too large for it or damaged: the page would look blank. */
function picturesOf(page: PDFPage): readonly Picture[] {
  const objects = page.node.Resources()?.lookupMaybe(PDFName.of('XObject'), PDFDict)
  return (objects?.keys().slice(0, MAX_PICTURES) ?? []).flatMap((key) => {
    const stream = objects?.lookup(key)
    if (!(stream instanceof PDFRawStream)) return []
    const side = (name: string): number => numberOf(stream.dict.lookup(PDFName.of(name))) ?? 0
    return [{ pixels: side('Width') * side('Height'), bytes: stream.getContentsSize(), jbig2: jbig2Of(stream) }]
  })
}

/** The weakest packing in use makes white colour paper 1,032 times smaller, so a pixel takes 1/344 of a byte. */
const holdsInk = ({ pixels, bytes, jbig2 }: Picture): boolean => (jbig2?.type === 'coded' ? !jbig2.mayBeWhite : bytes > 4096 + pixels / 300)

/** What a picture states: its size, how long its data is, and how it is coded when that is JBIG2. */
interface Picture { readonly pixels: number; readonly bytes: number; readonly jbig2: Jbig2 | null }

/** Null: no JBIG2, or packed once more, as nobody does. */
function jbig2Of(stream: PDFRawStream): Jbig2 | null {
  const get = (key: string): PDFObject | undefined => stream.dict.lookup(PDFName.of(key))
  const filters = filterNames(get('Filter'))
  if (filters.at(-1) !== 'JBIG2Decode') return null
  const given = get('DecodeParms') ?? get('DP')
  const parms = given instanceof PDFArray ? given.lookup(given.size() - 1) : given
  const globals = parms instanceof PDFDict ? parms.lookup(PDFName.of('JBIG2Globals')) : undefined
  const shared = globals instanceof PDFRawStream ? plainOf(globals) : null
  const data = filters.length === 1 ? stream.getContents() : null
  if (!data || (globals && !shared)) return { type: 'unsure' }
  return inspectJbig2({ data, globals: shared, widthPx: numberOf(get('Width')) ?? 0, heightPx: numberOf(get('Height')) ?? 0 })
}

function plainOf(stream: PDFRawStream): Uint8Array | null {
  const filters = filterNames(stream.dict.lookup(PDFName.of('Filter')))
  const plain = filters.every((filter) => filter === 'FlateDecode') ? inflateAll(stream.getContents(), filters.length) : null
  return plain === 'bomb' ? null : plain
}

/** Null: damaged. */
function inflate(bytes: Uint8Array, maxOutputLength: number): Uint8Array | 'bomb' | null {
  try {
    return inflateSync(bytes, { maxOutputLength })
  } catch (error) {
    return error instanceof RangeError ? 'bomb' : null
  }
}

function filterNames(filter: PDFObject | undefined): string[] {
  const list = filter instanceof PDFArray ? filter.asArray().map((_, i) => filter.lookup(i)) : filter ? [filter] : []
  return list.map((name) => nameOf(name) ?? '?')
}

const nameOf = (value: PDFObject | undefined): string | null => (value instanceof PDFName ? value.decodeText() : null)
const numberOf = (value: PDFObject | undefined): number | null => (value instanceof PDFNumber ? value.asNumber() : null)
const booleanOf = (value: PDFObject | undefined): boolean | null => (value instanceof PDFBool ? value.asBoolean() : null)
