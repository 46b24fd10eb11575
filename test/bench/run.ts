import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `npm run bench` runs every bench of this folder one after another, `npm run bench -- read` only that one; what follows the name is given to it. Each runs in a
 * process of its own, so that none warms up for another. Those that need files of yours run when they are named with their folder.
 */
const NEEDS_FOLDER = new Set(['hostile-files'])
const known = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== 'run.ts').map((entry) => entry.name.replace(/\.ts$/, ''))
const [asked, ...rest] = process.argv.slice(2)
if (asked !== undefined && !known.includes(asked)) {
  console.error(`No bench ${asked}: there are ${known.join(', ')}`)
  process.exit(2)
}
for (const name of asked === undefined ? known : [asked]) {
  console.log(`\n# ${name}`)
  if (NEEDS_FOLDER.has(name) && rest.length === 0) {
    console.log(`left out: it measures files of yours, npm run bench -- ${name} FOLDER`)
    if (asked !== undefined) process.exitCode = 2
    continue
  }
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, `${name}.ts`), ...rest], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
