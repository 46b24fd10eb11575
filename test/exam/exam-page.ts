import { decodeImage, encodeJpeg } from '../../pipeline/image/codec.ts'
import type { Form } from '../../pipeline/model/form.ts'
import { STRAIGHT_DPI, type Raster } from '../../pipeline/model/raster.ts'
import type { Homography } from '../../pipeline/model/registration.ts'
import { damagePage } from '../../fixtures/damage.ts'
import { drawDamage, type DamagePreset } from '../../fixtures/damage-presets.ts'
import { fixtureBlanks, fixtureForm } from '../../fixtures/form-blanks.ts'
import { planWork, type FieldTruth, type Habits } from '../../fixtures/plan-work.ts'
import { seededRandom } from '../../fixtures/random.ts'
import { makeWriter, writeWork } from '../../fixtures/write-work.ts'

/** One scanned page of an exam with everything that is true about it. */
export interface ExamPage {
  readonly form: Form
  readonly formPage: number
  readonly scan: Raster
  /** Straightened pixels → scan pixels, as the damage was made (without a telephone's bend). */
  readonly toScan: Homography
  readonly truth: readonly FieldTruth[]
  readonly preset: DamagePreset
  readonly work: string
}

export interface ExamPlan {
  readonly seed: string
  readonly form: string
  readonly preset: DamagePreset
  readonly habits?: Habits
  /** Most bend of a telephone's page, mm; the preset's own when absent. */
  readonly mostBendMm?: number
  /** Also draw the pupil's answers (default true). */
  readonly answers?: boolean
}

/** The pages of one filled and scanned work; the same plan gives the same pixels. */
export async function examWork(plan: ExamPlan): Promise<ExamPage[]> {
  const form = await fixtureForm(plan.form)
  const random = seededRandom(`exam ${plan.seed} ${plan.form} ${plan.preset}`)
  const code = String(form.grade) + String(random.int(10 ** (form.code.digits - 1))).padStart(form.code.digits - 1, '0')
  const work = planWork({ form, variant: form.variants[0] ?? '1', code, random, ...(plan.habits ? { habits: plan.habits } : {}) })
  const dpi = plan.preset === 'phone' ? 200 : random.pick(plan.preset === 'good' ? [200, 200, 300] : [150, 200, 200, 300])
  const pages = await writeWork({ form, plan: work, pupil: makeWriter(`${plan.seed} p`, 'pupil'), teacher: makeWriter(`${plan.seed} t`, 'teacher'), seed: plan.seed, dpi, answers: plan.answers ?? true })
  const exam: ExamPage[] = []
  for (const [index, page] of pages.entries()) {
    const number = form.pages[index]?.number ?? index + 1
    const drawn = drawDamage(plan.preset, random)
    const damage = drawn.phone && plan.mostBendMm !== undefined ? { ...drawn, phone: { ...drawn.phone, bendMm: Math.min(plan.mostBendMm, drawn.phone.bendMm) } } : drawn
    const damaged = damagePage({ page, dpi, damage, seed: `${plan.seed} ${number}` })
    const decoded = await decodeImage(await encodeJpeg(damaged.raster, damage.jpegQuality))
    if (!decoded.ok) throw new Error(decoded.reason)
    exam.push({ form, formPage: number, scan: decoded.value.raster, toScan: damaged.toScan, truth: work.fields.filter((field) => field.page === number), preset: plan.preset, work: plan.seed })
  }
  return exam
}

/** The blank that belongs to an exam page, 200 dpi. */
export async function examBlank(page: ExamPage): Promise<Raster> {
  const blanks = await fixtureBlanks({ form: page.form, variant: page.form.variants[0] ?? '1', dpi: STRAIGHT_DPI })
  const blank = blanks[page.form.pages.findIndex(({ number }) => number === page.formPage)]
  if (!blank) throw new Error('no blank')
  return blank
}
