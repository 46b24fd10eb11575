/** A blob's name: the SHA-256 of its bytes, 64 hex digits. */
export type Sha256 = string

/** Where files and pictures lie, each under the SHA-256 of its bytes. The same bytes are stored once; nothing is ever overwritten. */
export interface Blobs {
  /** Stores and returns the name. When it returns, the bytes survive the end of the process. */
  put(bytes: Uint8Array): Promise<Sha256>
  /** The same for a file on disk, which may be large: it is never whole in memory. */
  putFile(path: string): Promise<Sha256>
  /** The bytes, checked against their name; null when there are none. Throws when they no longer match: the store is damaged. */
  get(sha256: Sha256): Promise<Uint8Array | null>
  /** Writes the bytes to a new file at `path`, checked against their name, without holding them; false when there are none. Throws when they no longer match. */
  copyTo(sha256: Sha256, path: string): Promise<boolean>
  has(sha256: Sha256): Promise<boolean>
  /** Removes; what is not there counts as removed. */
  delete(sha256: Sha256): Promise<void>
}

/** Bytes that are no longer what their name says. */
export class DamagedBlob extends Error {
  override readonly name = 'DamagedBlob'
  constructor(sha256: Sha256) {
    super(`Содержимое файла ${sha256} не соответствует его контрольной сумме: хранилище повреждено. Восстановите файл из резервной копии.`)
  }
}
