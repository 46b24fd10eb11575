import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const WEB = resolve(import.meta.dirname, '../grader-ui/web')

/** Builds the pages when a fresh checkout has none yet. */
export async function ensureWebBuilt(): Promise<void> {
  if (existsSync(resolve(WEB, 'dist/index.html'))) return
  const { build } = await import('vite')
  await build({ root: WEB, configFile: resolve(WEB, 'vite.config.ts'), logLevel: 'warn' })
}
