import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { DamagePreset } from '../../fixtures/damage-presets.ts'
import { fixtureBlanks, fixtureForm } from '../../fixtures/form-blanks.ts'
import { decideStack } from '../../pipeline/decide/decide-stack.ts'
import type { ScannedPage } from '../../pipeline/decide/scanned-page.ts'
import { STRAIGHT_DPI } from '../../pipeline/model/raster.ts'
import { inkCalibration } from '../../pipeline/read/ink-calibration.ts'
import { openReader } from '../../pipeline/read/open-reader.ts'
import { prepareReference, type Reference } from '../../pipeline/register/reference.ts'
import { registerPage } from '../../pipeline/register/register-page.ts'
import { straighten } from '../../pipeline/register/straighten.ts'
import { cropOf } from './crop.ts'
import { examWork, type ExamPage } from './exam-page.ts'
import { confusions, summary, tally, type Answer } from './tally.ts'
import { writeReport } from './write-report.ts'

/** Works a preset and form: 2 make about 80 pages; `EXAM_WORKS=70` the long exam. `EXAM_REPORT=DIR` writes the HTML report. */
const WORKS = Number(process.env['EXAM_WORKS'] ?? 2)
const FORMS = ['physics-7-2023', 'russian-8', 'math-5-2022']
const WEIGHTS = new URL('../../pipeline/read/weights/', import.meta.url)

describe('works from scan to decision', () => {
  const answers: Answer[] = []
  let pagesSeen = 0
  let pagesRegistered = 0

  beforeAll(async () => {
    const reader = await openReader({ model: await readFile(new URL('ink.onnx', WEIGHTS)), calibration: inkCalibration.parse(JSON.parse(String(await readFile(new URL('calibration.json', WEIGHTS))))) })
    const forms = await Promise.all(FORMS.map(fixtureForm))
    const references: Reference[] = []
    const blanks = new Map<string, Awaited<ReturnType<typeof fixtureBlanks>>>()
    for (const form of forms) {
      const drawn = await fixtureBlanks({ form, variant: form.variants[0] ?? '1', dpi: STRAIGHT_DPI })
      blanks.set(form.id, drawn)
      form.pages.forEach((page, i) => { const blank = drawn[i]; if (blank) references.push(prepareReference({ form, page, blank })) })
    }
    for (const preset of ['good', 'poor', 'phone'] as const satisfies DamagePreset[]) for (const form of forms) {
      const stack: ScannedPage[] = []
      const truths: ExamPage[] = []
      for (let work = 0; work < WORKS; work++) for (const page of await examWork({ seed: `${process.env['EXAM_SEED'] ?? 'decided'} ${work}`, form: form.id, preset })) {
        pagesSeen++
        const registration = registerPage({ scan: page.scan, references })
        let evidence = null
        const { scan, ...known } = page
        truths.push({ ...known, scan: { width: 0, height: 0, channels: 1, data: new Uint8Array() } })
        if (registration.type === 'matched') {
          const straight = straighten({ scan, toScan: registration.toScan, bend: registration.bend, pageSizeMm: form.pageSizeMm })
          const blank = blanks.get(registration.form)?.[registration.formPage - 1]
          if (registration.form === form.id && registration.formPage === page.formPage) pagesRegistered++
          if (blank && registration.form === form.id) {
            evidence = await reader.readPage({ straight, blank, form, formPage: registration.formPage })
            keepCrops(truths.length - 1, evidence, straight)
          }
        }
        stack.push({ file: `${preset} ${form.id}`, page: stack.length + 1, outcome: { type: 'seen', registration, evidence, dpi: STRAIGHT_DPI } })
      }
      const { readings } = decideStack({ pages: stack, forms })
      truths.forEach((page, i) => answers.push(...answersOf(page, readings[i], i)))
      crops.clear()
    }
    for (const kind of ['score', 'total', 'mark', 'code', 'empty', 'corrected']) for (const preset of ['good', 'poor', 'phone']) {
      const some = answers.filter((answer) => answer.kind === kind && answer.preset === preset)
      if (some.length > 0) console.log(`${kind} ${preset}: ${summary(some)} ${kind === 'code' ? '' : confusions(some)}`)
    }
    console.log(`pages ${pagesSeen}, put to the right form page ${pagesRegistered}`)
    const folder = process.env['EXAM_REPORT']
    if (folder) await writeReport(folder, answers)
  })

  const crops = new Map<string, Answer['crop']>()
  function keepCrops(page: number, evidence: Awaited<ReturnType<Awaited<ReturnType<typeof openReader>>['readPage']>>, straight: Parameters<typeof cropOf>[0]): void {
    for (const score of evidence.scores) crops.set(`${page} ${score.task} ${score.box}`, cropOf(straight, score.boxPx, 24))
    if (evidence.code) crops.set(`${page} code`, cropOf(straight, evidence.code.boxPx, 24))
    if (evidence.total) crops.set(`${page} total`, cropOf(straight, evidence.total.boxPx, 24))
    if (evidence.mark) crops.set(`${page} mark`, cropOf(straight, evidence.mark.boxPx, 24))
  }

  function answersOf(page: ExamPage, reading: ReturnType<typeof decideStack>['readings'][number] | undefined, index: number): Answer[] {
    return page.truth.map((field): Answer => {
      const value = field.kind === 'score' ? reading?.scores?.find((score) => score.task === field.task && score.box === field.box) : field.kind === 'code' ? reading?.code : field.kind === 'total' ? reading?.total : reading?.mark
      const kind = field.crossedOut !== null && field.kind !== 'code' ? 'corrected' : field.value === '' ? 'empty' : field.kind
      const crop = crops.get(field.kind === 'score' ? `${index} ${field.task} ${field.box}` : `${index} ${field.kind}`)
      return {
        kind, preset: page.preset, truth: field.value, said: value?.value ?? '?', confidence: value?.confidence ?? 0, automatic: value !== undefined && value.status !== 'review',
        where: `${page.form.id} ${page.work} p${page.formPage} ${field.task ?? field.kind}${field.crossedOut === null ? '' : ` (was ${field.crossedOut})`}${field.crossing ? ' crossing' : ''}`,
        ...(crop ? { crop } : {}),
      }
    })
  }

  const of = (kinds: readonly string[], presets: readonly string[]): ReturnType<typeof tally> => tally(answers.filter(({ kind, preset }) => kinds.includes(kind) && presets.includes(preset)))

  it('puts nearly every page to its form page', () => {
    expect(pagesRegistered / pagesSeen).toBeGreaterThan(0.97)
  })

  it('decides scores right on good scans', () => {
    const { right, asked } = of(['score'], ['good'])
    expect(right / asked).toBeGreaterThan(0.99)
  })

  it('decides scores right on poor scans and photographs', () => {
    const { right, asked } = of(['score'], ['poor', 'phone'])
    expect(right / asked).toBeGreaterThan(0.97)
  })

  it('uses no wrong value without a person but for very few', () => {
    const { automaticWrong, asked } = of(['score', 'total', 'mark', 'code', 'empty', 'corrected'], ['good', 'poor', 'phone'])
    expect(automaticWrong).toBeLessThanOrEqual(Math.ceil(asked / 1000))
  })
})
