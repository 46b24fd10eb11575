import {
  BarcodeFormat, BinaryBitmap, DecodeHintType, HybridBinarizer, MultiFormatReader, RGBLuminanceSource,
} from '@zxing/library'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { greyOf } from '../image/grey.ts'
import type { BoxMm } from '../model/form.ts'
import { mmToPx, type Raster } from '../model/raster.ts'

/** Reads the barcode field of straightened pages. */
export interface BarcodeReader {
  /** The text of the one QR, DataMatrix or Code 128 in the field; null when there is none, more than one, or the two readers differ. */
  readBarcode(page: { readonly straight: Raster; readonly box: BoxMm }): Promise<string | null>
  /** How many codes of any kind stand anywhere on a picture, at most 4. */
  countBarcodes(image: Raster): Promise<number>
}

/** A code needs white around it, and registration may be off: this much around the field is looked at, mm. */
const MARGIN_MM = 4

/**
 * zxing-wasm reads (195, 248 and 237 of 256 damaged Code 128, QR and DataMatrix, none wrong, when measured); @zxing/library is the second
 * opinion, which may see nothing but must not see something else. `wasmBinary` is zxing-wasm's own `zxing_reader.wasm`.
 */
export async function openBarcodeReader({ wasmBinary }: { readonly wasmBinary: Uint8Array }): Promise<BarcodeReader> {
  await prepareZXingModule({ overrides: { wasmBinary: wasmBinary.slice().buffer }, fireImmediately: true })
  const second = new MultiFormatReader()
  second.setHints(new Map<DecodeHintType, unknown>([
    [DecodeHintType.POSSIBLE_FORMATS, [BarcodeFormat.QR_CODE, BarcodeFormat.DATA_MATRIX, BarcodeFormat.CODE_128]], [DecodeHintType.TRY_HARDER, true],
  ]))
  return {
    async readBarcode({ straight, box }) {
      const crop = lumaCrop(straight, box)
      const found = await readBarcodes({ ...crop, data: rgbaOf(crop.data), colorSpace: 'srgb' } as Parameters<typeof readBarcodes>[0], { formats: ['QRCode', 'DataMatrix', 'Code128'], tryHarder: true, maxNumberOfSymbols: 2 })
      const texts = [...new Set(found.filter((one) => one.isValid).map((one) => one.text))]
      if (texts.length !== 1) return null
      const other = secondOpinion(second, crop)
      return other === null || other === texts[0] ? texts[0]! : null
    },
    async countBarcodes(image) {
      const picture = greyOf(image)
      return (await readBarcodes({ ...picture, data: rgbaOf(Uint8ClampedArray.from(picture.data)), colorSpace: 'srgb' } as Parameters<typeof readBarcodes>[0], { formats: ['QRCode', 'DataMatrix', 'Code128', 'EAN13', 'Code39', 'PDF417'], maxNumberOfSymbols: 4, tryHarder: false, tryInvert: false, tryDownscale: false, tryDenoise: false })).filter((one) => one.isValid).length
    },
  }
}

interface Crop { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }

function secondOpinion(reader: MultiFormatReader, { width, height, data }: Crop): string | null {
  try {
    return reader.decodeWithState(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(data, width, height)))).getText()
  } catch {
    // The library throws when it sees no code.
    return null
  } finally {
    reader.reset()
  }
}

function lumaCrop({ width, height, channels, data }: Raster, [x, y, w, h]: BoxMm): Crop {
  const left = Math.max(0, Math.floor(mmToPx(x - MARGIN_MM)))
  const top = Math.max(0, Math.floor(mmToPx(y - MARGIN_MM)))
  const right = Math.min(width, Math.ceil(mmToPx(x + w + MARGIN_MM)))
  const bottom = Math.min(height, Math.ceil(mmToPx(y + h + MARGIN_MM)))
  const luma = new Uint8ClampedArray((right - left) * (bottom - top))
  for (let row = top, to = 0; row < bottom; row++) {
    for (let at = (row * width + left) * channels, end = (row * width + right) * channels; at < end; at += channels, to++) {
      luma[to] = channels === 1 ? data[at]! : (data[at]! * 77 + data[at + 1]! * 150 + data[at + 2]! * 29) >> 8
    }
  }
  return { width: right - left, height: bottom - top, data: luma }
}

function rgbaOf(luma: Uint8ClampedArray): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(luma.length * 4).fill(255)
  luma.forEach((value, i) => { rgba.fill(value, 4 * i, 4 * i + 3) })
  return rgba
}
