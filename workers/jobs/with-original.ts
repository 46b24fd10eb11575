import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JobContext } from './job.ts'

/** Lays a stored file on disk under a name of our own while `use` works with it. Throws when it is not in the blob store. */
export async function withOriginal<T>({ blobs }: Pick<JobContext, 'blobs'>, sha256: string, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sverka-'))
  try {
    const path = join(folder, 'upload')
    if (!await blobs.copyTo(sha256, path)) throw new Error(`The original ${sha256} is not in the blob store`)
    return await use(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
