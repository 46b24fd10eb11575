import { PDFiumLibrary, type PDFiumDocument, type PDFiumPage } from '@hyzyla/pdfium'
import type { Raster } from '../model/raster.ts'
import { ok, refuse, type Result } from '../model/result.ts'

/** A PDF opened for drawing its pages. Close it: its memory lies outside the garbage collector's reach. */
export interface PdfRenderer {
  readonly pageCount: number
  /** Page size as it is shown (after /Rotate), in points of 1/72 inch; null when the page cannot be loaded. */
  sizePt(page: number): { readonly width: number; readonly height: number } | null
  /** Draws a page (from 1) on white. One channel when the page has no colour. Null when the page cannot be loaded. */
  render(page: number, dpi: number): Promise<Raster | null>
  /** Whether one of the page's own pictures cannot be decoded: it is drawn as nothing. */
  hasBrokenPicture(page: number): Promise<boolean>
  close(): void
}

export type PdfRefusal = 'broken-file' | 'encrypted-file'

let library: Promise<PDFiumLibrary> | null = null

/** After a trap inside WebAssembly its memory can no longer be trusted: the next file gets a new library. */
const isTrap = (error: unknown): boolean => error instanceof Error && error.name === 'RuntimeError'

/** Opens a PDF with pdfium (WebAssembly, no access to anything but the bytes). It may hang on hostile files: call it where it can be stopped. */
export async function openPdfRenderer(bytes: Uint8Array): Promise<Result<PdfRenderer, PdfRefusal>> {
  library ??= PDFiumLibrary.init()
  let document: PDFiumDocument
  try {
    document = await (await library).loadDocument(bytes)
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    if (isTrap(error)) library = null
    return refuse(/password|security/i.test(message) ? 'encrypted-file' : 'broken-file')
  }
  return ok(rendererOf(document))
}

/** Draws one page (from 1) of a trusted PDF such as a form's blank. Throws when the PDF or the page cannot be opened. */
export async function renderPdfPage({ bytes, page, dpi }: { bytes: Uint8Array; page: number; dpi: number }): Promise<Raster> {
  const opened = await openPdfRenderer(bytes)
  if (!opened.ok) throw new Error(`PDF cannot be opened: ${opened.reason}`)
  try {
    const raster = await opened.value.render(page, dpi)
    if (!raster) throw new Error(`PDF has no page ${page}`)
    return raster
  } finally {
    opened.value.close()
  }
}

function rendererOf(document: PDFiumDocument): PdfRenderer {
  const pageCount = document.getPageCount()
  const load = (page: number): { page: PDFiumPage; width: number; height: number } | null => {
    if (!Number.isInteger(page) || page < 1 || page > pageCount) return null
    const loaded = document.getPage(page - 1)
    const { originalWidth: width, originalHeight: height } = loaded.getOriginalSize()
    return width > 0 && height > 0 ? { page: loaded, width, height } : null
  }
  const sizes = new Map<number, { width: number; height: number } | null>()
  return {
    pageCount,
    sizePt(page) {
      if (!sizes.has(page)) {
        const loaded = load(page)
        sizes.set(page, loaded && { width: loaded.width, height: loaded.height })
      }
      return sizes.get(page) ?? null
    },
    async render(page, dpi) {
      const loaded = load(page)
      if (!loaded) return null
      // The size is given in whole pixels, since the wrapper would round it down.
      const width = Math.max(1, Math.round((loaded.width * dpi) / 72))
      const height = Math.max(1, Math.round((loaded.height * dpi) / 72))
      try {
        const drawn = await loaded.page.render({ scale: 1, width, height, render: 'bitmap', colorSpace: 'BGRA', renderFormFields: false })
        return withoutAlpha(drawn.data, width, height)
      } catch (error) {
        if (isTrap(error)) library = null
        return null
      }
    },
    async hasBrokenPicture(page) {
      const loaded = load(page)
      if (!loaded) return false
      for (const object of loaded.page.objects()) {
        if (object.type !== 'image') continue
        try {
          const { data } = await object.render({ render: 'bitmap' })
          if (data.length === 0) return true
        } catch {
          return true
        }
      }
      return false
    },
    close: () => document.destroy(),
  }
}

/** RGBA on white → one channel when every pixel is grey, else three. */
function withoutAlpha(rgba: Uint8Array, width: number, height: number): Raster {
  const pixels = width * height
  const word = new Uint32Array(rgba.buffer, rgba.byteOffset, pixels)
  let colour = false
  for (let i = 0; i < pixels && !colour; i++) {
    const v = word[i]!
    colour = (v & 0xff) !== ((v >> 8) & 0xff) || (v & 0xff) !== ((v >> 16) & 0xff)
  }
  const channels = colour ? 3 : 1
  const data = new Uint8Array(pixels * channels)
  if (!colour) for (let i = 0; i < pixels; i++) data[i] = word[i]!
  else {
    for (let i = 0, o = 0; i < pixels; i++) {
      const v = word[i]!
      data[o++] = v
      data[o++] = v >> 8
      data[o++] = v >> 16
    }
  }
  return { width, height, channels, data }
}
