import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFRef, type PDFObject } from 'pdf-lib'

/** What one page draws is held at once, and once more as it is written. */
const MOST_BYTES = 96 * 1024 * 1024

/**
 * One page (from 1) of a PDF as a PDF of its own, so that a renderer need not hold the whole. `whole` gives a stream with its data where that was left in the file.
 * Null when the page draws more than should be held.
 */
export async function lonePage({ pdf, number, sizeOf, whole }: {
  pdf: PDFDocument; number: number; sizeOf: (stream: PDFRawStream) => number; whole: (stream: PDFRawStream) => Promise<PDFRawStream>
}): Promise<Uint8Array | null> {
  const cut = [...streamsOf(pdf, number)]
  if (cut.reduce((sum, [, stream]) => sum + sizeOf(stream), 0) > MOST_BYTES) return null
  try {
    for (const [ref, stream] of cut) pdf.context.assign(ref, await whole(stream))
    const lone = await PDFDocument.create({ updateMetadata: false })
    const [page] = await lone.copyPages(pdf, [number - 1])
    lone.addPage(page!)
    return await lone.save({ useObjectStreams: false })
  } finally {
    for (const [ref, stream] of cut) pdf.context.assign(ref, stream)
  }
}

/** Every stream that a page can draw. Its sisters, which it may point at, are left out. */
function streamsOf(pdf: PDFDocument, number: number): Map<PDFRef, PDFRawStream> {
  const found = new Map<PDFRef, PDFRawStream>()
  const seen = new Set<PDFRef>()
  const page = pdf.getPage(number - 1)
  const open: (PDFObject | undefined)[] = [page.node, page.node.Resources()]
  while (open.length > 0) {
    let one = open.pop()
    if (one instanceof PDFRef) {
      if (seen.has(one)) continue
      seen.add(one)
      const ref = one
      one = pdf.context.lookup(ref)
      if (one instanceof PDFRawStream) found.set(ref, one)
    }
    const dict = one instanceof PDFRawStream ? one.dict : one instanceof PDFDict ? one : null
    if (dict && dict !== page.node && dict.get(PDFName.of('Type')) === PDFName.of('Page')) continue
    if (dict) for (const [key, value] of dict.entries()) { if (key !== PDFName.of('Parent')) open.push(value) }
    if (one instanceof PDFArray) open.push(...one.asArray())
  }
  return found
}
