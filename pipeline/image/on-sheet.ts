import type { Raster } from '../model/raster.ts'

/**
 * A picture on a white sheet of the size given, from the top left corner; what lies beyond is cut off. PDF programs round paper sizes, so that a blank drawn at 200 dpi
 * may be a pixel narrower than the straightened pages that are compared with it pixel by pixel.
 */
export function onSheet(picture: Raster, { width, height }: { readonly width: number; readonly height: number }): Raster {
  if (picture.width === width && picture.height === height) return picture
  const { channels } = picture
  const data = new Uint8Array(width * height * channels).fill(255)
  const row = Math.min(width, picture.width) * channels
  for (let y = 0; y < Math.min(height, picture.height); y++) data.set(picture.data.subarray(y * picture.width * channels, y * picture.width * channels + row), y * width * channels)
  return { width, height, channels, data }
}
