import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Linked } from '../pipeline/anonymise/link-attack.ts'
import { studyLinks } from '../pipeline/anonymise/link-pages.ts'

// Can pages of one school be linked by what the file keeps of the scanner? `BENCH_SCHOOLS=16 BENCH_WORKS=10 npm run bench -- link-pages`; `BENCH_FOLDER` keeps the pages.
const [schools, works, seed] = [Number(process.env['BENCH_SCHOOLS'] ?? 16), Number(process.env['BENCH_WORKS'] ?? 10), process.env['BENCH_SEED'] ?? 'link']
const folder = process.env['BENCH_FOLDER']
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const words = ({ share, low, high, chance, p }: Linked): string => `${percent(share)} (${percent(low)} – ${percent(high)}), chance ${percent(chance)}, p = ${p.toFixed(3)}`
const study = await studyLinks({
  schools, works, seed, dpis: [150, 200, 200, 300],
  ...(folder && { onPage: async ({ blind, school, work }) => { await mkdir(folder, { recursive: true }); await writeFile(join(folder, `${school}-${work}.jpg`), blind) } }),
})
console.log(`${study.pages} pages of ${study.schools} schools; the nearest page is of the same school (95 % interval):`)
console.log(`  before, all features alike  ${words(study.before.nearest)}\n  before, learned             ${words(study.before.learned)}`)
console.log(`  blind, all features alike   ${words(study.blind.nearest)}\n  blind, learned              ${words(study.blind.learned)}`)
for (const [feature, linked] of Object.entries(study.single)) console.log(`    blind, by ${feature.padEnd(20)} ${words(linked)}`)
