import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'
import { damagePage, NO_DAMAGE, type Damage } from '../../../fixtures/damage.ts'
import { drawDamage, type DamagePreset } from '../../../fixtures/damage-presets.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import type { BoxMm } from '../../../pipeline/model/form.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { straighten } from '../../../pipeline/register/straighten.ts'

export const FORMATS = ['QRCode', 'DataMatrix', 'Code128'] as const
export type Format = (typeof FORMATS)[number]
/** The field that the codes are printed into, and the slip of paper around it, mm. */
export const BARCODE_BOX: BoxMm = [15, 15, 30, 15]
const SLIP_MM = [101.6, 76.2] as const
const [WIDTH, HEIGHT] = [800, 600]

/** Loads the writer's own WebAssembly from its package. */
export async function prepareWriter(): Promise<void> {
  const wasm = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm'))
  await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) as ArrayBuffer }, fireImmediately: true })
}

export const blankSlip = (): Raster => ({ width: WIDTH, height: HEIGHT, channels: 1, data: new Uint8Array(WIDTH * HEIGHT).fill(245) })

/** Prints a code on a slip, its top left corner at (leftPx, 125): modules of 4 px (0.5 mm), of Code 128 2 px. */
export async function printBarcode({ slip, text, format, leftPx = 130 }: { slip: Raster; text: string; format: Format; leftPx?: number }): Promise<Raster> {
  const { symbol, error } = await writeBarcode(text, { format })
  if (!symbol) throw new Error(error)
  const isFlat = format === 'Code128', side = isFlat ? 2 : 4
  const width = symbol.width * side, height = isFlat ? 90 : symbol.height * side
  for (let y = 0; y < height; y++) {
    const row = isFlat ? 0 : Math.floor(y / side) * symbol.width
    for (let x = 0; x < width; x++) slip.data[(y + 125) * WIDTH + x + leftPx] = symbol.data[row + Math.floor(x / side)]!
  }
  return slip
}

export const DAMAGES: readonly { readonly name: string; readonly preset: DamagePreset; readonly extra: Partial<Damage>; readonly hurt: boolean }[] = [
  { name: 'good', preset: 'good', extra: {}, hurt: false },
  { name: 'poor', preset: 'poor', extra: {}, hurt: false },
  { name: 'fax', preset: 'poor', extra: { bilevel: true }, hurt: false },
  { name: 'phone', preset: 'phone', extra: {}, hurt: false },
  { name: 'torn and written over', preset: 'poor', extra: {}, hurt: true },
]

/** A slip with a code as a scanner gives it, set straight but for half a millimetre: registration is never exact. */
export async function scannedSlip({ text, format, damage: { preset, extra, hurt }, seed }: {
  text: string; format: Format; damage: (typeof DAMAGES)[number]; seed: string
}): Promise<Raster> {
  const random = seededRandom(seed)
  const slip = await printBarcode({ slip: blankSlip(), text, format })
  if (hurt) hurtSlip(slip, random)
  const drawn = drawDamage(preset, random)
  const damage = { ...NO_DAMAGE, ...drawn, ...extra, blackBorderMm: 0, punchHoles: false }
  const { raster, toScan: [xx, xy, x, yx, yy, y, u, v, one] } = damagePage({ page: slip, dpi: 200, damage, seed })
  const decoded = damage.bilevel ? null : await decodeImage(await encodeJpeg(raster, damage.jpegQuality))
  const scan = decoded?.ok ? decoded.value.raster : raster
  const off = (): number => (random.next() - 0.5) * 8
  return straighten({ scan, toScan: [xx, xy, x + off(), yx, yy, y + off(), u, v, one], pageSizeMm: SLIP_MM })
}

/** A stroke of a pen through the field, and a torn or covered corner of the code. */
function hurtSlip({ data }: Raster, random: ReturnType<typeof seededRandom>): void {
  const fromY = 120 + random.next() * 90, slope = (random.next() - 0.5) * 0.6, wide = 2 + random.int(4)
  for (let x = 110; x < 370; x++) for (let k = 0; k < wide; k++) data[Math.round(fromY + slope * (x - 110) + k) * WIDTH + x] = 60
  const side = random.int(34), atX = 125 + random.int(80), atY = 120 + random.int(70), level = random.next() < 0.5 ? 250 : 20
  for (let y = atY; y < atY + side; y++) data.fill(level, y * WIDTH + atX, y * WIDTH + atX + side)
}
