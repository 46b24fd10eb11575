import type { FoundSignature } from './find-signatures.ts'

/** The bytes that a signature speaks for, and where the revision that it covers ends. */
export interface CoveredBytes {
  readonly content: Uint8Array
  /** The message between the two ranges, without padding zeros. */
  readonly cms: Uint8Array
  readonly end: number
}

/**
 * Takes a byte range at its word only if it covers everything up to the end of a revision except the contents of this very
 * signature: starts at 0, leaves out exactly the hex string that the field holds, and ends with `%%EOF`. Null otherwise.
 */
export function coveredBytes(pdf: Uint8Array, { range, contents }: Pick<FoundSignature, 'range' | 'contents'>): CoveredBytes | null {
  if (!range || !contents) return null
  const [from, length, second, rest] = range
  const end = second + rest
  if (from !== 0 || length < 1 || second <= length || end > pdf.length) return null
  const gap = Buffer.from(pdf.subarray(length, second)).toString('latin1')
  if (!/^<(?:[0-9A-Fa-f]{2})+>$/.test(gap)) return null
  const written = Buffer.from(gap.slice(1, -1), 'hex')
  const cms = withoutPadding(written)
  if (!cms || !written.equals(contents)) return null
  if (!/%%EOF[\r\n]*$/.test(Buffer.from(pdf.subarray(Math.max(second, end - 16), end)).toString('latin1'))) return null
  return { content: Buffer.concat([pdf.subarray(0, length), pdf.subarray(second, end)]), cms, end }
}

/** A DER message followed by nothing but zeros; null when something else hides behind it. */
function withoutPadding(bytes: Buffer): Uint8Array | null {
  const first = bytes[1]
  if (bytes[0] !== 0x30 || first === undefined) return null
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (first === 0x80 || lengthBytes > 4 || bytes.length < 2 + lengthBytes) return null
  const length = 2 + lengthBytes + (lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes))
  return length <= bytes.length && bytes.subarray(length).every((byte) => byte === 0) ? bytes.subarray(0, length) : null
}
