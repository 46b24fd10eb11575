import { createHash } from 'node:crypto'
import { decodeImage, encodeJpeg } from '../image/codec.ts'
import type { Raster } from '../model/raster.ts'

/** Of every image that experts get. */
const BLIND_JPEG_QUALITY = 80

/** A finished page as bytes, pixels only, and the picture that a browser makes of these very bytes: what detectors look at. */
export async function encodeBlind(raster: Raster): Promise<{ readonly bytes: Uint8Array; readonly image: Raster }> {
  const bytes = await encodeJpeg(raster, BLIND_JPEG_QUALITY)
  const again = await decodeImage(bytes)
  if (!again.ok) throw new Error(`The blind image does not decode: ${again.reason}`)
  return { bytes, image: again.value.raster }
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
