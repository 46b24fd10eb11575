import { createHash } from 'node:crypto'
import { DamagedBlob, type Sha256 } from './blobs.ts'

/** SHA-256 of the bytes, 64 hex digits. */
export const hashBytes = (bytes: Uint8Array): Sha256 => createHash('sha256').update(bytes).digest('hex')

/** The bytes, when they are what the name says; throws `DamagedBlob` otherwise. */
export function checkBytes({ bytes, sha256 }: { readonly bytes: Uint8Array; readonly sha256: Sha256 }): Uint8Array {
  if (hashBytes(bytes) !== sha256) throw new DamagedBlob(sha256)
  return bytes
}

/** Guards paths and keys made of a name that came from outside. Throws on anything but 64 hex digits. */
export function checkName(sha256: Sha256): Sha256 {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('A blob is named by 64 hex digits')
  return sha256
}
