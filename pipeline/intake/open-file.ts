import { decodeImage, probeImage } from '../image/codec.ts'
import { turnRaster } from '../image/turn.ts'
import type { PageImage, Raster } from '../model/raster.ts'
import type { ReadingReason } from '../model/page-reading.ts'
import { ok, refuse, type Result } from '../model/result.ts'
import { headOf, readAll, type ByteSource } from './byte-source.ts'
import { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts'
import { openPdfImages, type PdfImages, type PdfPage } from './pdf-images.ts'
import { openPdfRenderer, type PdfRenderer } from './render-pdf.ts'
import { sniffFile } from './sniff-file.ts'
import { WORKING_DPI, workingSidePx } from './working-size.ts'

/** The pages of one opened file, taken out one at a time. Close it when done. */
export interface PageSource {
  readonly pageCount: number
  /** `page` counts from 1. A bad page is refused; the others can still be read. */
  readPage(page: number): Promise<Result<PageImage, ReadingReason>>
  close(): void
}

/** Resolution at which pages are drawn that are not one picture. */
const DRAW_DPI = 200
/** Longest side of a drawn page: A4 at 300 dpi is 3508 px. Phones' PDFs call one pixel a point, so that their pages are metres wide. */
const MAX_DRAWN_SIDE_PX = 5000

/**
 * Opens a PDF, TIFF, JPEG or PNG, told by its bytes, never by its name. Expected trouble comes back as a reason; what hangs
 * or eats memory must be stopped from outside: call this in a process of its own. A ZIP is no page source: see `walkFile`. The source is read as long as pages are.
 */
export async function openFile({ source, limits = DEFAULT_LIMITS }: { source: ByteSource; limits?: IntakeLimits }): Promise<Result<PageSource, ReadingReason>> {
  const kind = sniffFile(await headOf(source))
  if (kind === 'pdf') return openPdf(source, limits)
  if (kind === null || kind === 'zip') return refuse('unsupported-file')
  return source.size > limits.maxPictureFileBytes ? refuse('too-large') : openPicture(await readAll(source), limits)
}

async function openPicture(bytes: Uint8Array, { maxPixels, maxPages }: IntakeLimits): Promise<Result<PageSource, ReadingReason>> {
  const info = await probeImage(bytes, { maxPixels })
  if (!info.ok) return info
  if (info.value.pageCount > maxPages) return refuse('too-large')
  return ok({
    pageCount: info.value.pageCount, close: () => undefined,
    async readPage(page) {
      const size = await probeImage(bytes, { page, maxPixels })
      return size.ok ? decodeImage(bytes, { page, maxPixels, mostSidePx: workingSidePx(size.value) }) : size
    },
  })
}

async function openPdf(source: ByteSource, limits: IntakeLimits): Promise<Result<PageSource, ReadingReason>> {
  const images = await openPdfImages(source, limits)
  const isSmall = source.size <= limits.maxRenderedBytes
  // pdfium is only started when a page needs it: most scans never do.
  let renderer: PdfRenderer | null = null
  if (!images || images.pageCount === 0) {
    if (!isSmall) return refuse('too-large')
    const opened = await openPdfRenderer(await readAll(source))
    if (!opened.ok) return opened
    renderer = opened.value
  }
  const pageCount = renderer?.pageCount ?? images?.pageCount ?? 0
  if (pageCount === 0 || pageCount > limits.maxPages) {
    renderer?.close()
    return refuse(pageCount === 0 ? 'broken-file' : 'too-large')
  }
  return ok({
    pageCount,
    async readPage(page) {
      const found = await images?.page(page) ?? null
      const quick = found && await readPicturePage(found, limits)
      // pdfium mends more, but leaves white what it cannot draw: where there is ink it may not be asked.
      if (quick && (quick.ok || quick.reason === 'too-large' || found.type === 'unsure' || (found.type === 'image' && found.image.holdsInk))) return quick
      if (!isSmall) return drawAlone({ images: images!, page, found })
      if (!renderer) {
        const opened = await openPdfRenderer(await readAll(source))
        if (!opened.ok) return opened
        renderer = opened.value
      }
      return drawPage(renderer, page, found)
    },
    close: () => renderer?.close(),
  })
}

/** A page of a file that pdfium, which holds all of it, should not get. */
async function drawAlone({ images, page, found }: { images: PdfImages; page: number; found: PdfPage | null }): Promise<Result<PageImage, ReadingReason>> {
  const bytes = await images.alone(page)
  if (!bytes) return refuse('too-large')
  const opened = await openPdfRenderer(bytes)
  if (!opened.ok) return opened
  try {
    return await drawPage(opened.value, 1, found)
  } finally {
    opened.value.close()
  }
}

/** The page's one picture; null when the page is not one picture. A picture that does not decode is left to pdfium, which mends more. */
async function readPicturePage(found: PdfPage, { maxPixels }: IntakeLimits): Promise<Result<PageImage, ReadingReason> | null> {
  if (found.type === 'too-large') return refuse('too-large')
  if (found.type === 'unsure') return refuse('broken-file')
  if (found.type !== 'image') return null
  const { bytes, widthPx, heightPx, turn, dpi } = found.image
  // A reader of PDF does not look at the JPEG's EXIF: a page's turn is the PDF's affair.
  const size = await probeImage(bytes, { maxPixels })
  if (!size.ok) return size
  if (size.value.widthPx !== widthPx || size.value.heightPx !== heightPx) return null
  const decoded = await decodeImage(bytes, { maxPixels, obeyExif: false, mostSidePx: workingSidePx({ widthPx, heightPx, dpi }) })
  if (!decoded.ok) return decoded
  const { raster, reducedBy } = decoded.value
  if (found.image.holdsInk && isWhite(raster)) return refuse('broken-file')
  return ok({ raster: turnRaster(raster, turn), dpi, reducedBy })
}

async function drawPage(renderer: PdfRenderer, page: number, found: PdfPage | null): Promise<Result<PageImage, ReadingReason>> {
  const size = renderer.sizePt(page)
  if (!size) return refuse('broken-file')
  const pictureDpi = found?.type === 'image' ? found.image.dpi : found?.type === 'drawing' ? found.dpi : null
  const dpi = Math.min(pictureDpi ?? DRAW_DPI, WORKING_DPI, (MAX_DRAWN_SIDE_PX * 72) / Math.max(size.width, size.height))
  const raster = await renderer.render(page, dpi)
  if (!raster) return refuse('broken-file')
  // A picture that does not decode leaves white paper behind: that page is not blank, it was lost.
  const holdsInk = found?.type === 'image' || (found?.type === 'drawing' && found.holdsInk)
  return isWhite(raster) && (holdsInk || await renderer.hasBrokenPicture(page)) ? refuse('broken-file') : ok({ raster, dpi, reducedBy: 1 })
}

const isWhite = ({ data }: Raster): boolean => data.every((level) => level === 255)
