import { sniffImage } from '../image/sniff-image.ts'

export type FileKind = 'pdf' | 'zip' | 'tiff' | 'jpeg' | 'png'

/** PDF readers accept the header anywhere in the first kilobyte; scanners' mail gateways make use of that. */
const PDF_HEADER_WITHIN = 1024

/** Which kind of upload a file is, by its bytes alone: the name proves nothing. Null: none that we take. */
export function sniffFile(bytes: Uint8Array): FileKind | null {
  const image = sniffImage(bytes)
  if (image) return image === 'webp' ? null : image
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))) return 'zip'
  const head = String.fromCharCode(...bytes.subarray(0, PDF_HEADER_WITHIN))
  return head.includes('%PDF-') ? 'pdf' : null
}
