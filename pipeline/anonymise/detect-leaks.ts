import type { Detection } from '../model/blind-certificate.ts'
import type { Raster } from '../model/raster.ts'
import type { HiddenBox } from './hidden-boxes.ts'

/** JPEG ringing may darken white next to a stroke by this much, no more. */
export const WHITE_ENOUGH = 225
/** Ringing reaches one block of the encoding into a box, px. */
export const RINGING_PX = 16

/** Looks at the decoded blind image: is every hidden box really empty? Needs the image as it will be served, not as it was meant. */
export function detectInkInHiddenBoxes({ image, boxes }: { readonly image: Raster; readonly boxes: readonly HiddenBox[] }): Detection {
  const dark = boxes.filter(({ boxPx: [left, top, width, height] }) => {
    const inset = Math.min(RINGING_PX, Math.floor(Math.min(width, height) / 4))
    for (let y = top + inset; y < top + height - inset; y++) {
      const row = y * image.width
      const [from, to] = [(row + left + inset) * image.channels, (row + left + width - inset) * image.channels]
      for (let at = from; at < to; at++) if (image.data[at]! < WHITE_ENOUGH) return true
    }
    return false
  })
  const detail = dark.length === 0 ? `${boxes.length} boxes are white` : `ink in ${dark.map(({ kind }) => kind).join(', ')}`
  return { detector: 'ink-in-hidden-boxes', version: 1, passed: dark.length === 0, detail }
}

/** Segments that a picture needs; everything else (APP1 EXIF and XMP, APP2 ICC, APP13, comments) could tell something. */
const NEEDED_SEGMENTS = new Set([0xc0, 0xc2, 0xc4, 0xdb, 0xdd, 0xe0, 0xda])
const JFIF_BYTES = 16

/** Looks at the bytes of a JPEG: nothing but the picture, no metadata, no thumbnail, nothing behind its end. */
export function detectForeignBytes(jpeg: Uint8Array): Detection {
  const said = (passed: boolean, detail: string): Detection => ({ detector: 'foreign-bytes', version: 1, passed, detail })
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return said(false, 'not a JPEG')
  for (let at = 2; at + 4 <= jpeg.length;) {
    const marker = jpeg[at + 1]!
    const length = jpeg[at + 2]! * 256 + jpeg[at + 3]!
    if (jpeg[at] !== 0xff || !NEEDED_SEGMENTS.has(marker)) return said(false, `segment ${marker.toString(16)}`)
    if (marker === 0xe0 && length !== JFIF_BYTES) return said(false, 'JFIF with a thumbnail')
    at += 2 + length
    if (marker !== 0xda) continue
    const next = nextMarker(jpeg, at)
    if (jpeg[next + 1] === 0xd9) return next + 2 === jpeg.length ? said(true, 'picture only') : said(false, 'bytes behind the end')
    at = next
  }
  return said(false, 'no end')
}

/** Behind compressed data: stuffed zeros and restart markers belong to it. */
function nextMarker(jpeg: Uint8Array, from: number): number {
  for (let at = from; at + 1 < jpeg.length; at++) {
    const marker = jpeg[at + 1]!
    if (jpeg[at] === 0xff && marker !== 0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at
  }
  return jpeg.length
}
