import { studyLinks, type Linked } from '../pipeline/anonymise/link-pages.ts'

// Can pages of one school be linked by what the file keeps of the scanner? `BENCH_SCHOOLS=8 BENCH_WORKS=8 npm run bench -- link-pages`
const [schools, works, seed] = [Number(process.env['BENCH_SCHOOLS'] ?? 8), Number(process.env['BENCH_WORKS'] ?? 8), process.env['BENCH_SEED'] ?? 'link']
const words = ({ share, chance, bound }: Linked): string => `${(100 * share).toFixed(1)} % (chance ${(100 * chance).toFixed(1)} %, 95 of 100 shuffles under ${(100 * bound).toFixed(1)} %)`
const study = await studyLinks({ schools, works, seed })
console.log(`${study.pages} pages of ${study.schools} schools; the nearest page is of the same school:`)
console.log(`  before blinding  ${words(study.before)}\n  blind            ${words(study.blind)}`)
for (const [feature, linked] of Object.entries(study.single)) console.log(`    by ${feature.padEnd(20)} ${words(linked)}`)
