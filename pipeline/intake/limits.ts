/** What one upload may cost. Time and memory as a whole are limited by the process that decodes. */
export interface IntakeLimits {
  /** Pixels of one picture. */
  readonly maxPixels: number
  /** Pages of one file. */
  readonly maxPages: number
  /** Bytes of a TIFF, JPEG or PNG, which is held as a whole. */
  readonly maxPictureFileBytes: number
  /** Bytes of a PDF that is given to pdfium as a whole, which holds it once more; pages of a larger one are drawn one by one, and where that cannot be done it is refused. */
  readonly maxRenderedBytes: number
  /** Files in one ZIP. */
  readonly maxZipFiles: number
  /** Bytes of one file inside a ZIP, and of all together, unpacked. */
  readonly maxZipFileBytes: number
  readonly maxZipTotalBytes: number
  /** Unpacked to packed bytes of one file inside a ZIP. Scans hardly shrink; bombs shrink a thousandfold. */
  readonly maxZipRatio: number
}

export const DEFAULT_LIMITS: IntakeLimits = {
  maxPixels: 64_000_000,
  maxPages: 3000,
  maxPictureFileBytes: 192 * 1024 * 1024,
  maxRenderedBytes: 96 * 1024 * 1024,
  maxZipFiles: 3000,
  maxZipFileBytes: 512 * 1024 * 1024,
  maxZipTotalBytes: 2 * 1024 * 1024 * 1024,
  maxZipRatio: 250,
}
