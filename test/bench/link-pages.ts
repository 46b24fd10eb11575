import { studyLinks, type Linked } from '../pipeline/anonymise/link-pages.ts'

// Can pages of one school be linked by what the file keeps of the scanner? `tsx test/bench/link-pages.ts [schools] [works a school] [seed]`
const [schools, works, seed] = [Number(process.argv[2] ?? 8), Number(process.argv[3] ?? 12), process.argv[4] ?? 'link']
const words = ({ share, chance, bound }: Linked): string => `${(100 * share).toFixed(1)} % (chance ${(100 * chance).toFixed(1)} %, 95 of 100 shuffles under ${(100 * bound).toFixed(1)} %)`
const study = await studyLinks({ schools, works, seed })
console.log(`${study.pages} pages of ${study.schools} schools; the nearest page is of the same school:`)
console.log(`  before blinding  ${words(study.before)}\n  blind            ${words(study.blind)}`)
for (const [feature, linked] of Object.entries(study.single)) console.log(`    by ${feature.padEnd(20)} ${words(linked)}`)
