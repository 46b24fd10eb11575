import { decodeImage } from '../../../pipeline/image/codec.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'

/** The pixels of a file that we made ourselves. */
export async function decoded(bytes: Uint8Array): Promise<Raster> {
  const image = await decodeImage(bytes)
  if (!image.ok) throw new Error(image.reason)
  return image.value.raster
}
