import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrate } from '../../storage/database/migrate.ts'
import type { Database } from '../../storage/database/database.ts'
import { openPglite } from '../../storage/database/open-pglite.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const CACHE = join(ROOT, 'node_modules/.cache/sverka')

let migrated: Promise<Blob> | undefined

/**
 * A migrated database of its own in memory, in about 0.7 s: a copy of one that was migrated before. The first ever after a change of
 * the migrations takes some seconds; its packed folder is kept under node_modules for other processes. Close it after the test.
 */
export async function openMemoryDatabase(): Promise<Database> {
  migrated ??= readOrPack()
  return openPglite({ dump: await migrated })
}

/** A folder with an embedded database, made as fast as one in memory. */
export async function makeDatabaseFolder(folder: string): Promise<void> {
  migrated ??= readOrPack()
  await mkdir(folder, { recursive: true })
  await (await openPglite({ folder, dump: await migrated })).close()
}

async function readOrPack(): Promise<Blob> {
  const path = join(CACHE, `migrated-${await nameOfSchema()}.tar`)
  const kept = await readFile(path).catch(() => null)
  if (kept) return new Blob([kept])
  const dump = await packMigrated()
  await mkdir(CACHE, { recursive: true })
  // Written aside and renamed: another process sees the whole file or none.
  await writeFile(`${path}.${process.pid}`, Buffer.from(await dump.arrayBuffer()))
  await rename(`${path}.${process.pid}`, path)
  return dump
}

async function nameOfSchema(): Promise<string> {
  const folder = join(ROOT, 'storage/database/migrations')
  const hash = createHash('sha256').update(await readFile(join(ROOT, 'node_modules/@electric-sql/pglite/package.json')))
  for (const name of (await readdir(folder)).sort()) hash.update(await readFile(join(folder, name)))
  return hash.digest('hex').slice(0, 16)
}

async function packMigrated(): Promise<Blob> {
  const database = await openPglite({})
  await migrate(database.db)
  const dump = await database.pglite.dumpDataDir('none')
  await database.close()
  return dump
}
