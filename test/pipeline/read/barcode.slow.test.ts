import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import { openBarcodeReader, type BarcodeReader } from '../../../pipeline/read/barcode.ts'
import { BARCODE_BOX as box, blankSlip, DAMAGES, FORMATS, prepareWriter, printBarcode, scannedSlip } from './damaged-barcodes.ts'

/** Codes a kind and damage. By hand: `BARCODE_EXAM_CODES=60`. */
const CODES = Number(process.env['BARCODE_EXAM_CODES'] ?? 3)
let reader: BarcodeReader

beforeAll(async () => {
  await prepareWriter()
  reader = await openBarcodeReader({ wasmBinary: await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')) })
})

describe('the barcode of a page', () => {
  test.each(FORMATS)('is read when it is a %s', async (format) => {
    expect(await reader.readBarcode({ straight: await printBarcode({ slip: blankSlip(), text: '70012', format }), box })).toBe('70012')
  })

  test('is null on empty paper, and where two codes say different things', async () => {
    expect(await reader.readBarcode({ straight: blankSlip(), box })).toBeNull()
    const two = await printBarcode({ slip: blankSlip(), text: '70012', format: 'DataMatrix', leftPx: 110 })
    expect(await reader.readBarcode({ straight: await printBarcode({ slip: two, text: '70013', format: 'DataMatrix', leftPx: 250 }), box })).toBeNull()
  })
})

describe('a damaged barcode is read or refused, never read wrong', { timeout: 120_000 }, () => {
  const least: Readonly<Record<(typeof FORMATS)[number], number>> = { QRCode: 0.6, DataMatrix: 0.6, Code128: 0.4 }
  test.each(FORMATS)('%s', async (format) => {
    const rows: string[] = [], wrong: string[] = []
    let right = 0, all = 0
    for (const damage of DAMAGES) {
      let read = 0, refused = 0
      for (let i = 0; i < CODES; i++) {
        const seed = `barcode ${format} ${damage.name} ${i}`
        const text = String(10_000_000 + seededRandom(seed).int(89_999_999))
        const said = await reader.readBarcode({ straight: await scannedSlip({ text, format, damage, seed }), box })
        if (said === text) read++
        else if (said === null) refused++
        else wrong.push(`${seed}: ${text} as ${said}`)
      }
      rows.push(`${damage.name} ${read} right, ${refused} refused`)
      right += read
      all += CODES
    }
    if (CODES > 3) console.log(`${format}: ${rows.join('; ')}; ${wrong.length} wrong`)
    expect(wrong).toEqual([])
    expect(right / all).toBeGreaterThan(least[format])
  })
})
