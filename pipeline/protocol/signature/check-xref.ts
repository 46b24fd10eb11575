import { PDFName, PDFNumber, PDFRawStream, PDFRef, decodePDFRawStream, type PDFDocument } from 'pdf-lib'
import { readXrefSection, type XrefEntry } from './read-xref-section.ts'

/**
 * Do the cross-references that a reader will follow lead where they should, after the bytes up to `signedEnd` were signed? Every section
 * added later must point into the added bytes only, at the one copy of the object it names, free nothing, and go on to the section that
 * was the last when the signature was made. Else a reader could be shown older or other objects than a walk through the file finds.
 */
export function xrefIsSound({ pdf, signedEnd, document }: { readonly pdf: Uint8Array; readonly signedEnd: number; readonly document: PDFDocument }): boolean {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
  const signedStart = lastStartXref(bytes.subarray(0, signedEnd))
  const entries: XrefEntry[] = []
  let offset = lastStartXref(bytes)
  for (let sections = 0; offset !== null && offset !== signedStart; sections++) {
    if (offset < signedEnd || sections > 1000) return false
    const section = readXrefSection({ bytes, offset, document })
    if (!section) return false
    entries.push(...section.entries)
    offset = section.previous
  }
  return offset !== null && offset === signedStart && everyCopyIsListed({ bytes, signedEnd, entries }) && everyPackedIsListed(document, entries)
}

function lastStartXref(bytes: Buffer): number | null {
  const at = bytes.lastIndexOf('startxref', undefined, 'latin1')
  const number = at < 0 ? null : /^startxref\s+(\d+)\s/.exec(bytes.subarray(at, at + 40).toString('latin1'))?.[1]
  return number ? Number(number) : null
}

/** The objects written out in the added bytes are exactly those that the added sections point at. */
function everyCopyIsListed({ bytes, signedEnd, entries }: { readonly bytes: Buffer; readonly signedEnd: number; readonly entries: readonly XrefEntry[] }): boolean {
  const listed = new Set(entries.flatMap((entry) => entry.type === 'plain' ? [`${entry.offset}: ${entry.object} ${entry.generation}`] : []))
  const written = new Set([...bytes.subarray(signedEnd).toString('latin1').matchAll(/(?<![\d.])(\d+)\s+(\d+)\s+obj\b/g)].map((match) => `${signedEnd + match.index}: ${match[1]} ${match[2]}`))
  return written.size === listed.size && [...written].every((each) => listed.has(each))
}

/** The objects packed into streams of the added bytes are exactly those that the sections find there, one copy each. */
function everyPackedIsListed(document: PDFDocument, entries: readonly XrefEntry[]): boolean {
  const packed = entries.filter((entry) => entry.type === 'packed')
  const own = entries.flatMap((entry) => entry.type === 'plain' ? [entry] : [])
  const containers = own.flatMap((entry) => {
    const stream = document.context.lookup(PDFRef.of(entry.object, entry.generation))
    return stream instanceof PDFRawStream && stream.dict.get(PDFName.of('Type')) === PDFName.of('ObjStm') ? [{ number: entry.object, stream }] : []
  })
  const inside = containers.flatMap(({ number, stream }) => objectsInside(stream).map((object) => `${object} in ${number}`))
  const listed = new Set(packed.map((entry) => `${entry.object} in ${entry.container}`))
  const numbers = [...packed.map((entry) => entry.object), ...own.map((entry) => entry.object)]
  return inside.length === listed.size && inside.every((each) => listed.has(each)) && (packed.length === 0 || new Set(numbers).size === numbers.length)
}

function objectsInside(stream: PDFRawStream): readonly number[] {
  const count = stream.dict.lookup(PDFName.of('N'))
  const text = Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1')
  const numbers = text.trimStart().split(/\s+/, 2 * (count instanceof PDFNumber ? count.asNumber() : 0)).map(Number)
  return numbers.filter((_, index) => index % 2 === 0)
}
