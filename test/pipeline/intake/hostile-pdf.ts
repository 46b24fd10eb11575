import { PDFDocument, PDFName, PDFRawStream, type PDFDict } from 'pdf-lib'

/** A PDF written by hand, object by object (the first is the catalog), so that a test can lie in it. `trailer` is added to the trailer's entries. */
export function rawPdf(objects: readonly (string | Uint8Array)[], trailer = ''): Uint8Array {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const offsets: number[] = []
  let at = parts[0]!.length
  const add = (part: Buffer): void => { parts.push(part); at += part.length }
  objects.forEach((object, i) => {
    offsets.push(at)
    add(Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]))
  })
  const xrefAt = at
  const lines = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  add(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines}trailer\n<</Size ${objects.length + 1}/Root 1 0 R${trailer.replace('XREF', String(xrefAt))}>>\nstartxref\n${xrefAt}\n%%EOF\n`))
  return new Uint8Array(Buffer.concat(parts))
}

export const CATALOG = '<</Type/Catalog/Pages 2 0 R>>'
export const PAGES = '<</Type/Pages/Kids[3 0 R]/Count 1>>'
export const PAGE = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 216]/Contents 4 0 R/Resources<</XObject<</Im 5 0 R>>>>>>'

/** A stream object with these entries beside its length. */
export const stream = (entries: string, data: Uint8Array | string): Uint8Array =>
  Buffer.concat([Buffer.from(`<</Length ${data.length}${entries}>>\nstream\n`), Buffer.from(data), Buffer.from('\nendstream')])

/** A PDF of one page that shows one picture stream. */
export async function picturePdf({ data, dict }: { readonly data: Uint8Array; readonly dict: Record<string, unknown> }): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const page = pdf.addPage([144, 216])
  const image = PDFRawStream.of(pdf.context.obj({ Type: 'XObject', Subtype: 'Image', ...dict } as never) as unknown as PDFDict, data)
  page.node.set(PDFName.of('Resources'), pdf.context.obj({ XObject: { Im: pdf.context.register(image) } }))
  page.node.set(PDFName.of('Contents'), pdf.context.register(pdf.context.flateStream('q 144 0 0 216 0 0 cm /Im Do Q')))
  return pdf.save()
}

/** A JBIG2 page of one generic region (ITU-T T.88, 7.2, 7.4.6, 7.4.8), as a PDF embeds it. `region`: its flags and what follows them. */
export function jbig2Of({ region, widthPx, heightPx }: { readonly region: Uint8Array; readonly widthPx: number; readonly heightPx: number }): Uint8Array {
  const long = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
  const segment = (number: number, type: number, content: Uint8Array | number[]): Buffer => Buffer.concat([Buffer.from([...long(number), type, 0, 1, ...long(content.length)]), Buffer.from(content)])
  const PAGE_INFORMATION = 48, GENERIC_REGION = 38
  return Buffer.concat([
    segment(0, PAGE_INFORMATION, [...long(widthPx), ...long(heightPx), ...long(0), ...long(0), 0, 0, 0]),
    segment(1, GENERIC_REGION, Buffer.concat([Buffer.from([...long(widthPx), ...long(heightPx), ...long(0), ...long(0), 0]), region])),
  ])
}

/** Fax data (ITU-T T.6) as such a region: MMR coding. */
export const faxRegion = (data: Uint8Array): Uint8Array => Buffer.concat([Buffer.from([1]), data])
