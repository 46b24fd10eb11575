import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { writeBarcode, prepareZXingModule } from 'zxing-wasm/writer'
import { beforeAll, describe, expect, test } from 'vitest'
import type { BoxMm } from '../../../pipeline/model/form.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { openBarcodeReader, type BarcodeReader } from '../../../pipeline/read/barcode.ts'

const { resolve } = createRequire(import.meta.url)
const wasm = (name: string): Promise<Buffer> => readFile(resolve(`zxing-wasm/${name}`))
const BOX: BoxMm = [15, 15, 30, 15]
let reader: BarcodeReader

beforeAll(async () => {
  reader = await openBarcodeReader({ wasmBinary: await wasm('reader/zxing_reader.wasm') })
  const writer = await wasm('writer/zxing_writer.wasm')
  await prepareZXingModule({ overrides: { wasmBinary: writer.buffer.slice(writer.byteOffset, writer.byteOffset + writer.length) as ArrayBuffer }, fireImmediately: true })
})

const page = (): Raster => ({ width: 800, height: 600, channels: 1, data: new Uint8Array(800 * 600).fill(245) })

async function printed(text: string, format: 'QRCode' | 'DataMatrix' | 'Code128', leftPx: number): Promise<(sheet: Raster) => void> {
  const { symbol, error } = await writeBarcode(text, { format, scale: format === 'Code128' ? 2 : 4 })
  if (!symbol) throw new Error(error)
  return (sheet) => {
    for (let y = 0; y < symbol.height; y++) for (let x = 0; x < symbol.width; x++) sheet.data[(y + 125) * sheet.width + x + leftPx] = symbol.data[y * symbol.width + x]!
  }
}

describe('the barcode of a page', () => {
  test.each(['QRCode', 'DataMatrix', 'Code128'] as const)('is read when it is a %s', async (format) => {
    const sheet = page()
    ;(await printed('70012', format, 130))(sheet)
    expect(await reader.readBarcode({ straight: sheet, box: BOX })).toBe('70012')
  })

  test('is null on empty paper, and where two codes say different things', async () => {
    expect(await reader.readBarcode({ straight: page(), box: BOX })).toBeNull()
    const sheet = page()
    ;(await printed('70012', 'DataMatrix', 110))(sheet)
    ;(await printed('70013', 'DataMatrix', 250))(sheet)
    expect(await reader.readBarcode({ straight: sheet, box: BOX })).toBeNull()
  })
})
