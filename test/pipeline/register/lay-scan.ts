import type { Damage } from '../../../fixtures/damage.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import { turnRaster } from '../../../pipeline/image/turn.ts'
import { workingSidePx } from '../../../pipeline/intake/working-size.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import type { Homography } from '../../../pipeline/model/registration.ts'
import { compose, enlargeBy } from '../../../pipeline/register/homography.ts'

/** A scan and where straightened pixels lie in it. */
export interface Scan { readonly raster: Raster; readonly dpi: number; readonly toScan: Homography }

/** The sheet went through the feeder sideways: the picture is turned by a quarter, clockwise. */
export function sideways({ raster, dpi, toScan }: Scan, clockwise: 90 | 270): Scan {
  const turn: Homography = clockwise === 90 ? [0, -1, raster.height - 1, 1, 0, 0, 0, 0, 1] : [0, 1, 0, -1, 0, raster.width - 1, 0, 0, 1]
  return { raster: turnRaster(raster, clockwise), dpi, toScan: compose(turn, toScan) }
}

/** The sheet lies in a corner of a larger glass, whose lid is of some grey level. */
export function onGlass({ raster, dpi, toScan }: Scan, { wider, higher, level }: { wider: number; higher: number; level: number }): Scan {
  const { width, height, channels, data } = raster
  const glass = { width: Math.round(width * wider), height: Math.round(height * higher), channels }
  const left = Math.round((glass.width - width) * 0.9), top = Math.round((glass.height - height) / 2)
  const all = new Uint8Array(glass.width * glass.height * channels).fill(level)
  for (let y = 0; y < height; y++) all.set(data.subarray(y * width * channels, (y + 1) * width * channels), ((y + top) * glass.width + left) * channels)
  return { raster: { ...glass, data: all }, dpi, toScan: compose([1, 0, left, 0, 1, top, 0, 0, 1], toScan) }
}

/** The scan ends before the paper does. */
export function cutOff({ raster, dpi, toScan }: Scan, { leftMm, topMm, rightMm, bottomMm }: { leftMm: number; topMm: number; rightMm: number; bottomMm: number }): Scan {
  const [left, top, right, bottom] = [leftMm, topMm, rightMm, bottomMm].map((mm) => Math.round((mm * dpi) / 25.4)) as [number, number, number, number]
  const { channels } = raster
  const width = raster.width - left - right, height = raster.height - top - bottom
  const data = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++) {
    const from = ((y + top) * raster.width + left) * channels
    data.set(raster.data.subarray(from, from + width * channels), y * width * channels)
  }
  return { raster: { width, height, channels, data }, dpi, toScan: compose([1, 0, -left, 0, 1, -top, 0, 0, 1], toScan) }
}

/** The scan as it comes out of its file again: a JPEG unless it is bilevel, made as small as intake makes it. */
export async function throughFile({ raster, toScan }: Scan, dpi: number, damage: Damage): Promise<{ readonly raster: Raster; readonly toScan: Homography }> {
  if (damage.bilevel) return { raster, toScan }
  const mostSidePx = workingSidePx({ widthPx: raster.width, heightPx: raster.height, dpi })
  const decoded = await decodeImage(await encodeJpeg(raster, damage.jpegQuality), { mostSidePx })
  if (!decoded.ok) throw new Error(decoded.reason)
  return { raster: decoded.value.raster, toScan: compose(enlargeBy(1 / decoded.value.reducedBy), toScan) }
}
