import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DamagedBlob, type Blobs } from './blobs.ts'
import { checkBytes, checkName, hashBytes, writeHashed } from './hash-bytes.ts'

/**
 * Blobs in a folder: `ab/abcd…`, 256 subfolders. A blob is written aside, flushed to disk and renamed, so that a power cut leaves the
 * whole file or none; what a crash left aside lies in `aside/` and may be deleted at any time.
 */
export function openFolderBlobs(folder: string): Blobs {
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), checkName(sha256))
  return {
    async put(bytes) {
      const sha256 = hashBytes(bytes)
      const path = pathOf(sha256)
      // A file of another size was cut by a damaged disk; it is written again.
      if (await sizeOf(path) === bytes.length) return sha256
      const aside = join(folder, 'aside', randomUUID())
      await Promise.all([mkdir(dirname(path), { recursive: true }), mkdir(dirname(aside), { recursive: true })])
      await writeFile(aside, bytes, { flush: true })
      await rename(aside, path)
      await flushFolder(dirname(path))
      return sha256
    },
    async putFile(from) {
      const aside = join(folder, 'aside', randomUUID())
      await mkdir(dirname(aside), { recursive: true })
      const sha256 = await writeHashed(createReadStream(from), aside).catch(async (error: unknown) => { await rm(aside, { force: true }); throw error })
      const path = pathOf(sha256)
      await mkdir(dirname(path), { recursive: true })
      await rename(aside, path)
      await flushFolder(dirname(path))
      return sha256
    },
    async copyTo(sha256, path) {
      if (!await orNull(access(pathOf(sha256)).then(() => true))) return false
      if (await writeHashed(createReadStream(pathOf(sha256)), path) !== sha256) throw new DamagedBlob(sha256)
      return true
    },
    async get(sha256) {
      const bytes = await orNull(readFile(pathOf(sha256)))
      return bytes && checkBytes({ bytes, sha256 })
    },
    async has(sha256) {
      return await orNull(access(pathOf(sha256)).then(() => true)) ?? false
    },
    async delete(sha256) {
      await rm(pathOf(sha256), { force: true })
    },
  }
}

const sizeOf = async (path: string): Promise<number | null> => (await orNull(stat(path)))?.size ?? null

// The new name itself reaches the disk with its folder only.
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path)
  try { await folder.sync() } finally { await folder.close() }
}

async function orNull<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
