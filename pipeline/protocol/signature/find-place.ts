import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRef, type PDFDocument, type PDFPage } from 'pdf-lib'

/** A box on a page, points from its lower left corner: [left, bottom, right, top]. */
export interface Place { readonly page: PDFPage; readonly box: readonly [number, number, number, number] }

/** The place that a document made by this program names for a signature; null when there is none of this name. */
export function findPlace(document: PDFDocument, name: string): Place | null {
  const destination = document.catalog.lookupMaybe(PDFName.of('Dests'), PDFDict)?.lookupMaybe(PDFName.of(name), PDFArray)
  if (!destination || destination.size() < 6) return null
  const page = document.getPages().find((each) => each.ref === destination.get(0))
  const [left, bottom, right, top] = [2, 3, 4, 5].map((index) => destination.lookupMaybe(index, PDFNumber)?.asNumber())
  if (!page || left === undefined || bottom === undefined || right === undefined || top === undefined) return null
  return { page, box: [left, bottom, right, top] }
}

/** Is another signature shown in this place already? */
export function isTaken(document: PDFDocument, { page, box }: Place): boolean {
  const annotations = page.node.lookupMaybe(PDFName.of('Annots'), PDFArray)?.asArray() ?? []
  return annotations.some((each) => {
    const annotation = each instanceof PDFRef ? document.context.lookupMaybe(each, PDFDict) : each
    const rect = annotation instanceof PDFDict ? annotation.lookupMaybe(PDFName.of('Rect'), PDFArray) : undefined
    return rect?.size() === 4 && box.every((value, index) => Math.abs((rect.lookupMaybe(index, PDFNumber)?.asNumber() ?? Infinity) - value) < 0.5)
  })
}
