import { randomUUID } from 'node:crypto'
import { mkdir, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ByteSource, Spool } from '../../pipeline/intake/byte-source.ts'

/** A file on disk, read in pieces. Throws when it is not there. */
export async function openSource(path: string): Promise<ByteSource> {
  const handle = await open(path)
  const { size } = await handle.stat()
  return {
    size,
    async read(start, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - start)))
      let at = 0
      while (at < bytes.length) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at)
        if (bytesRead === 0) break
        at += bytesRead
      }
      return at === bytes.length ? bytes : bytes.subarray(0, at)
    },
    close: () => handle.close(),
  }
}

/** The parent's: it is removed when this process has ended. */
const SCRATCH = process.argv[2] ?? join(tmpdir(), `sverka-unpacked-${randomUUID()}`)

/** Lays what comes in into the process's own folder, under a name of our own. */
export const spool: Spool = async (chunks) => {
  await mkdir(SCRATCH, { recursive: true })
  const path = join(SCRATCH, `unpacked-${randomUUID()}`)
  try {
    await writeFile(path, chunks)
    const source = await openSource(path)
    return { ...source, close: async () => { await source.close(); await rm(path, { force: true }) } }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}
