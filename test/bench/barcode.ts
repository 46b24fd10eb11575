import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { openBarcodeReader } from '../../pipeline/read/barcode.ts'
import { BARCODE_BOX as box, DAMAGES, FORMATS, prepareWriter, scannedSlip } from '../pipeline/read/damaged-barcodes.ts'

/** How many damaged barcodes are read, refused and read wrong, and what reading a field costs. `npm run bench -- barcode` */
const CODES = Number(process.env['BENCH_CODES'] ?? 20)

const cpuMs = (): number => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
await prepareWriter()
const reader = await openBarcodeReader({ wasmBinary: await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')) })
for (const format of FORMATS) {
  for (const damage of DAMAGES) {
    const count = { right: 0, refused: 0, wrong: 0 }
    let spent = 0
    for (let i = 0; i < CODES; i++) {
      const text = String(10_000_000 + ((i * 7_654_321) % 89_999_999))
      const straight = await scannedSlip({ text, format, damage, seed: `bench ${format} ${damage.name} ${i}` })
      const before = cpuMs()
      const said = await reader.readBarcode({ straight, box })
      spent += cpuMs() - before
      count[said === text ? 'right' : said === null ? 'refused' : 'wrong']++
    }
    console.log(`${format.padEnd(11)}${damage.name.padEnd(24)}${count.right} right, ${count.refused} refused, ${count.wrong} wrong; ${(spent / CODES).toFixed(1)} ms a field`)
  }
}
