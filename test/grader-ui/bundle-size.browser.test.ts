import { readFileSync } from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rollup } from 'vite'
import { expect, test } from 'vitest'

const WEB = resolve(import.meta.dirname, '../../grader-ui/web')
const MOST_BYTES = 40 * 1024

/** All JavaScript that comes into an expert's browser: the entry, the desk and whatever they import, as it is built for use. */
async function expertsScripts(folder: string): Promise<readonly Rollup.OutputChunk[]> {
  const built = await build({ root: WEB, configFile: join(WEB, 'vite.config.ts'), logLevel: 'error', build: { outDir: folder } }) as Rollup.RollupOutput
  const chunks = new Map(built.output.flatMap((one) => (one.type === 'chunk' ? [[one.fileName, one] as const] : [])))
  const wanted = [...chunks.values()].filter((chunk) => chunk.isEntry || chunk.facadeModuleId?.endsWith('/expert/routes.tsx')).map(({ fileName }) => fileName)
  for (let at = 0; at < wanted.length; at++) for (const name of chunks.get(wanted[at]!)!.imports) if (!wanted.includes(name)) wanted.push(name)
  return wanted.map((name) => chunks.get(name)!)
}

test('an expert’s whole desk is under 40 KB of gzip JavaScript and holds nothing of the other desks', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sverka-bundle-'))
  try {
    const scripts = await expertsScripts(folder)
    const bytes = scripts.map(({ fileName }) => gzipSync(readFileSync(join(folder, fileName)), { level: 9 }).length)
    const total = bytes.reduce((sum, one) => sum + one, 0)
    console.info(`the expert's desk: ${total} bytes of gzip JavaScript in ${scripts.length} files`)
    expect(total).toBeGreaterThan(10_000)
    expect(total).toBeLessThan(MOST_BYTES)
    const modules = scripts.flatMap((chunk) => Object.keys(chunk.modules))
    expect(modules.some((name) => name.endsWith('/expert/grading-page.tsx'))).toBe(true)
    expect(modules.filter((name) => /\/src\/(school|chair|municipality)\//.test(name))).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
