import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform, Writable, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** An upload that lies complete in a file of its own. */
export interface SpooledUpload {
  readonly sha256: string
  readonly sizeBytes: number
  /** The first bytes, enough to say which kind of file it is. */
  readonly head: Uint8Array
  readonly path: string
  /** Deletes the file. */
  drop(): Promise<void>
}

const HEAD_BYTES = 4096

/** Writes a stream to a temporary file as it comes in, hashing on the way: memory stays flat however large the scan is. */
export async function spoolUpload(stream: Readable): Promise<SpooledUpload> {
  const folder = await mkdtemp(join(tmpdir(), 'sverka-upload-'))
  const drop = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const path = join(folder, 'upload')
  const watch = watchBytes()
  try {
    await pipeline(stream, watch.through, createWriteStream(path, { mode: 0o600 }))
  } catch (error) {
    await drop()
    throw error
  }
  return { ...watch.seen(), path, drop }
}

/** The same of a file that lies complete on disk already; dropping it deletes it. */
export async function spooledFile(path: string): Promise<SpooledUpload> {
  const watch = watchBytes()
  await pipeline(createReadStream(path), watch.through, new Writable({ write: (_chunk, _encoding, done) => { done() } }))
  return { ...watch.seen(), path, drop: () => rm(path, { force: true }) }
}

/** Hashes what goes through and keeps its beginning. */
function watchBytes(): { readonly through: Transform; readonly seen: () => Pick<SpooledUpload, 'sha256' | 'sizeBytes' | 'head'> } {
  const hash = createHash('sha256')
  const head: Buffer[] = []
  let sizeBytes = 0
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (sizeBytes < HEAD_BYTES) head.push(chunk.subarray(0, HEAD_BYTES - sizeBytes))
      sizeBytes += chunk.length
      hash.update(chunk)
      done(null, chunk)
    },
  })
  return { through, seen: () => ({ sha256: hash.digest('hex'), sizeBytes, head: Buffer.concat(head) }) }
}
