import { decodeImage, encodeJpeg } from '../../pipeline/image/codec.ts'
import { workingSidePx } from '../../pipeline/intake/working-size.ts'
import type { Form } from '../../pipeline/model/form.ts'
import type { Raster } from '../../pipeline/model/raster.ts'
import { damagePage } from '../../fixtures/damage.ts'
import { drawDamage, type DamagePreset } from '../../fixtures/damage-presets.ts'
import { fixtureForm } from '../../fixtures/form-blanks.ts'
import type { WriteText } from '../../fixtures/handwriting/write-text.ts'
import { planWork, type FieldTruth, type Habits } from '../../fixtures/plan-work.ts'
import { seededRandom } from '../../fixtures/random.ts'
import { makeWriter, writeWork, type Writer } from '../../fixtures/write-work.ts'

/** One scanned page of an exam with everything that is true about it. */
export interface ExamPage {
  readonly form: Form
  readonly formPage: number
  readonly scan: Raster
  readonly truth: readonly FieldTruth[]
  readonly preset: DamagePreset
  readonly work: string
}

export interface ExamPlan {
  readonly seed: string
  readonly form: string
  readonly preset: DamagePreset
  readonly code: string
  readonly habits?: Habits
  /** Hands from elsewhere: a pupil and a teacher are picked among them. */
  readonly hands?: readonly WriteText[]
}

/** Share of pages laid upside-down, and of scanned (not photographed) pages that are black and white only. */
const UPSIDE_DOWN = 0.12
const BILEVEL = 0.1

/** The pages of one filled and scanned work; the same plan gives the same pixels. */
export async function examWork({ seed, form: id, preset, code, habits, hands = [] }: ExamPlan): Promise<ExamPage[]> {
  const form = await fixtureForm(id)
  const random = seededRandom(`exam ${seed} ${id} ${preset}`)
  const plan = planWork({ form, variant: form.variants[0] ?? '1', code, random, ...(habits && { habits }) })
  const dpi = preset === 'phone' ? 200 : random.pick(preset === 'good' ? [200, 200, 300] : [150, 200, 200, 300])
  const writer = (role: 'pupil' | 'teacher'): Writer => ({ ...makeWriter(`${seed} ${id} ${preset} ${role}`, role), ...(hands.length > 0 && { write: random.pick(hands) }) })
  const pages = await writeWork({ form, plan, pupil: writer('pupil'), teacher: writer('teacher'), seed, dpi })
  const exam: ExamPage[] = []
  for (const [index, page] of pages.entries()) {
    const number = form.pages[index]?.number ?? index + 1
    const damage = { ...drawDamage(preset, random), upsideDown: random.next() < UPSIDE_DOWN, ...(preset !== 'phone' && random.next() < BILEVEL && { bilevel: true }) }
    const { raster } = damagePage({ page, dpi, damage, seed: `${seed} ${number}` })
    exam.push({ form, formPage: number, scan: damage.bilevel ? raster : await throughJpeg(raster, damage.jpegQuality, preset === 'phone' ? null : dpi), truth: plan.fields.filter((field) => field.page === number), preset, work: seed })
  }
  return exam
}

/** As a file is opened: fine scans are made smaller on the way in. */
async function throughJpeg(raster: Raster, quality: number, dpi: number | null): Promise<Raster> {
  const decoded = await decodeImage(await encodeJpeg(raster, quality), { mostSidePx: workingSidePx({ widthPx: raster.width, heightPx: raster.height, dpi }) })
  if (!decoded.ok) throw new Error(decoded.reason)
  return decoded.value.raster
}
