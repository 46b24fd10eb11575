import { createWorker, OEM, PSM, type Worker } from 'tesseract.js'
import { encodePng } from '../image/codec.ts'
import type { VariantEvidence } from '../model/evidence.ts'
import type { BoxMm } from '../model/form.ts'
import { mmToPx, type Raster } from '../model/raster.ts'

/** Reads the printed variant number out of the header of straightened pages. One a thread. */
export interface HeaderReader {
  /**
   * `blank` is the empty page as `blankVariant`, the form's first, prints it: where its number stands, the page's own number stands too. null when no
   * number of one or two digits is found there; confidence is tesseract's, 0…1.
   */
  readVariant(page: { readonly straight: Raster; readonly blank: Raster; readonly box: BoxMm; readonly blankVariant: string }): Promise<VariantEvidence>
  close(): Promise<void>
}

/** Around the number of the blank this much is looked at, px at 200 dpi: registration is never off by more. */
const MARGIN_PX = 9
/** Tesseract likes letters of about 30 px and white around them. */
const ENLARGE = 2
const BORDER_PX = 16

interface Place { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/**
 * Opens tesseract.js on the trained data in a folder (`eng.traineddata.gz`); nothing is fetched from anywhere. Russian letters are not
 * needed: only digits are asked for.
 */
export async function openHeaderReader({ trainedDataFolder }: { readonly trainedDataFolder: string }): Promise<HeaderReader> {
  const worker = await createWorker('eng', OEM.LSTM_ONLY, { langPath: trainedDataFolder, cacheMethod: 'none', gzip: true })
  await worker.setParameters({ user_defined_dpi: '300' })
  const places = new WeakMap<Raster, Map<string, Promise<Place | null>>>()
  const placeOn = (blank: Raster, box: BoxMm, variant: string): Promise<Place | null> => {
    const ofBlank = places.get(blank) ?? new Map<string, Promise<Place | null>>()
    places.set(blank, ofBlank)
    const known = ofBlank.get(box.join()) ?? findNumber({ worker, blank, box, variant })
    ofBlank.set(box.join(), known)
    return known
  }
  return {
    async readVariant({ straight, blank, box, blankVariant }) {
      const place = await placeOn(blank, box, blankVariant)
      if (!place) return { value: null, confidence: 0 }
      await worker.setParameters({ tessedit_char_whitelist: '0123456789', tessedit_pageseg_mode: PSM.SINGLE_WORD })
      const { data } = await worker.recognize(Buffer.from(await encodePng(enlarged(straight, place))))
      const value = data.text.trim()
      return /^\d{1,2}$/.test(value) ? { value: String(Number(value)), confidence: Math.max(0, Math.min(1, data.confidence / 100)) } : { value: null, confidence: 0 }
    },
    close: async () => { await worker.terminate() },
  }
}

/** Where the blank's own variant stands in its header line: the last such number of «… 7 класс. Вариант 1». */
async function findNumber({ worker, blank, box, variant }: { worker: Worker; blank: Raster; box: BoxMm; variant: string }): Promise<Place | null> {
  const [x, y, width, height] = box.map((mm) => Math.round(mmToPx(mm))) as [number, number, number, number]
  await worker.setParameters({ tessedit_char_whitelist: '', tessedit_pageseg_mode: PSM.SINGLE_BLOCK })
  const crop = { left: x, top: y, width, height }
  const { data } = await worker.recognize(Buffer.from(await encodePng(enlarged(blank, crop))), {}, { blocks: true, text: true })
  const words = (data.blocks ?? []).flatMap((block) => block.paragraphs).flatMap((paragraph) => paragraph.lines).flatMap((line) => line.words)
  // Without a word around it a printed 1 may come out as one of its look-alikes.
  const last = words.filter((word) => word.text.trim().replace(/[Il|!]/g, '1').replace(/[.,]$/, '') === variant).at(-1)
  if (!last) return null
  const back = (at: number): number => (at - BORDER_PX) / ENLARGE
  const { x0, y0, x1, y1 } = last.bbox
  return {
    left: Math.round(x + back(x0)) - MARGIN_PX, top: Math.round(y + back(y0)) - MARGIN_PX,
    width: Math.round((x1 - x0) / ENLARGE) + 2 * MARGIN_PX, height: Math.round((y1 - y0) / ENLARGE) + 2 * MARGIN_PX,
  }
}

/** A crop, twice as large, grey, with white around it. */
function enlarged({ width, height, channels, data }: Raster, place: Place): Raster {
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
