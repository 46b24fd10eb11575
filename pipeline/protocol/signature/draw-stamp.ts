import { PDFName, type PDFDocument, type PDFRef } from 'pdf-lib'
import { embedFaces, type FontFiles } from '../document/open-pdf.ts'
import type { Place } from './find-place.ts'

/** The picture of a signature: a thin frame and a few lines of small type that fill the place. */
export async function drawStamp({ document, place, lines, fonts }: {
  readonly document: PDFDocument; readonly place: Place; readonly lines: readonly string[]; readonly fonts: FontFiles
}): Promise<PDFRef> {
  const { sans } = await embedFaces(document, { sans: fonts.sans })
  const [width, height] = [place.box[2] - place.box[0], place.box[3] - place.box[1]]
  const leading = (height - 3) / Math.max(1, lines.length)
  const size = Math.min(leading / 1.15, 7)
  const shown = lines.map((line) => shorten(line, (text) => sans.widthOfTextAtSize(text, size) <= width - 6))
  const commands = [
    `0.4 w 0.35 G 0.5 0.5 ${width - 1} ${height - 1} re S`, 'BT 0 g',
    ...shown.map((line, index) => `/sans ${size.toFixed(2)} Tf 1 0 0 1 3 ${(height - 1.5 - leading * (index + 0.8)).toFixed(2)} Tm ${sans.encodeText(line).toString()} Tj`),
    'ET',
  ]
  return document.context.register(document.context.flateStream(commands.join('\n'), {
    Type: 'XObject', Subtype: 'Form', BBox: [0, 0, width, height], Resources: { Font: { [PDFName.of('sans').decodeText()]: sans.ref } },
  }))
}

/** The text, or as much of it as fits before an ellipsis. */
function shorten(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text
  let end = text.length
  while (end > 0 && !fits(`${text.slice(0, end)}…`)) end--
  return `${text.slice(0, end)}…`
}
