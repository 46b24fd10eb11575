import type { InkColour } from '../../fixtures/handwriting/draw-strokes.ts'
import { studyInk, type InkTally } from '../pipeline/anonymise/ink-study.ts'

// What stays of a teacher's ink on blind pages, as the table of pipeline/README.md, without the readers: `BENCH_WORKS=12 npm run bench -- ink`. `BENCH_SEED` draws other
// hands, works and scanners; `BENCH_TEACHERS=blue,violet` and `BENCH_SCANNERS=poor,grey` ask for some lines only.
const works = Number(process.env['BENCH_WORKS'] ?? 2), seed = process.env['BENCH_SEED'] ?? 'ink'
const listed = (name: string, usual: string): readonly string[] => (process.env[name] ?? usual).split(',')
const teachers = listed('BENCH_TEACHERS', 'red,darkRed,green,violet,blue,black') as readonly InkColour[]
const SCANS = {
  good: { name: 'colour, office scanner', grey: false, preset: 'good' }, poor: { name: 'colour, poor scanner', grey: false, preset: 'poor' }, grey: { name: 'grey, office scanner', grey: true, preset: 'good' },
} as const
const percent = (part: number, all: number): string => (all === 0 ? 'none' : `${((100 * part) / all).toFixed(2)} %`)
const reasons = ({ looks }: InkTally): string => (Object.keys(looks).length === 0 ? '' : ` (${Object.entries(looks).map(([reason, pages]) => `${reason} ${pages}`).join(', ')})`)

console.log('| scan | teacher | teacher’s px that show on pages nobody looks at | … on all pages | pupil’s px kept | at crossings | pages to a person | CPU ms a page |\n| --- | --- | --- | --- | --- | --- | --- | --- |')
for (const scan of listed('BENCH_SCANNERS', Object.keys(SCANS).join(','))) {
  const { name, grey, preset } = SCANS[scan as keyof typeof SCANS]
  for (const teacher of teachers) {
    const tally = await studyInk({ form: 'physics-7-2023', works, teacher, grey, preset, seed })
    console.log(['', name, teacher, `${percent(tally.unseenTeacherSeen, tally.unseenTeacher)} (${tally.unseenTeacherSeen} of ${tally.unseenTeacher} px)`, percent(tally.teacherSeen, tally.teacher),
      percent(tally.pupilKept, tally.pupil), percent(tally.crossingsKept, tally.crossings), `${tally.lookPages} of ${tally.pages}${reasons(tally)}`, (tally.cpuMs / tally.pages).toFixed(0), ''].join(' | ').trim())
  }
}
