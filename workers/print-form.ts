import { PDFDocument, type PDFEmbeddedPage, type PDFFont, type PDFPage } from 'pdf-lib'
import type { BoxMm } from '../pipeline/model/form.ts'
import { embedFaces } from '../pipeline/protocol/document/open-pdf.ts'
import type { LoadedForm } from './form-files.ts'

const PT_PER_MM = 72 / 25.4

/**
 * A PDF to print: the form's blank pages in form order; with codes, one copy a code, the code printed into every code field.
 * `font` is a TrueType file with digits. The same input gives the same bytes.
 */
export async function printForm({ form, blanks, codes, font }: LoadedForm & { readonly codes: readonly string[]; readonly font: Uint8Array }): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  pdf.setTitle(form.title)
  const face = codes.length > 0 ? (await embedFaces(pdf, { sans: font })).sans : null
  const pages = await embedBlanks(pdf, { form, blanks })
  for (const code of codes.length > 0 ? codes : [null]) {
    form.pages.forEach((page, i) => {
      const blank = pages[i]
      if (!blank) throw new Error(`${form.id} has no blank of page ${page.number}`)
      const sheet = pdf.addPage([blank.width, blank.height])
      sheet.drawPage(blank)
      if (code === null || !face) return
      for (const field of page.fields) if (field.kind === 'code') printCode({ sheet, face, code, box: field.box, cells: field.cells })
    })
  }
  return pdf.save()
}

/** Every blank page once, so that a hundred copies do not weigh a hundred times as much. */
async function embedBlanks(pdf: PDFDocument, { form, blanks }: LoadedForm): Promise<readonly (PDFEmbeddedPage | undefined)[]> {
  const embedded = new Map<string, PDFEmbeddedPage>()
  for (const [file, bytes] of blanks) {
    const source = await PDFDocument.load(bytes, { updateMetadata: false })
    const numbers = [...new Set(form.pages.filter(({ blank }) => blank.file === file).map(({ blank }) => blank.page))]
    // Together, so that fonts and pictures that pages share are taken over once.
    const pages = await pdf.embedPages(numbers.map((number) => source.getPage(number - 1)))
    numbers.forEach((number, i) => embedded.set(`${file} ${number}`, pages[i] as PDFEmbeddedPage))
  }
  return form.pages.map(({ blank }) => embedded.get(`${blank.file} ${blank.page}`))
}

function printCode({ sheet, face, code, box: [x, y, width, height], cells }: {
  readonly sheet: PDFPage; readonly face: PDFFont; readonly code: string; readonly box: BoxMm; readonly cells: number | undefined
}): void {
  const pitch = width / (cells ?? code.length + 1)
  const size = Math.min(height * 0.62, pitch * 1.4) * PT_PER_MM
  const top = sheet.getHeight()
  for (const [i, digit] of [...code].entries()) {
    const centre = (x + pitch * (cells ? i + 0.5 : i + 1)) * PT_PER_MM
    // Digits are about 0.7 of the size high: their middle goes to the middle of the box.
    sheet.drawText(digit, { x: centre - face.widthOfTextAtSize(digit, size) / 2, y: top - (y + height / 2) * PT_PER_MM - size * 0.35, font: face, size })
  }
}
