import { onesOf } from '../image/components.ts'
import type { Detection } from '../model/blind-certificate.ts'
import type { Raster } from '../model/raster.ts'
import type { BarcodeReader } from '../read/barcode.ts'
import type { InkMask } from './ink-mask.ts'

/** Side of a block, px at 200 dpi: 4 mm. */
const BLOCK = 32
/** A barcode covers half of its paper, writing hardly a fifth. */
const DENSE = 0.3
const SEEN_BELOW = 200
/** White around a code that readers need, blocks. */
const QUIET = 1

/** Looks for barcodes that the blank does not print, labels for instance. The reader is asked only where ink lies dense enough for one: it takes a tenth of a second a page. */
export async function detectBarcodes({ image, ink, reader }: { readonly image: Raster; readonly ink: InkMask; readonly reader: Pick<BarcodeReader, 'countBarcodes'> }): Promise<Detection> {
  const crop = denseArea(image, ink)
  const found = crop === null ? 0 : await reader.countBarcodes(crop)
  return { detector: 'barcode', version: 1, passed: found === 0, detail: crop === null ? 'no ink is dense enough' : `${found} barcodes in the dense ink` }
}

/** The rectangle around all blocks that dense ink fills; null when there are none. */
function denseArea(image: Raster, ink: InkMask): Raster | null {
  const { width, height } = ink
  const across = Math.ceil(width / BLOCK), down = Math.ceil(height / BLOCK)
  const counts = new Uint16Array(across * down)
  for (const at of onesOf(ink.data)) if (image.data[at]! < SEEN_BELOW) counts[((at / width) >> 5) * across + ((at % width) >> 5)]!++
  let [left, top, right, bottom] = [across, down, 0, 0]
  counts.forEach((count, block) => {
    if (count < DENSE * BLOCK * BLOCK) return
    const [x, y] = [block % across, Math.floor(block / across)]
    left = Math.min(left, x); right = Math.max(right, x + 1); top = Math.min(top, y); bottom = Math.max(bottom, y + 1)
  })
  if (right <= left) return null
  const [fromX, fromY] = [Math.max(0, (left - QUIET) * BLOCK), Math.max(0, (top - QUIET) * BLOCK)]
  const [toX, toY] = [Math.min(width, (right + QUIET) * BLOCK), Math.min(height, (bottom + QUIET) * BLOCK)]
  const data = new Uint8Array((toX - fromX) * (toY - fromY))
  for (let y = fromY; y < toY; y++) data.set(image.data.subarray(y * width + fromX, y * width + toX), (y - fromY) * (toX - fromX))
  return { width: toX - fromX, height: toY - fromY, channels: 1, data }
}
