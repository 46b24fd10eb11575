import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

const UI = resolve(import.meta.dirname, '../grader-ui')
const WEB = resolve(UI, 'web')
/** What the pages are built from: their own sources and the contract with the server. */
const SOURCES = [join(WEB, 'src'), join(WEB, 'public'), join(UI, 'api'), join(WEB, 'index.html'), join(WEB, 'vite.config.ts')]

/** Builds the pages when there are none yet, or when a source is newer than they are. */
export async function ensureWebBuilt(): Promise<void> {
  const built = await changedAt(join(WEB, 'dist/index.html'))
  const changed = await Promise.all(SOURCES.map(newestIn))
  if (built >= Math.max(...changed)) return
  const { build } = await import('vite')
  await build({ root: WEB, configFile: resolve(WEB, 'vite.config.ts'), logLevel: 'warn' })
}

/** When a file was changed, ms since 1970; 0 when it is not there. */
const changedAt = (path: string): Promise<number> => stat(path).then(({ mtimeMs }) => mtimeMs, () => 0)

async function newestIn(path: string): Promise<number> {
  const below = await readdir(path, { recursive: true }).catch(() => [])
  return Math.max(await changedAt(path), ...await Promise.all(below.map((name) => changedAt(join(path, name)))))
}
