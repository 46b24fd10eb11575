import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawDamage, type DamagePreset } from '../../fixtures/damage-presets.ts'
import { seededRandom } from '../../fixtures/random.ts'
import { inkCalibration } from '../../pipeline/read/ink-calibration.ts'
import { openReader, type Reader } from '../../pipeline/read/open-reader.ts'
import { askInk } from './ask-ink.ts'
import { examBlank, examWork } from './exam-page.ts'
import { straightenTruly } from './straighten-truly.ts'
import { confusions, summary, tally, type Answer } from './tally.ts'
import { writeReport } from './write-report.ts'

/** Works a preset and form; `EXAM_WORKS=40` makes it the long exam. `EXAM_REPORT=DIR` writes the HTML report. */
const WORKS = Number(process.env['EXAM_WORKS'] ?? 2)
const FORMS = ['physics-7-2023', 'russian-8', 'math-5-2022']
const WEIGHTS = new URL('../../pipeline/read/weights/', import.meta.url)

describe('ink read from pages set straight with small errors', () => {
  const answers: Answer[] = []
  let reader: Reader

  beforeAll(async () => {
    expect(existsSync(new URL('ink.onnx', WEIGHTS))).toBe(true)
    reader = await openReader({ model: await readFile(new URL('ink.onnx', WEIGHTS)), calibration: inkCalibration.parse(JSON.parse(String(await readFile(new URL('calibration.json', WEIGHTS))))) })
    for (const preset of ['good', 'poor', 'phone'] as const satisfies DamagePreset[]) for (const form of FORMS) for (let work = 0; work < WORKS; work++) {
      const seed = `${process.env['EXAM_SEED'] ?? 'ink'} ${work}`
      const random = seededRandom(`shift ${seed} ${preset} ${form}`)
      const error = preset === 'phone' ? 1.5 : 0.7
      for (const page of await examWork({ seed, form, preset, mostBendMm: 0.25 })) {
        const blank = await examBlank(page)
        const straight = straightenTruly({ ...page, width: blank.width, height: blank.height, shiftPx: [random.normal() * error, random.normal() * error] })
        answers.push(...await askInk({ reader, page, straight, blank }))
      }
    }
    for (const kind of ['score', 'total', 'mark', 'code', 'empty', 'corrected']) for (const preset of ['good', 'poor', 'phone']) {
      const some = answers.filter((answer) => answer.kind === kind && answer.preset === preset)
      console.log(`${kind} ${preset}: ${summary(some)} ${kind === 'code' ? '' : confusions(some)}`)
    }
    const folder = process.env['EXAM_REPORT']
    if (folder) await writeReport(folder, answers)
  })

  const of = (kind: string, preset?: string): Answer[] => answers.filter((answer) => answer.kind === kind && (preset === undefined || answer.preset === preset))

  it('gives the score on good scans for at least 98 of 100 cells', () => {
    const { right, asked } = tally(of('score', 'good'))
    expect(right / asked).toBeGreaterThan(0.98)
  })

  it('gives the score on poor scans and photographs for at least 95 of 100 cells', () => {
    const { right, asked } = tally([...of('score', 'poor'), ...of('score', 'phone')])
    expect(right / asked).toBeGreaterThan(0.95)
  })

  // Of the ink alone, without any list of codes, touching digits included: 0.88 when measured; 0.96 is wanted.
  it('gives the code for at least 85 of 100 pages', () => {
    const { right, asked } = tally(of('code'))
    expect(right / asked).toBeGreaterThan(0.85)
  })

  it('is silently wrong in fewer than 1 of 200 values even before anything is decided together', () => {
    const { automaticWrong, asked } = tally(answers)
    expect(automaticWrong / asked).toBeLessThan(0.005)
  })
})

// Damage presets must stay what their names say, or the figures above mean nothing.
it('draws harder damage for poor scans than for good ones', () => {
  const noise = (preset: DamagePreset): number => Array.from({ length: 20 }, (_, i) => drawDamage(preset, seededRandom(`${i}`)).noise).reduce((a, b) => a + b, 0)
  expect(noise('poor')).toBeGreaterThan(noise('good'))
})
