import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import { ok, refuse, type Result } from '../model/result.ts'
import { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts'

/** One file of a ZIP. The name is only for people: it is never used as a path. */
export interface ZippedFile {
  readonly name: string
  readonly content: Result<Uint8Array, ZipRefusal>
}
export type ZipRefusal = 'broken-file' | 'encrypted-file' | 'too-large'

/** A file shrinks by more than the allowed ratio only matters once it is large. */
const RATIO_MATTERS_FROM_BYTES = 8 * 1024 * 1024
/** Folders and what the system adds are entries too. */
const MOST_ENTRIES_A_FILE = 3
const MADE_BY_THE_SYSTEM = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/

/**
 * The files of a ZIP in its order, one at a time. A file that cannot be had is a refusal under its name; a ZIP that cannot
 * be read on ends with a refusal under the name ''. Nothing is written anywhere, so a name like `../../x` is just a name.
 */
export async function* unpackZip({ bytes, limits = DEFAULT_LIMITS, enter = () => true }: {
  bytes: Uint8Array; limits?: IntakeLimits
  /** Asked before a file is unpacked, with its number from 0: false refuses it unseen. */
  enter?: (entry: number, name: string) => boolean
}): AsyncGenerator<ZippedFile> {
  let zip: ZipFile
  try {
    zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), { lazyEntries: true, decodeStrings: false })
  } catch {
    return yield { name: '', content: refuse('broken-file') }
  }
  if (zip.entryCount > MOST_ENTRIES_A_FILE * limits.maxZipFiles) {
    zip.close()
    return yield { name: '', content: refuse('too-large') }
  }
  let files = 0, total = 0
  try {
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry)
      if (name.endsWith('/') || MADE_BY_THE_SYSTEM.test(name)) continue
      if (++files > limits.maxZipFiles || total > limits.maxZipTotalBytes) return yield { name: '', content: refuse('too-large') }
      const content: ZippedFile['content'] = enter(files - 1, name) ? await readEntry(zip, entry, limits) : refuse('too-large')
      if (content.ok) total += content.value.length
      yield { name, content }
    }
  } catch {
    yield { name: '', content: refuse('broken-file') }
  } finally {
    zip.close()
  }
}

async function readEntry(zip: ZipFile, entry: Entry, limits: IntakeLimits): Promise<Result<Uint8Array, ZipRefusal>> {
  if (entry.isEncrypted()) return refuse('encrypted-file')
  const { uncompressedSize: size, compressedSize: packed } = entry
  if (size > limits.maxZipFileBytes || (size > RATIO_MATTERS_FROM_BYTES && size > packed * limits.maxZipRatio)) return refuse('too-large')
  try {
    // yauzl stops a stream that gives more than the size it states, so the checks above hold for the bytes themselves.
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    return ok(new Uint8Array(Buffer.concat(chunks)))
  } catch {
    return refuse('broken-file')
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
