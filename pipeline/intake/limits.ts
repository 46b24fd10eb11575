/** What one upload may cost. Time and memory as a whole are limited by the process that decodes. */
export interface IntakeLimits {
  /** Pixels of one picture. */
  readonly maxPixels: number
  /** Pages of one file. */
  readonly maxPages: number
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
  maxZipFiles: 3000,
  maxZipFileBytes: 512 * 1024 * 1024,
  maxZipTotalBytes: 2 * 1024 * 1024 * 1024,
  maxZipRatio: 250,
}
