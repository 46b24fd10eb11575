import { create } from 'fontkit'
import { PDFDocument, type PDFFont } from 'pdf-lib'

/** TrueType files of the faces that documents are set in, with Latin and Cyrillic. */
export interface FontFiles {
  readonly serif: Uint8Array
  readonly serifBold: Uint8Array
  readonly sans: Uint8Array
  readonly sansBold: Uint8Array
}
export type Face = keyof FontFiles
export type Fonts = Readonly<Record<Face, PDFFont>>

/**
 * An empty PDF with the faces embedded (only the letters that get used) and nothing that differs from run to run: no clock, no
 * random ids. `day` (`2026-05-12`) becomes its date of creation.
 */
export async function openPdf({ title, keywords, day, fonts }: { readonly title: string; readonly keywords?: string | undefined; readonly day: string; readonly fonts: FontFiles }): Promise<{ pdf: PDFDocument; faces: Fonts }> {
  const pdf = await PDFDocument.create({ updateMetadata: false })
  pdf.setTitle(title, { showInWindowTitleBar: true })
  if (keywords !== undefined) pdf.setKeywords([keywords])
  pdf.setProducer('Sverka')
  pdf.setCreator('Sverka')
  pdf.setLanguage('ru-RU')
  const midnight = new Date(`${day}T00:00:00Z`)
  pdf.setCreationDate(midnight)
  pdf.setModificationDate(midnight)
  return { pdf, faces: await embedFaces(pdf, fonts) }
}

/** Adds faces to a PDF that exists already. */
export async function embedFaces<Wanted extends Face>(pdf: PDFDocument, fonts: Readonly<Record<Wanted, Uint8Array>>): Promise<Readonly<Record<Wanted, PDFFont>>> {
  pdf.registerFontkit({ create })
  const faces: Partial<Record<Wanted, PDFFont>> = {}
  // Ligatures would come out of a copied text as one unknown letter.
  for (const face of Object.keys(fonts) as Wanted[]) faces[face] = await pdf.embedFont(fonts[face], { subset: true, features: { liga: false } })
  return faces as Record<Wanted, PDFFont>
}
