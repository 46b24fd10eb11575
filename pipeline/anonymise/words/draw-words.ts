import { create } from 'fontkit'
import { PDFDocument } from 'pdf-lib'
import { openPdfRenderer } from '../../intake/render-pdf.ts'
import { wordImageOf, type WordImage } from './word-image.ts'

const SIZE_PT = 12, DPI = 200, MARGIN_PT = 6

/** A word to find, as it looks in the faces. */
export interface DrawnWord { readonly text: string; readonly looks: readonly WordImage[] }

/** Draws words as print shows them in each of the fonts (TrueType). What is printed in others is known by these, see `unlikeness`. Letters that the faces do not have are not drawn; a word of such alone is left out. */
export async function drawWords({ words, fonts }: { readonly words: readonly string[]; readonly fonts: readonly Uint8Array[] }): Promise<readonly DrawnWord[]> {
  if (words.length === 0) return []
  const pdf = await PDFDocument.create({ updateMetadata: false })
  pdf.registerFontkit({ create })
  const faces = await Promise.all(fonts.map((font) => pdf.embedFont(font, { subset: true, features: { liga: false } })))
  for (const word of words) {
    for (const font of faces) pdf.addPage([font.widthOfTextAtSize(word, SIZE_PT) + 2 * MARGIN_PT, 2 * SIZE_PT]).drawText(word, { x: MARGIN_PT, y: 0.7 * SIZE_PT, size: SIZE_PT, font })
  }
  const opened = await openPdfRenderer(await pdf.save())
  if (!opened.ok) throw new Error(`The drawn words cannot be opened: ${opened.reason}`)
  const drawn: DrawnWord[] = []
  for (const [index, text] of words.entries()) {
    const looks: WordImage[] = []
    for (let face = 0; face < faces.length; face++) {
      const raster = await opened.value.render(index * faces.length + face + 1, DPI)
      const look = raster && wordImageOf(raster)
      if (look) looks.push(look)
    }
    if (looks.length > 0) drawn.push({ text, looks })
  }
  opened.value.close()
  return drawn
}
