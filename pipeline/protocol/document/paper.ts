import {
  beginText, endText, fill, lineTo, moveText, moveTo, PDFName, popGraphicsState, pushGraphicsState, rectangle, setFillingGrayscaleColor, setFontAndSize,
  setLineWidth, setStrokingGrayscaleColor, showText, stroke, type PDFDocument, type PDFPage,
} from 'pdf-lib'
import { MARGINS_MM } from './blocks.ts'
import type { Face, Fonts } from './open-pdf.ts'

/** Millimetres → points. */
export const pt = (mm: number): number => (mm * 72) / 25.4

/** Text at a place: x from the left and `baseline` from the top edge of the page, points. */
export interface PlacedText { readonly text: string; readonly x: number; readonly baseline: number; readonly face: Face; readonly size: number; readonly gray?: number }

/** Pages that are written from the top down. Lengths are points, measured from the top left corner of the page. */
export interface Paper {
  readonly left: number
  readonly width: number
  /** Where the next thing goes. */
  readonly top: number
  /** What is left of this page, and what an empty page offers. */
  readonly room: number
  readonly pageRoom: number
  /** Turns to a new page unless this height is still free; true when it did. */
  readonly need: (height: number) => boolean
  readonly down: (height: number) => void
  readonly measure: (text: string, face: Face, size: number) => number
  readonly write: (text: PlacedText) => void
  readonly rule: (line: { readonly x: number; readonly y: number; readonly toX: number; readonly toY: number; readonly width: number; readonly gray?: number }) => void
  readonly fill: (box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly gray: number }) => void
  /** Gives a place on this page a name that readers of the file can find. */
  readonly name: (place: { readonly name: string; readonly x: number; readonly y: number; readonly width: number; readonly height: number }) => void
  /** Writes on every page that there is, knowing how many there are. */
  readonly onEveryPage: (draw: (page: { readonly number: number; readonly count: number; readonly height: number }) => void) => void
}

/** Paper for a document in one orientation; its first page is open. */
export function openPaper({ pdf, faces, landscape }: { readonly pdf: PDFDocument; readonly faces: Fonts; readonly landscape: boolean }): Paper {
  const size: [number, number] = landscape ? [pt(297), pt(210)] : [pt(210), pt(297)]
  const margins = MARGINS_MM[landscape ? 'landscape' : 'portrait']
  const [left, firstTop, bottom] = [pt(margins.left), pt(margins.top), size[1] - pt(margins.bottom)]
  const widths = new Map<string, number>()
  let page = addPage({ pdf, faces, size })
  let top = firstTop

  const up = (y: number): number => size[1] - y
  return {
    left, width: size[0] - left - pt(margins.right), pageRoom: bottom - firstTop,
    get top() { return top },
    get room() { return bottom - top },
    need(height) {
      if (top + height <= bottom || top === firstTop) return false
      page = addPage({ pdf, faces, size })
      top = firstTop
      return true
    },
    down(height) { top += height },
    measure(text, face, points) {
      const key = `${face} ${text}`
      const width = widths.get(key) ?? faces[face].widthOfTextAtSize(text, 1)
      widths.set(key, width)
      return width * points
    },
    write({ text, x, baseline, face, size: points, gray = 0 }) {
      if (text === '') return
      page.pushOperators(setFillingGrayscaleColor(gray), beginText(), setFontAndSize(face, points), moveText(x, up(baseline)),
        showText(faces[face].encodeText(text)), endText())
    },
    rule({ x, y, toX, toY, width, gray = 0 }) {
      page.pushOperators(setStrokingGrayscaleColor(gray), setLineWidth(width), moveTo(x, up(y)), lineTo(toX, up(toY)), stroke())
    },
    fill({ x, y, width, height, gray }) {
      page.pushOperators(pushGraphicsState(), setFillingGrayscaleColor(gray), rectangle(x, up(y + height), width, height), fill(), popGraphicsState())
    },
    name({ name, x, y, width, height }) {
      addNamedPlace(pdf, { name, page, box: [x, up(y + height), x + width, up(y)] })
    },
    onEveryPage(draw) {
      const pages = pdf.getPages()
      for (const [index, each] of pages.entries()) {
        page = each
        draw({ number: index + 1, count: pages.length, height: size[1] })
      }
    },
  }
}

function addPage({ pdf, faces, size }: { readonly pdf: PDFDocument; readonly faces: Fonts; readonly size: [number, number] }): PDFPage {
  const page = pdf.addPage(size)
  for (const [face, font] of Object.entries(faces)) page.node.setFontDictionary(PDFName.of(face), font.ref)
  return page
}

/** A named destination that fits the box into the window (`/FitR`), so that it also says where the box is. */
function addNamedPlace(pdf: PDFDocument, { name, page, box }: { readonly name: string; readonly page: PDFPage; readonly box: readonly number[] }): void {
  const key = PDFName.of('Dests')
  const dests = pdf.catalog.lookup(key) ?? pdf.context.obj({})
  pdf.catalog.set(key, dests)
  if ('set' in dests && typeof dests.set === 'function') dests.set(PDFName.of(name), pdf.context.obj([page.ref, 'FitR', ...box]))
}
