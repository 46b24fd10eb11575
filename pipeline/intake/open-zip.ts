import { Readable } from 'node:stream'
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl'
import { ok, refuse, type Result } from '../model/result.ts'
import { sourceOf, type ByteSource, type Spool } from './byte-source.ts'
import type { IntakeLimits } from './limits.ts'

export type ZipRefusal = 'broken-file' | 'encrypted-file' | 'too-large'

/** One file of a ZIP as its directory states it. */
export interface ZipEntry {
  /** Only for people: it is never used as a path. */
  readonly name: string
  /** Why it may not be unpacked, as far as the directory tells. */
  readonly refused: ZipRefusal | null
  /** Throws nothing: what does not unpack is refused. Close what it gives. */
  unpack(): Promise<Result<ByteSource, ZipRefusal>>
}

export interface OpenZip {
  readonly entries: readonly ZipEntry[]
  /** Why there is nothing behind the last of `entries`, where the ZIP states more. */
  readonly endedBy: ZipRefusal | null
  close(): void
}

/** A file shrinks by more than the allowed ratio only matters once it is large. */
const RATIO_MATTERS_FROM_BYTES = 8 * 1024 * 1024
/** Folders and what the system adds are entries too. */
const MOST_ENTRIES_A_FILE = 3
const MADE_BY_THE_SYSTEM = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/
/** A larger file inside a ZIP is laid aside by the caller's spool, where there is one. */
const HELD_UP_TO_BYTES = 32 * 1024 * 1024
const CHUNK_BYTES = 256 * 1024

/** The files of a ZIP, by its directory; folders and what the system adds are passed over. Nothing is unpacked yet. */
export async function openZip({ source, limits, spool }: { source: ByteSource; limits: IntakeLimits; spool?: Spool | undefined }): Promise<OpenZip> {
  const nothing = (endedBy: ZipRefusal): OpenZip => ({ entries: [], endedBy, close: () => undefined })
  let zip: ZipFile
  try {
    zip = await fromRandomAccessReaderPromise(new SourceReader(source), source.size, { lazyEntries: true, decodeStrings: false, autoClose: false })
  } catch {
    return nothing('broken-file')
  }
  const close = (): void => zip.close()
  if (zip.entryCount > MOST_ENTRIES_A_FILE * limits.maxZipFiles) {
    close()
    return nothing('too-large')
  }
  const entries: ZipEntry[] = []
  let total = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry)
      if (name.endsWith('/') || MADE_BY_THE_SYSTEM.test(name)) continue
      if (entries.length >= limits.maxZipFiles || total > limits.maxZipTotalBytes) return { entries, endedBy: 'too-large', close }
      const refused = refusalOf(entry, limits)
      if (refused === null) total += entry.uncompressedSize
      entries.push({ name, refused, unpack: async () => (refused === null ? unpack(zip, entry, spool) : refuse(refused)) })
    }
  } catch {
    return { entries, endedBy: 'broken-file', close }
  }
  return { entries, endedBy: null, close }
}

function refusalOf(entry: Entry, limits: IntakeLimits): ZipRefusal | null {
  if (entry.isEncrypted()) return 'encrypted-file'
  const { uncompressedSize: size, compressedSize: packed } = entry
  return size > limits.maxZipFileBytes || (size > RATIO_MATTERS_FROM_BYTES && size > packed * limits.maxZipRatio) ? 'too-large' : null
}

async function unpack(zip: ZipFile, entry: Entry, spool: Spool | undefined): Promise<Result<ByteSource, ZipRefusal>> {
  try {
    // yauzl stops a stream that gives more than the size it states, so what was checked holds for the bytes themselves.
    const stream = await zip.openReadStreamPromise(entry) as AsyncIterable<Uint8Array>
    if (spool && entry.uncompressedSize > HELD_UP_TO_BYTES) return ok(await spool(stream))
    const chunks: Uint8Array[] = []
    for await (const chunk of stream) chunks.push(chunk)
    return ok(sourceOf(new Uint8Array(Buffer.concat(chunks))))
  } catch {
    return refuse('broken-file')
  }
}

class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource
  constructor(source: ByteSource) {
    super()
    this.#source = source
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const source = this.#source
    return Readable.from((async function* () {
      for (let at = start; at < end; at += CHUNK_BYTES) {
        const bytes = await source.read(at, Math.min(CHUNK_BYTES, end - at))
        if (bytes.length > 0) yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      }
    })(), { objectMode: false })
  }
}

/** UTF-8 where it is UTF-8, else CP866, in which Windows writes Russian names. Backslashes become slashes, control characters go. */
function nameOf(entry: Entry): string {
  let name: string
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(entry.fileNameRaw)
  } catch {
    name = new TextDecoder('ibm866').decode(entry.fileNameRaw)
  }
  return name.replace(/\\/g, '/').replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
}
