import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A secret that was made at the first start and is kept in the data folder since, readable by the owner only. Several processes starting
 * at once agree on one.
 */
export async function keepSecret({ dataDir, name, make }: { readonly dataDir: string; readonly name: string; readonly make: () => string }): Promise<string> {
  const path = join(dataDir, name)
  const kept = await readIfThere(path)
  if (kept) return kept
  await mkdir(dataDir, { recursive: true })
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, make(), { mode: 0o600, flush: true })
  // A hard link never replaces: of two starting processes one wins and the other reads what it wrote.
  await link(draft, path).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error })
  await rm(draft)
  return readFile(path, 'utf8')
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
