import { PDFDocument, PDFName, PDFRawStream, type PDFDict } from 'pdf-lib'
import { encodeFax } from '../../../fixtures/encode-fax.ts'
import { fixtureForm } from '../../../fixtures/form-blanks.ts'
import { planWork } from '../../../fixtures/plan-work.ts'
import { seededRandom, type Random } from '../../../fixtures/random.ts'
import { makeWriter, writeWork } from '../../../fixtures/write-work.ts'
import { encodeJpeg } from '../../../pipeline/image/codec.ts'

/** Different works in a file; more of them take half a second each to be written. */
const WORKS = Number(process.env['BENCH_WORKS'] ?? 24)

/** One PDF of so many fax pages at 200 dpi: some filled works over and over, each page with a picture of its own, as from a scanner. */
export async function manyPages({ form: id, pages }: { readonly form: string; readonly pages: number }): Promise<Uint8Array> {
  const form = await fixtureForm(id)
  const faxes: Awaited<ReturnType<typeof encodeFax>>[] = []
  for (let n = 1; n <= WORKS; n++) {
    const seed = `upload ${n}`
    const plan = planWork({ form, variant: form.variants[0]!, code: `${form.grade}${String(n).padStart(4, '0')}`, random: seededRandom(seed) })
    const written = await writeWork({ form, plan, dpi: 200, seed, pupil: makeWriter(seed, 'pupil'), teacher: makeWriter(seed, 'teacher') })
    for (const page of written) faxes.push(await encodeFax(grey(page)))
  }
  const pdf = await PDFDocument.create({ updateMetadata: false })
  for (let at = 0; at < pages; at++) {
    const { data, widthPx, heightPx } = faxes[at % faxes.length]!
    addPicture(pdf, data, { Width: widthPx, Height: heightPx, BitsPerComponent: 1, ColorSpace: 'DeviceGray', Filter: 'CCITTFaxDecode', DecodeParms: { K: -1, Columns: widthPx, Rows: heightPx } })
  }
  return pdf.save({ useObjectStreams: false })
}

/** A PDF of about so many bytes: pages of noise, which no encoder makes smaller. */
export async function noisePages({ bytes, random }: { readonly bytes: number; readonly random: Random }): Promise<Uint8Array> {
  const [width, height] = [1654, 2339]
  const jpeg = await encodeJpeg({ width, height, channels: 1, data: Uint8Array.from({ length: width * height }, () => random.int(256)) }, 90)
  const pdf = await PDFDocument.create({ updateMetadata: false })
  for (let sum = 0; sum + jpeg.length <= bytes; sum += jpeg.length) addPicture(pdf, jpeg, { Width: width, Height: height, BitsPerComponent: 8, ColorSpace: 'DeviceGray', Filter: 'DCTDecode' })
  return pdf.save({ useObjectStreams: false })
}

function addPicture(pdf: PDFDocument, data: Uint8Array, entries: Readonly<Record<string, unknown>>): void {
  const sheet = pdf.addPage([595.4, 842])
  const dict = pdf.context.obj({ Type: 'XObject', Subtype: 'Image', ...entries } as Parameters<typeof pdf.context.obj>[0]) as unknown as PDFDict
  sheet.node.setXObject(PDFName.of('Im0'), pdf.context.register(PDFRawStream.of(dict, data)))
  sheet.node.set(PDFName.of('Contents'), pdf.context.register(pdf.context.stream('q 595.4 0 0 842 0 0 cm /Im0 Do Q')))
}

function grey({ width, height, channels, data }: Awaited<ReturnType<typeof writeWork>>[number]): { width: number; height: number; channels: 1; data: Uint8Array } {
  if (channels === 1) return { width, height, channels, data }
  return { width, height, channels: 1, data: Uint8Array.from({ length: width * height }, (_, at) => Math.min(data[3 * at]!, data[3 * at + 1]!, data[3 * at + 2]!)) }
}
