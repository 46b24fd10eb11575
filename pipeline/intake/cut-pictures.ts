import type { ByteSource } from './byte-source.ts'

/** A PDF without the data of its large pictures, and where in the file those lie. */
export interface CutPdf {
  readonly bytes: Uint8Array
  /** By the place in `bytes` at which the data would begin. */
  readonly pictures: ReadonlyMap<number, { readonly start: number; readonly length: number }>
}

/** Shorter data stays where it is. */
const CUT_FROM_BYTES = 32 * 1024
/** Of a PDF of scans a thousandth is left. */
const MOST_LEFT_BYTES = 64 * 1024 * 1024
/** A picture's dictionary is looked for so far before its data. */
const DICTIONARY_WITHIN_BYTES = 8 * 1024
const WINDOW_BYTES = 1024 * 1024
const DIRECT_LENGTH = /\/Length\s+(\d+)(?!\d*\s+\d+\s+R)/

/**
 * Reads a PDF once from front to end and leaves out the data of its pictures, which the PDF library would hold all at once. Such a stream is said to be 0 bytes
 * long, so that everything else of the file reads as before. Null when too much is left.
 */
export async function cutPictures(source: ByteSource): Promise<CutPdf | null> {
  const find = finder(source)
  const kept: Uint8Array[] = []
  const pictures = new Map<number, { start: number; length: number }>()
  let left = 0, at = 0
  const keep = (bytes: Uint8Array): void => { kept.push(bytes); left += bytes.length }
  for (let from = 0; ;) {
    const word = await find('stream', from)
    if (word < 0) break
    from = word + 'stream'.length
    const stream = await streamAt({ source, find, word, notBefore: at })
    if (!stream) continue
    from = stream.end
    if (!stream.isPicture || stream.end - stream.start < CUT_FROM_BYTES) continue
    if (left + stream.head - at > MOST_LEFT_BYTES) return null
    keep(await source.read(at, stream.head - at))
    const head = Buffer.from(await source.read(stream.head, stream.start - stream.head)).toString('latin1')
    keep(Buffer.from(head.replace(DIRECT_LENGTH, '/Length 0'), 'latin1'))
    pictures.set(left, { start: stream.start, length: stream.end - stream.start })
    at = stream.end
  }
  if (left + source.size - at > MOST_LEFT_BYTES) return null
  keep(await source.read(at, source.size - at))
  return { bytes: new SharedBytes(Buffer.concat(kept)), pictures }
}

/** The PDF library copies every stream with `slice`; here what it gets are views, which also tell where they lie. */
class SharedBytes extends Uint8Array<ArrayBuffer> {
  constructor(bytes: Uint8Array<ArrayBuffer>)
  constructor(buffer: ArrayBuffer, offset?: number, length?: number)
  constructor(from: Uint8Array<ArrayBuffer> | ArrayBuffer, offset?: number, length?: number) {
    if (from instanceof ArrayBuffer) super(from, offset, length)
    else super(from.buffer, from.byteOffset, from.length)
  }

  override slice(start?: number, end?: number): SharedBytes { return this.subarray(start, end) as SharedBytes }
}

type Find = (word: string, from: number) => Promise<number>

/** Where the word begins at or behind a place of the file; −1: nowhere. */
function finder(source: ByteSource): Find {
  let window = Buffer.alloc(0), start = 0
  return async (word, from) => {
    for (let at = from; at < source.size;) {
      if (at < start || at + word.length > start + window.length) {
        const bytes = await source.read(at, WINDOW_BYTES)
        window = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length)
        start = at
        if (window.length < word.length) return -1
      }
      const found = window.indexOf(word, at - start, 'latin1')
      if (found >= 0) return start + found
      at = Math.max(at + 1, start + window.length - word.length + 1)
    }
    return -1
  }
}

/** The stream whose keyword stands there: where its object's dictionary begins, its data begins and ends. Null where the word is no such keyword, or the stream has no end. */
async function streamAt({ source, find, word, notBefore }: { source: ByteSource; find: Find; word: number; notBefore: number }): Promise<{
  readonly head: number; readonly start: number; readonly end: number; readonly isPicture: boolean
} | null> {
  const before = Math.max(notBefore, word - DICTIONARY_WITHIN_BYTES)
  const text = Buffer.from(await source.read(before, word - before + 16)).toString('latin1')
  const opening = /^stream ?(\r\n|\n|\r)/.exec(text.slice(word - before))
  const object = text.slice(0, word - before).lastIndexOf('obj')
  const dictionary = text.slice(object, word - before)
  if (!opening || object < 0 || !/>>\s*$/.test(dictionary)) return null
  const start = word + opening[0].length
  const length = Number(DIRECT_LENGTH.exec(dictionary)?.[1] ?? NaN)
  const isPicture = /\/Subtype\s*\/Image\b/.test(dictionary)
  const place = { head: before + object, start, isPicture }
  if (Number.isSafeInteger(length) && start + length < source.size) {
    const behind = Buffer.from(await source.read(start + length, 16)).toString('latin1')
    if (/^\s*endstream/.test(behind)) return { ...place, end: start + length }
  }
  const end = await find('endstream', start)
  if (end < 0) return null
  const last = Buffer.from(await source.read(Math.max(start, end - 2), end - Math.max(start, end - 2))).toString('latin1')
  return { ...place, end: end - (/(\r\n|\n|\r)$/.exec(last)?.[0].length ?? 0) }
}
