import { PDFDocument } from 'pdf-lib'

/** The checkpoint that a protocol bears (in its properties, as the page prints it); null when it has none or the PDF does not open. */
export async function printedCheckpoint(pdf: Uint8Array): Promise<string | null> {
  try {
    return (await PDFDocument.load(pdf, { updateMetadata: false })).getKeywords() ?? null
  } catch { return null }
}
