import { readdirSync } from 'node:fs'

/** `npm run bench` runs every bench of this folder one after another, `npm run bench -- read` only those named. */
const known = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== 'run.ts').map((entry) => entry.name.replace(/\.ts$/, ''))
const asked = process.argv.slice(2)
const strange = asked.filter((name) => !known.includes(name))
if (strange.length > 0) {
  console.error(`No bench ${strange.join(', ')}: there are ${known.join(', ')}`)
  process.exit(2)
}
for (const name of asked.length > 0 ? asked : known) {
  console.log(`\n# ${name}`)
  await import(`./${name}.ts`)
}
// The header reader's thread would keep the process.
process.exit(0)
