import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFolderBlobs } from '../../../storage/blobs/folder-blobs.ts'
import { describeBlobs } from '../contracts/blobs.ts'

const makeFolder = () => mkdtemp(join(tmpdir(), 'sverka-blobs-'))

describeBlobs('a folder', async () => {
  const folder = await makeFolder()
  return {
    blobs: openFolderBlobs(folder),
    spoil: (sha256, bytes) => writeFile(join(folder, sha256.slice(0, 2), sha256), bytes),
    close: () => rm(folder, { recursive: true }),
  }
})

test('nothing is left aside after blobs were put', async () => {
  const folder = await makeFolder()
  await openFolderBlobs(folder).put(Buffer.from('scan'))
  expect(await readdir(join(folder, 'aside'))).toEqual([])
  await rm(folder, { recursive: true })
})
