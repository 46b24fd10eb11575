import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { openBarcodeReader, type BarcodeReader } from '../../pipeline/read/barcode.ts'
import { openHeaderReader, type HeaderReader } from '../../pipeline/read/header.ts'
import { readerCalibration } from '../../pipeline/read/ink-calibration.ts'
import { openReader, type Reader } from '../../pipeline/read/open-reader.ts'

const WEIGHTS = new URL('../../pipeline/read/weights/', import.meta.url)
const { resolve } = createRequire(import.meta.url)

/** What reads: ink and the printed variant by our own network, barcodes by zxing; tesseract.js finds the variant on blanks. One of each a process. */
export interface Models {
  readonly reader: Reader
  /** Opens a new one: whoever asks closes it. */
  openHeader(): Promise<HeaderReader>
  barcode(): Promise<BarcodeReader>
}

/** Opens the ink reader with its weights; all files come with the project or its packages, nothing is fetched. */
export async function loadModels(): Promise<Models> {
  const [model, codeModel, calibration] = await Promise.all([readFile(new URL('ink.onnx', WEIGHTS)), readFile(new URL('codes.onnx', WEIGHTS)), readFile(new URL('calibration.json', WEIGHTS), 'utf8')])
  let barcode: Promise<BarcodeReader> | undefined
  return {
    reader: await openReader({ model, codeModel, calibration: readerCalibration.parse(JSON.parse(calibration)) }),
    openHeader: () => openHeaderReader({ trainedDataFolder: join(dirname(resolve('@tesseract.js-data/eng/package.json')), '4.0.0_best_int') }),
    barcode: () => barcode ??= readFile(resolve('zxing-wasm/reader/zxing_reader.wasm')).then((wasmBinary) => openBarcodeReader({ wasmBinary })),
  }
}
