import { inflateSync } from 'node:zlib'
import { PDFArray, PDFBool, PDFDict, PDFName, PDFNumber, type PDFObject, type PDFRawStream } from 'pdf-lib'

/** Unpacked data past this is a bomb. */
const BOMB_BYTES = 48_000_000

/** An entry of a stream's dictionary, references followed. */
export const entryOf = (stream: PDFRawStream, key: string): PDFObject | undefined => stream.dict.lookup(PDFName.of(key))

export const nameOf = (value: PDFObject | undefined): string | null => (value instanceof PDFName ? value.decodeText() : null)
export const numberOf = (value: PDFObject | undefined): number | null => (value instanceof PDFNumber ? value.asNumber() : null)
export const booleanOf = (value: PDFObject | undefined): boolean | null => (value instanceof PDFBool ? value.asBoolean() : null)

/** A stream's filters in the order in which they are undone; `?` for what is no name. */
export function filtersOf(stream: PDFRawStream): string[] {
  const filter = entryOf(stream, 'Filter')
  const list = filter instanceof PDFArray ? filter.asArray().map((_, i) => filter.lookup(i)) : filter ? [filter] : []
  return list.map((name) => nameOf(name) ?? '?')
}

/** The parameters of a stream's last filter. */
export function lastParmsOf(stream: PDFRawStream): PDFDict | null {
  const parms = entryOf(stream, 'DecodeParms') ?? entryOf(stream, 'DP')
  const last = parms instanceof PDFArray ? parms.lookup(parms.size() - 1) : parms
  return last instanceof PDFDict ? last : null
}

/** What a stream holds when nothing but FlateDecode packs it; a filter may stand in a row with itself. Null: packed otherwise, or damaged. */
export function plainOf(stream: PDFRawStream): Uint8Array | 'bomb' | null {
  const filters = filtersOf(stream)
  let plain: Uint8Array | 'bomb' | null = filters.every((filter) => filter === 'FlateDecode') ? stream.getContents() : null
  for (let i = 0; i < filters.length && plain !== null && plain !== 'bomb'; i++) plain = inflate(plain, BOMB_BYTES)
  return plain
}

/** Null: damaged. */
export function inflate(bytes: Uint8Array, maxOutputLength: number): Uint8Array | 'bomb' | null {
  try {
    return inflateSync(bytes, { maxOutputLength })
  } catch (error) {
    return error instanceof RangeError ? 'bomb' : null
  }
}
