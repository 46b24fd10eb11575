import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DamagedBlob, type Sha256 } from './blobs.ts'

/** SHA-256 of the bytes, 64 hex digits. */
export const hashBytes = (bytes: Uint8Array): Sha256 => createHash('sha256').update(bytes).digest('hex')

/** The bytes, when they are what the name says; throws `DamagedBlob` otherwise. */
export function checkBytes({ bytes, sha256 }: { readonly bytes: Uint8Array; readonly sha256: Sha256 }): Uint8Array {
  if (hashBytes(bytes) !== sha256) throw new DamagedBlob(sha256)
  return bytes
}

/** Writes a stream to a new file at `path`, flushed to disk, and tells the SHA-256 of what went through. */
export async function writeHashed(stream: Readable, path: string): Promise<Sha256> {
  const hash = createHash('sha256')
  const watch = new Transform({ transform(chunk: Buffer, _encoding, done) { hash.update(chunk); done(null, chunk) } })
  await pipeline(stream, watch, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }))
  return hash.digest('hex')
}

/** SHA-256 of a file, read in parts. */
export async function hashFile(path: string): Promise<Sha256> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Guards paths and keys made of a name that came from outside. Throws on anything but 64 hex digits. */
export function checkName(sha256: Sha256): Sha256 {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('A blob is named by 64 hex digits')
  return sha256
}
