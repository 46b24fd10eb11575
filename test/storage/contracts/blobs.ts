import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Blobs } from '../../../storage/blobs/blobs.ts'

/** A store with a way to spoil what lies in it. */
export interface OpenBlobs {
  readonly blobs: Blobs
  spoil(sha256: string, bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

/** What every blob store promises. */
export function describeBlobs(name: string, open: () => Promise<OpenBlobs>): void {
  describe(`blobs in ${name}`, () => {
    let store: OpenBlobs
    beforeAll(async () => { store = await open() })
    afterAll(() => store.close())
    const absent = 'f'.repeat(64)

    test('come back as they were put, under their SHA-256', async () => {
      for (const size of [0, 1, 70_000, 6_000_000]) {
        const bytes = randomBytes(size)
        const sha256 = await store.blobs.put(bytes)
        expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
        expect(await store.blobs.has(sha256)).toBe(true)
        expect(Buffer.compare((await store.blobs.get(sha256))!, bytes)).toBe(0)
      }
    })

    test('a file on disk is stored under its SHA-256 and comes back as a file; what was spoilt does not', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sverka-blobs-'))
      const from = join(folder, 'from'), to = join(folder, 'to')
      for (const size of [0, 6_000_000]) {
        const bytes = randomBytes(size)
        await writeFile(from, bytes)
        const sha256 = await store.blobs.putFile(from)
        expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
        expect(await store.blobs.putFile(from)).toBe(sha256)
        expect(await store.blobs.copyTo(sha256, to)).toBe(true)
        expect(Buffer.compare(await readFile(to), bytes)).toBe(0)
        await rm(to)
        await store.spoil(sha256, randomBytes(size + 1))
        await expect(store.blobs.copyTo(sha256, to)).rejects.toThrow(/контрольной сумме/)
        await rm(to)
      }
      expect(await store.blobs.copyTo(absent, to)).toBe(false)
      await rm(folder, { recursive: true })
    })

    test('a part of a larger buffer is stored as that part', async () => {
      const part = Buffer.from('0123456789').subarray(3, 6)
      expect(Buffer.from((await store.blobs.get(await store.blobs.put(part)))!).toString()).toBe('345')
    })

    test('the same bytes put many times at once are one blob', async () => {
      const bytes = randomBytes(1000)
      const names = await Promise.all(Array.from({ length: 8 }, () => store.blobs.put(bytes)))
      expect(new Set(names).size).toBe(1)
      expect(Buffer.compare((await store.blobs.get(names[0]!))!, bytes)).toBe(0)
    })

    test('what is not there is null, not had, and deleted without a word', async () => {
      expect(await store.blobs.get(absent)).toBeNull()
      expect(await store.blobs.has(absent)).toBe(false)
      await store.blobs.delete(absent)
    })

    test('what was deleted is gone and can be put again', async () => {
      const bytes = randomBytes(100)
      const sha256 = await store.blobs.put(bytes)
      await store.blobs.delete(sha256)
      expect(await store.blobs.get(sha256)).toBeNull()
      expect(await store.blobs.put(bytes)).toBe(sha256)
      expect(await store.blobs.has(sha256)).toBe(true)
    })

    test('bytes that no longer match their name are refused, never handed out', async () => {
      const bytes = randomBytes(100)
      const sha256 = await store.blobs.put(bytes)
      await store.spoil(sha256, Buffer.from([...bytes.subarray(0, 99), bytes[99]! ^ 1]))
      await expect(store.blobs.get(sha256)).rejects.toThrow(/контрольной сумме/)
    })

    test('a blob that was cut short is made whole by putting it again', async () => {
      const bytes = randomBytes(100)
      const sha256 = await store.blobs.put(bytes)
      await store.spoil(sha256, bytes.subarray(0, 50))
      await store.blobs.put(bytes)
      expect(Buffer.compare((await store.blobs.get(sha256))!, bytes)).toBe(0)
    })

    test('a name that is no SHA-256 is a mistake of the caller', async () => {
      await expect(store.blobs.get('../../etc/passwd')).rejects.toThrow(TypeError)
    })
  })
}
