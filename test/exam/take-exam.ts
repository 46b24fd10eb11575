import type { DamagePreset } from '../../fixtures/damage-presets.ts'
import { fixtureBlanks, fixtureForm } from '../../fixtures/form-blanks.ts'
import type { WriteText } from '../../fixtures/handwriting/write-text.ts'
import { seededRandom, shuffled } from '../../fixtures/random.ts'
import { decideStack } from '../../pipeline/decide/decide-stack.ts'
import type { ScannedPage } from '../../pipeline/decide/scanned-page.ts'
import type { PageEvidence } from '../../pipeline/model/evidence.ts'
import type { Form } from '../../pipeline/model/form.ts'
import type { PageReading, ReadValue } from '../../pipeline/model/page-reading.ts'
import type { FieldTruth } from '../../fixtures/plan-work.ts'
import { STRAIGHT_DPI, type Raster } from '../../pipeline/model/raster.ts'
import { bestCode } from '../../pipeline/read/code-lattice.ts'
import type { Reader } from '../../pipeline/read/open-reader.ts'
import { prepareReference, type Reference } from '../../pipeline/register/reference.ts'
import { registerPage } from '../../pipeline/register/register-page.ts'
import { straighten } from '../../pipeline/register/straighten.ts'
import { loadModels } from '../../workers/recognition/load-models.ts'
import { cropOf } from './crop.ts'
import { examWork, type ExamPage } from './exam-page.ts'
import type { Answer } from './tally.ts'

const CROP_MARGIN_PX = 24
/** Codes issued a grade; a school's list holds two grades. */
const CODES_A_GRADE = 400

/** What an exam brings: pages seen, pages put to their own form page, to a wrong one, and every value asked for. */
export interface ExamResult { readonly pages: number; readonly registered: number; readonly wronglyRegistered: number; readonly answers: readonly Answer[] }

/**
 * Writes, scans and reads works from pixels to decision. Every field gives answers of two kinds: `ink …` is what the ink alone says, the
 * plain kind what was decided; codes are decided without a list (`code`) and with one (`listed code`: 800 codes of two grades, most of them absent).
 */
export async function takeExam({ seed, works, forms: ids, presets, hands = [] }: {
  readonly seed: string; readonly works: number; readonly forms: readonly string[]; readonly presets: readonly DamagePreset[]; readonly hands?: readonly WriteText[]
}): Promise<ExamResult> {
  const { reader } = await loadModels()
  const forms = await Promise.all(ids.map(fixtureForm))
  const { references, blanks } = await knownPages(forms)
  const answers: Answer[] = []
  let [pages, registered, wronglyRegistered] = [0, 0, 0]
  for (const preset of presets) for (const form of forms) {
    const codes = shuffled(issued(form), seededRandom(`${seed} codes ${preset} ${form.id}`)).slice(0, works)
    const stack: ScannedPage[] = []
    const asked: { page: Omit<ExamPage, 'scan'>; crops: ReadonlyMap<string, Raster>; evidence: PageEvidence | null }[] = []
    for (const [work, code] of codes.entries()) for (const { scan, ...page } of await examWork({ seed: `${seed} ${work}`, form: form.id, preset, code, hands })) {
      const seen = await see({ scan, references, blanks, forms, reader })
      pages++
      if (seen.registration.type === 'matched') {
        if (seen.registration.form === form.id && seen.registration.formPage === page.formPage) registered++
        else wronglyRegistered++
      }
      stack.push({ file: `${preset} ${form.id}`, page: stack.length + 1, outcome: { type: 'seen', registration: seen.registration, evidence: seen.evidence, dpi: STRAIGHT_DPI } })
      asked.push({ page, ...seen })
    }
    const alone = decideStack({ pages: stack, forms }).readings
    const listed = decideStack({ pages: stack, forms, roster: [...issued(form), ...issued({ ...form, grade: form.grade - 1 })] }).readings
    asked.forEach((one, i) => answers.push(...answersOf(one, alone[i]!, listed[i]!)))
  }
  return { pages, registered, wronglyRegistered, answers }
}

/** Codes as schools issue them: the grade, then a running number; long numbers are spread over all digits. */
const issued = ({ grade, code: { digits } }: Pick<Form, 'grade' | 'code'>): string[] =>
  Array.from({ length: CODES_A_GRADE }, (_, i) => `${grade}${String(((i + 1) * (digits > 5 ? 7_654_321 : 1)) % 10 ** (digits - 1)).padStart(digits - 1, '0')}`)

async function knownPages(forms: readonly Form[]): Promise<{ references: Reference[]; blanks: Map<string, readonly Raster[]> }> {
  const references: Reference[] = []
  const blanks = new Map<string, readonly Raster[]>()
  for (const form of forms) {
    const drawn = await fixtureBlanks({ form, variant: form.variants[0] ?? '1', dpi: STRAIGHT_DPI })
    blanks.set(form.id, drawn)
    form.pages.forEach((page, i) => references.push(prepareReference({ form, page, blank: drawn[i]! })))
  }
  return { references, blanks }
}

async function see({ scan, references, blanks, forms, reader }: { scan: Raster; references: readonly Reference[]; blanks: ReadonlyMap<string, readonly Raster[]>; forms: readonly Form[]; reader: Reader }) {
  const registration = registerPage({ scan, references })
  if (registration.type !== 'matched') return { registration, evidence: null, crops: new Map<string, Raster>() }
  const form = forms.find(({ id }) => id === registration.form)!
  const straight = straighten({ scan, ...registration, pageSizeMm: form.pageSizeMm })
  const blank = blanks.get(form.id)![form.pages.findIndex(({ number }) => number === registration.formPage)]!
  const evidence = await reader.readPage({ straight, blank, form, formPage: registration.formPage })
  const crops = new Map<string, Raster>()
  const keep = (key: string, boxPx: Parameters<typeof cropOf>[1] | undefined): void => { if (boxPx) crops.set(key, cropOf(straight, boxPx, CROP_MARGIN_PX)) }
  for (const score of evidence.scores) keep(`score ${score.task} ${score.box}`, score.boxPx)
  for (const kind of ['code', 'total', 'mark'] as const) keep(kind, evidence[kind]?.boxPx)
  return { registration, evidence, crops }
}

type Asked = { readonly page: Omit<ExamPage, 'scan'>; readonly crops: ReadonlyMap<string, Raster>; readonly evidence: PageEvidence | null }

function answersOf({ page, crops, evidence }: Asked, alone: PageReading, listed: PageReading): Answer[] {
  return page.truth.flatMap((field): Answer[] => {
    const kind = field.kind === 'code' ? 'code' : field.crossedOut !== null ? 'corrected' : field.value === '' ? 'empty' : field.kind
    const crop = crops.get(field.kind === 'score' ? `score ${field.task} ${field.box}` : field.kind)
    const where = `${page.form.id} ${page.work} p${page.formPage} ${field.task ?? field.kind}${field.crossedOut === null ? '' : ` (was ${field.crossedOut})`}${field.crossing ? ' crossing' : ''}`
    const common = { preset: page.preset, truth: field.value, where, ...(crop && { crop }) }
    const decided = (name: string, value: ReadValue | undefined): Answer =>
      ({ ...common, kind: name, said: value?.value ?? '?', confidence: value?.confidence ?? 0, automatic: value !== undefined && value.status !== 'review' })
    const ink = inkOf(evidence, alone, field, page.form.code.digits)
    return [
      decided(kind, valueOf(alone, field)), { ...common, kind: `ink ${kind}`, ...ink, automatic: false },
      ...(field.kind === 'code' ? [decided('listed code', listed.code)] : []),
    ]
  })
}

const valueOf = (reading: PageReading, field: FieldTruth): ReadValue | undefined =>
  (field.kind === 'score' ? reading.scores?.find(({ task, box }) => task === field.task && box === field.box) : reading[field.kind])

function inkOf(evidence: PageEvidence | null, reading: PageReading, field: FieldTruth, digits: number): { said: string; confidence: number } {
  if (field.kind === 'code') {
    const best = evidence?.code ? bestCode(evidence.code, digits) : null
    return { said: best?.value ?? '?', confidence: best?.probability ?? 0 }
  }
  const ink = valueOf(reading, field)?.ink
  return { said: ink?.value ?? '?', confidence: ink?.confidence ?? 0 }
}
