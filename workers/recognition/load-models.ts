import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { drawWords, type DrawnWord } from '../../pipeline/anonymise/words/draw-words.ts'
import { openBarcodeReader, type BarcodeReader } from '../../pipeline/read/barcode.ts'
import { openHeaderReader, type HeaderReader } from '../../pipeline/read/header.ts'
import { readerCalibration } from '../../pipeline/read/ink-calibration.ts'
import { openReader, type Reader } from '../../pipeline/read/open-reader.ts'
import { loadWordFonts } from '../fonts.ts'

const WEIGHTS = new URL('../../pipeline/read/weights/', import.meta.url)
const { resolve } = createRequire(import.meta.url)

/** What reads: ink and the printed variant by our own network, barcodes by zxing; tesseract.js finds the variant on blanks. One of each a process. */
export interface Models {
  readonly reader: Reader
  /** Opens a new one: whoever asks closes it. */
  openHeader(): Promise<HeaderReader>
  barcode(): Promise<BarcodeReader>
  /** Words as print shows them: drawn once for each list, 20 ms a word. */
  drawnWords(words: readonly string[]): Promise<readonly DrawnWord[]>
}

/** So many schools’ words are kept. */
const KEPT_LISTS = 8

/** Opens the ink reader with its weights; all files come with the project or its packages, nothing is fetched. */
export async function loadModels(): Promise<Models> {
  const [model, codeModel, calibration] = await Promise.all([readFile(new URL('ink.onnx', WEIGHTS)), readFile(new URL('codes.onnx', WEIGHTS)), readFile(new URL('calibration.json', WEIGHTS), 'utf8')])
  let barcode: Promise<BarcodeReader> | undefined
  const lists = new Map<string, Promise<readonly DrawnWord[]>>()
  return {
    reader: await openReader({ model, codeModel, calibration: readerCalibration.parse(JSON.parse(calibration)) }),
    openHeader: () => openHeaderReader({ trainedDataFolder: join(dirname(resolve('@tesseract.js-data/eng/package.json')), '4.0.0_best_int') }),
    drawnWords: (words) => {
      const key = JSON.stringify(words)
      const drawn = lists.get(key) ?? loadWordFonts().then((fonts) => drawWords({ words, fonts }))
      lists.delete(key)
      lists.set(key, drawn)
      for (const oldest of lists.keys()) if (lists.size > KEPT_LISTS) lists.delete(oldest)
      return drawn
    },
    barcode: () => barcode ??= readFile(resolve('zxing-wasm/reader/zxing_reader.wasm')).then((wasmBinary) => openBarcodeReader({ wasmBinary })),
  }
}
