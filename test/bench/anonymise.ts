import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { InkColour } from '../../fixtures/handwriting/draw-strokes.ts'
import { detectBarcodes } from '../../pipeline/anonymise/detect-barcodes.ts'
import { detectReadable } from '../../pipeline/anonymise/detect-readable.ts'
import { loadModels } from '../../workers/recognition/load-models.ts'
import { studyInk } from '../pipeline/anonymise/ink-study.ts'

// What becomes of the teacher's ink and of the pupil's, by colour, and what a page costs: `BENCH_WORKS=4 npm run bench -- anonymise`; `BENCH_PRESET=poor` takes poor scanners,
// `BENCH_FOLDER` keeps the pages.
const works = Number(process.env['BENCH_WORKS'] ?? 2), preset = process.env['BENCH_PRESET'] === 'poor' ? 'poor' : 'good'
const folder = process.env['BENCH_FOLDER']
const models = await loadModels()
const barcode = await models.barcode()
const percent = (part: number, all: number): string => (all === 0 ? '—' : `${((100 * part) / all).toFixed(2)} %`)
console.log('scan    teacher  pages  to a person  teacher px seen  … on pages nobody looks at  pupil px kept  at crossings  CPU ms/page  reasons')
for (const grey of [false, true]) {
  for (const teacher of ['red', 'darkRed', 'green', 'violet', 'blue', 'black'] as const satisfies readonly InkColour[]) {
    const tally = await studyInk({
      form: 'physics-7-2023', works, teacher, grey, preset,
      inspect: ({ blank, form, formPage, code }) => async (image, ink) => [
        ...await detectReadable({ image, blank, form, formPage, code, reader: models.reader }), await detectBarcodes({ image, ink, reader: barcode }),
      ],
      ...(folder && { onPage: async ({ bytes }, name) => { await mkdir(folder, { recursive: true }); await writeFile(join(folder, `${name.replaceAll(' ', '-')}.jpg`), bytes) } }),
    })
    console.log([
      grey ? 'grey  ' : 'colour', teacher.padEnd(8), String(tally.pages).padStart(5), String(tally.lookPages).padStart(12), percent(tally.teacherSeen, tally.teacher).padStart(15),
      percent(tally.unseenTeacherSeen, tally.unseenTeacher).padStart(26), percent(tally.pupilKept, tally.pupil).padStart(14), percent(tally.crossingsKept, tally.crossings).padStart(13),
      (tally.cpuMs / tally.pages).toFixed(0).padStart(12), ' ', Object.entries(tally.looks).map(([reason, n]) => `${reason} ${n}`).join(', '),
    ].join(' '))
  }
}
