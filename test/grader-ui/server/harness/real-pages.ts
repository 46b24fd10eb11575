import { damagePage } from '../../../../fixtures/damage.ts'
import { drawDamage } from '../../../../fixtures/damage-presets.ts'
import { fixtureBlanks, fixtureForm } from '../../../../fixtures/form-blanks.ts'
import { planWork } from '../../../../fixtures/plan-work.ts'
import { seededRandom } from '../../../../fixtures/random.ts'
import { makeWriter, writeWork } from '../../../../fixtures/write-work.ts'
import { makeBlindPage } from '../../../../pipeline/anonymise/make-blind-page.ts'
import { decodeImage, encodeJpeg } from '../../../../pipeline/image/codec.ts'
import type { CodeEvidence } from '../../../../pipeline/model/evidence.ts'
import type { Form } from '../../../../pipeline/model/form.ts'
import type { Raster } from '../../../../pipeline/model/raster.ts'
import { straighten } from '../../../../pipeline/register/straighten.ts'
import { loadModels } from '../../../../workers/recognition/load-models.ts'

/** What a reader finds on a page where code and scores stand, whatever is painted there. */
export interface Found { readonly code: boolean; readonly scores: number }

/** The first `pages` pages of works as pupils and teachers write them and scanners see them, before and after they were made blind; and a reader that attacks them. */
export async function openRealPages({ formId = 'physics-7-2023', pages = 2 }: { readonly formId?: string; readonly pages?: number } = {}): Promise<{
  make: (work: { code: string; seed: string }) => Promise<readonly { readonly scan: Raster; readonly blind: Uint8Array }[]>
  attack: (image: Raster, page: { formPage: number; code: string }) => Promise<Found>
}> {
  const whole = await fixtureForm(formId)
  const form: Form = { ...whole, pages: whole.pages.slice(0, pages) }
  const blanks = await fixtureBlanks({ form: whole, variant: whole.variants[0] ?? '1', dpi: 200 })
  const { reader } = await loadModels()
  return {
    async make({ code, seed }) {
      const random = seededRandom(seed)
      const plan = planWork({ form: whole, variant: whole.variants[0] ?? '1', code, random })
      const written = await writeWork({ form, plan, dpi: 200, seed, pupil: makeWriter(seed, 'pupil'), teacher: { ...makeWriter(seed, 'teacher'), colour: 'red' } })
      const made: { scan: Raster; blind: Uint8Array }[] = []
      for (const [index, page] of written.entries()) {
        const damage = drawDamage('good', random)
        const { raster, toScan } = damagePage({ page, dpi: 200, damage, seed: `${seed} ${index}` })
        const straight = await decoded(await encodeJpeg(straighten({ scan: raster, toScan, pageSizeMm: form.pageSizeMm }), 88))
        const { bytes } = await makeBlindPage({ straight, blank: blanks[index]!, form, formPage: form.pages[index]!.number })
        made.push({ scan: straight, blind: bytes })
      }
      return made
    },
    async attack(image, { formPage, code }) {
      const { code: lattice, scores, total, mark } = await reader.readPage({ straight: image, blank: blanks[formPage - 1]!, form, formPage })
      const written = [...scores, total, mark].filter((one) => one !== undefined && (one.likelihoods[''] ?? 0) < 0.5)
      return { code: lattice !== undefined && spells(lattice, code), scores: written.length }
    },
  }
}

export async function decoded(bytes: Uint8Array): Promise<Raster> {
  const image = await decodeImage(bytes)
  if (!image.ok) throw new Error(image.reason)
  return image.value.raster
}

/** Whether some way to cut the ink makes every digit of the code as likely as not. */
function spells({ nodes, edges }: CodeEvidence, code: string): boolean {
  let at = new Set([0])
  for (const digit of code) at = new Set(edges.filter((edge) => at.has(edge.from) && edge.logDigits[Number(digit)]! > Math.log(0.5)).map((edge) => edge.to))
  return at.has(nodes - 1) && nodes > 1
}
