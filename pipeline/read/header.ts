import { createWorker, OEM, PSM, type Worker } from 'tesseract.js'
import { encodePng } from '../image/codec.ts'
import type { BoxMm } from '../model/form.ts'
import { mmToPx, type Raster } from '../model/raster.ts'

/** Finds the printed variant number in the header of a form's blanks. Open one while forms are prepared, then close it: it holds 100 MB. */
export interface HeaderReader {
  /** `blank` is an empty page at 200 dpi as `variant` prints it, `box` its header. null when no such number stands there. */
  findVariant(page: { readonly blank: Raster; readonly box: BoxMm; readonly variant: string }): Promise<PrintedPlace | null>
  close(): Promise<void>
}

/** The rectangle that a printed number fills, px of the straightened page. */
export interface PrintedPlace { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** Tesseract likes letters of about 30 px and white around them. */
const ENLARGE = 2
const BORDER_PX = 16

/**
 * Opens tesseract.js on the trained data in a folder (`eng.traineddata.gz`); nothing is fetched from anywhere. It reads clean blanks only: on scans our own
 * network reads the number far better (`printed-variant.ts`).
 */
export async function openHeaderReader({ trainedDataFolder }: { readonly trainedDataFolder: string }): Promise<HeaderReader> {
  const worker = await createWorker('eng', OEM.LSTM_ONLY, { langPath: trainedDataFolder, cacheMethod: 'none', gzip: true })
  await worker.setParameters({ user_defined_dpi: '300', tessedit_pageseg_mode: PSM.SINGLE_BLOCK })
  return {
    findVariant: (page) => findNumber(worker, page),
    close: async () => { await worker.terminate() },
  }
}

/** Where the blank's own variant stands in its header line: the last such number of «… 7 класс. Вариант 1». */
async function findNumber(worker: Worker, { blank, box, variant }: { readonly blank: Raster; readonly box: BoxMm; readonly variant: string }): Promise<PrintedPlace | null> {
  const [x, y, width, height] = box.map((mm) => Math.round(mmToPx(mm))) as [number, number, number, number]
  const crop = { left: x, top: y, width, height }
  const { data } = await worker.recognize(Buffer.from(await encodePng(enlarged(blank, crop))), {}, { blocks: true, text: true })
  const words = (data.blocks ?? []).flatMap((block) => block.paragraphs).flatMap((paragraph) => paragraph.lines).flatMap((line) => line.words)
  // Without a word around it a printed 1 may come out as one of its look-alikes.
  const last = words.filter((word) => word.text.trim().replace(/[Il|!]/g, '1').replace(/[.,]$/, '') === variant).at(-1)
  if (!last) return null
  const back = (at: number): number => Math.round((at - BORDER_PX) / ENLARGE)
  const { x0, y0, x1, y1 } = last.bbox
  return { left: x + back(x0), top: y + back(y0), width: back(x1) - back(x0) + 1, height: back(y1) - back(y0) + 1 }
}

/** A crop, twice as large, grey, with white around it. */
function enlarged({ width, height, channels, data }: Raster, place: PrintedPlace): Raster {
  const out = { width: place.width * ENLARGE + 2 * BORDER_PX, height: place.height * ENLARGE + 2 * BORDER_PX }
  const pixels = new Uint8Array(out.width * out.height).fill(255)
  for (let y = 0; y < place.height * ENLARGE; y++) {
    for (let x = 0; x < place.width * ENLARGE; x++) {
      const sx = place.left + Math.floor(x / ENLARGE)
      const sy = place.top + Math.floor(y / ENLARGE)
      if (sx < 0 || sy < 0 || sx >= width || sy >= height) continue
      const at = (sy * width + sx) * channels
      pixels[(y + BORDER_PX) * out.width + x + BORDER_PX] = channels === 1 ? data[at]! : (data[at]! * 77 + data[at + 1]! * 150 + data[at + 2]! * 29) >> 8
    }
  }
  return { ...out, channels: 1, data: pixels }
}
