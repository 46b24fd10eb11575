/** The part of fontkit that pdf-lib is given; the package has no types of its own. */
declare module 'fontkit' {
  import type { PDFDocument } from 'pdf-lib'

  export const create: Parameters<PDFDocument['registerFontkit']>[0]['create']
}
