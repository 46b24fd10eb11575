import sharp from 'sharp'
import type { PageImage, Raster } from '../model/raster.ts'
import { ok, refuse, type Result } from '../model/result.ts'
import { sniffImage, type ImageKind } from './sniff-image.ts'

// One picture is decoded once: a cache only holds memory, and threads belong to the worker pool.
sharp.cache(false)
sharp.concurrency(1)
// libvips opens some thirty formats (SVG with its links among them): only these four loaders stay.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadTiffBuffer', 'VipsForeignLoadWebpBuffer'] })

/** A4 at 600 dpi is 35 million pixels, A3 at 400 dpi 31. */
export const DEFAULT_MAX_PIXELS = 64_000_000

/** A0 at 600 dpi is 28,000 pixels high; a line of a million costs more memory than its pixels say. */
const MOST_SIDE_PX = 40_000

export type ImageRefusal = 'unsupported-file' | 'broken-file' | 'too-large'

export interface ImageInfo {
  readonly kind: ImageKind
  readonly widthPx: number
  readonly heightPx: number
  /** More than 1 only for TIFF. */
  readonly pageCount: number
  readonly grey: boolean
  /** One bit a pixel, as faxes are. */
  readonly bilevel: boolean
  /** As the file states it; null when it states none. */
  readonly dpi: number | null
}

/** What libvips reports when a file states no resolution: 1 px/mm for TIFF and PNG, 72 dpi for JPEG. */
const statedDpi = (density: number | undefined): number | null => (density === undefined || density <= 72 ? null : density)

// `error` takes what viewers take (stray bytes between markers) and refuses what is cut short. Of a damaged fax libtiff only warns, and leaves lines white or guessed.
const open = (bytes: Uint8Array, { maxPixels, page, info: { kind, bilevel } }: { maxPixels: number; page: number; info: ImageInfo }) =>
  sharp(bytes, { page: page - 1, limitInputPixels: maxPixels, failOn: kind === 'tiff' && bilevel ? 'warning' : 'error', sequentialRead: true })

/**
 * What a JPEG, PNG, TIFF or WebP file says of itself, without decoding its pixels. `page` counts from 1 (TIFF).
 * Refuses other kinds, broken headers and pictures of more than `maxPixels`.
 */
export async function probeImage(
  bytes: Uint8Array, { page = 1, maxPixels = DEFAULT_MAX_PIXELS }: { page?: number; maxPixels?: number } = {},
): Promise<Result<ImageInfo, ImageRefusal>> {
  const kind = sniffImage(bytes)
  if (!kind) return refuse('unsupported-file')
  try {
    // The limit is asked here, not in libvips, so that "too large" and "broken" stay two answers.
    const meta = await sharp(bytes, { page: page - 1, limitInputPixels: false, failOn: 'error' }).metadata()
    const pixels = meta.width * meta.height
    if (!(pixels > 0)) return refuse('broken-file')
    if (pixels > maxPixels || Math.max(meta.width, meta.height) > MOST_SIDE_PX) return refuse('too-large')
    const grey = meta.space === 'b-w' || meta.space === 'grey16'
    return ok({ kind, widthPx: meta.width, heightPx: meta.height, pageCount: meta.pages ?? 1, grey, bilevel: meta.bitsPerSample === 1, dpi: statedDpi(meta.density) })
  } catch {
    return refuse('broken-file')
  }
}

/**
 * Pixels of one picture: upright by its EXIF orientation (unless `obeyExif` is false), 8 bits a channel, on white where it
 * is transparent, CMYK and other spaces as sRGB; grey and bilevel pictures keep one channel. `page` counts from 1 (TIFF).
 * A picture whose longer side is more than `mostSidePx` is made smaller on the way: the whole is never in memory. Nothing else of the file (thumbnail, EXIF, profile, text) survives.
 */
export async function decodeImage(
  bytes: Uint8Array,
  { page = 1, maxPixels = DEFAULT_MAX_PIXELS, obeyExif = true, mostSidePx = Infinity }: {
    page?: number; maxPixels?: number; obeyExif?: boolean; mostSidePx?: number
  } = {},
): Promise<Result<PageImage, ImageRefusal>> {
  const info = await probeImage(bytes, { page, maxPixels })
  if (!info.ok) return info
  try {
    const picture = open(bytes, { maxPixels, page, info: info.value })
    const longer = Math.max(info.value.widthPx, info.value.heightPx)
    const shrunk = longer > mostSidePx
    if (shrunk) picture.resize({ width: mostSidePx, height: mostSidePx, fit: 'inside', kernel: 'linear' })
    const { data, info: size } = await (obeyExif ? picture.autoOrient() : picture)
      .flatten({ background: '#fff' })
      .toColourspace(info.value.grey ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
    const raster = asRaster(data, size)
    return raster ? ok({ raster, dpi: info.value.dpi, reducedBy: shrunk ? longer / Math.max(size.width, size.height) : 1 }) : refuse('broken-file')
  } catch {
    return refuse('broken-file')
  }
}

function asRaster(data: Buffer, size: { width: number; height: number; channels: number }): Raster | null {
  const { width, height, channels } = size
  if ((channels !== 1 && channels !== 3) || data.length !== width * height * channels) return null
  return { width, height, channels, data: new Uint8Array(data.buffer, data.byteOffset, data.length) }
}

const fromRaster = ({ data, width, height, channels }: Raster) => {
  const picture = sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
  return channels === 1 ? picture.toColourspace('b-w') : picture
}

/** JPEG without any metadata. `quality` 1…100. */
export const encodeJpeg = async (raster: Raster, quality: number): Promise<Uint8Array> => fromRaster(raster).jpeg({ quality }).toBuffer()

/** JPEG of a picture that is made smaller, keeping its shape, until it is at most `mostHeightPx` high. Returns the size that it came to. */
export async function encodeSmallerJpeg({ raster, quality, mostHeightPx }: {
  readonly raster: Raster; readonly quality: number; readonly mostHeightPx: number
}): Promise<{ readonly bytes: Uint8Array; readonly widthPx: number; readonly heightPx: number }> {
  const smaller = fromRaster(raster).resize({ height: mostHeightPx, withoutEnlargement: true })
  // Better codes would take as long again for a tenth of the bytes.
  const { data, info } = await smaller.jpeg({ quality, optimiseCoding: false }).toBuffer({ resolveWithObject: true })
  return { bytes: data, widthPx: info.width, heightPx: info.height }
}

/** JPEG of a picture fitted into a size, in the middle, white around it. */
export const encodeFittedJpeg = async ({ raster, widthPx, heightPx, quality }: { readonly raster: Raster; readonly widthPx: number; readonly heightPx: number; readonly quality: number }): Promise<Uint8Array> =>
  fromRaster(raster).resize({ width: widthPx, height: heightPx, fit: 'contain', background: '#fff' }).jpeg({ quality }).toBuffer()

/** PNG without any metadata; exact. */
export const encodePng = async (raster: Raster): Promise<Uint8Array> => fromRaster(raster).png({ compressionLevel: 6 }).toBuffer()

/** WebP without any metadata. `quality` 1…100; the fastest effort, since pages are many and the size hardly changes. */
export const encodeWebp = async (raster: Raster, quality: number): Promise<Uint8Array> => fromRaster(raster).webp({ quality, effort: 0 }).toBuffer()
