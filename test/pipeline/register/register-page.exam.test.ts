import { beforeAll, expect, test } from 'vitest'
import { damagePage, type Damage } from '../../../fixtures/damage.ts'
import { drawDamage, type DamagePreset } from '../../../fixtures/damage-presets.ts'
import { fixtureForm } from '../../../fixtures/form-blanks.ts'
import { planWork } from '../../../fixtures/plan-work.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import { makeWriter, writeWork } from '../../../fixtures/write-work.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import type { Reference } from '../../../pipeline/register/reference.ts'
import { registerPage } from '../../../pipeline/register/register-page.ts'
import { errorOf, fixtureReferences, FORMS } from './pages.ts'

/** Works a kind of scan; each is a whole form of five pages, written over by a pupil and a teacher. */
const WORKS = Number(process.env['REGISTER_EXAM_WORKS'] ?? 2)

interface Tally {
  pages: number; found: number; wrong: number; wrongWithout: number; ms: number
  readonly errors: number[]; readonly worst: number[]; readonly within3: number[]
}
const tallies = new Map<string, Tally>()
const failures: string[] = []
let references: readonly Reference[] = []

beforeAll(async () => {
  references = await fixtureReferences()
})

const KINDS: readonly { name: string; preset: DamagePreset; dpi: number; damage: Partial<Damage> }[] = [
  { name: 'good 200', preset: 'good', dpi: 200, damage: {} },
  { name: 'poor 200', preset: 'poor', dpi: 200, damage: {} },
  { name: 'poor fax 200', preset: 'poor', dpi: 200, damage: { bilevel: true } },
  { name: 'poor 150', preset: 'poor', dpi: 150, damage: {} },
  { name: 'good 300', preset: 'good', dpi: 300, damage: {} },
  { name: 'tilted 200', preset: 'poor', dpi: 200, damage: { skewDeg: 8 } },
  { name: 'phone 200', preset: 'phone', dpi: 200, damage: {} },
]

test.each(KINDS)('$name', async ({ name, preset, dpi, damage: extra }) => {
  const tally: Tally = { pages: 0, found: 0, wrong: 0, errors: [], worst: [], within3: [], wrongWithout: 0, ms: 0 }
  for (let work = 0; work < WORKS; work++) {
    for (const id of FORMS) {
      const form = await fixtureForm(id)
      const variant = form.variants[work % Math.max(1, form.variants.length)] ?? '1'
      const seed = `register exam ${name} ${id} ${work}`
      const plan = planWork({ form, variant, code: '70012', random: seededRandom(seed) })
      const pages = await writeWork({ form, plan, pupil: makeWriter(seed, 'pupil'), teacher: makeWriter(seed, 'teacher'), seed, dpi })
      for (const [i, page] of pages.entries()) {
        const random = seededRandom(`${seed} ${i}`)
        const damage = { ...drawDamage(preset, random), ...extra, upsideDown: random.next() < 0.3 }
        const scan = damagePage({ page, dpi, damage, seed: `${seed} ${i}` })
        const raster = damage.bilevel ? scan.raster : await throughJpeg(scan.raster, damage.jpegQuality)
        const start = performance.now()
        const found = registerPage({ scan: raster, references })
        tally.ms += performance.now() - start
        tally.pages++
        const right = found.type === 'matched' && found.form === id && found.formPage === i + 1 && (found.rotation === 180) === damage.upsideDown
        if (right) {
          const error = errorOf(found, scan, damage.phone?.bendMm)
          tally.found++
          tally.errors.push(error.mean)
          tally.worst.push(error.worst)
          tally.within3.push(error.within3)
        } else failures.push(`${name} ${id} v${variant} page ${i + 1}: ${JSON.stringify(found)}`)
        if (found.type === 'matched' && !right) tally.wrong++
        // The same scan when its own page is not known: whatever is accepted now is wrong.
        const without = registerPage({ scan: raster, references: references.filter((r) => r.form !== id || r.formPage !== i + 1) })
        if (without.type === 'matched') {
          tally.wrongWithout++
          failures.push(`${name} ${id} v${variant} page ${i + 1} taken for ${without.form} ${without.formPage}`)
        }
      }
    }
  }
  tallies.set(name, tally)
  expect(tally.wrong + tally.wrongWithout).toBe(0)
  expect(tally.found / tally.pages).toBeGreaterThanOrEqual(0.95)
})

test('pages stand where they were printed', () => {
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length)
  const rows = [...tallies].map(([name, t]) => [
    name, `${t.found}/${t.pages} found`, `${t.wrong + t.wrongWithout} wrong`, `mean ${mean(t.errors).toFixed(2)}`,
    `worst ${Math.max(...t.worst).toFixed(2)} px`, `${(100 * mean(t.within3)).toFixed(1)} % within 3 px`, `${(t.ms / t.pages).toFixed(0)} ms`,
  ].join(' | '))
  console.log([...rows, ...failures].join('\n'))
  const scans = [...tallies].filter(([name]) => !name.startsWith('phone')).map(([, t]) => t)
  expect(mean(scans.flatMap((t) => t.errors))).toBeLessThan(0.5)
  // At 300 dpi the fixture's page itself is 0.04 % narrower than the reference: whole pixels.
  expect(Math.max(...scans.flatMap((t) => t.worst))).toBeLessThan(1.5)
  expect(mean(tallies.get('phone 200')?.within3 ?? [0])).toBeGreaterThan(0.95)
})

async function throughJpeg(raster: Raster, quality: number): Promise<Raster> {
  const decoded = await decodeImage(await encodeJpeg(raster, quality))
  if (!decoded.ok) throw new Error(decoded.reason)
  return decoded.value.raster
}
