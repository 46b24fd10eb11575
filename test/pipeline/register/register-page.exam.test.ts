import { beforeAll, describe, expect, test } from 'vitest'
import { damagePage, NO_DAMAGE, type Damage } from '../../../fixtures/damage.ts'
import { drawDamage, type DamagePreset } from '../../../fixtures/damage-presets.ts'
import { fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import { planWork } from '../../../fixtures/plan-work.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import { makeWriter, writeWork } from '../../../fixtures/write-work.ts'
import type { Reference } from '../../../pipeline/register/reference.ts'
import { registerPage } from '../../../pipeline/register/register-page.ts'
import { cutOff, onGlass, sideways, throughFile, type Scan } from './lay-scan.ts'
import { errorOf, fixtureReferences, FORMS } from './pages.ts'

/** Works a kind of scan; each is a whole form of five pages, written over by a pupil and a teacher. By hand 8 make some 1,000 pages. */
const WORKS = Number(process.env['REGISTER_EXAM_WORKS'] ?? 1)

interface Tally { pages: number; found: number; ms: number; readonly wrong: string[]; readonly errors: number[]; readonly worst: number[]; readonly within3: number[] }
interface Kind { readonly name: string; readonly preset: DamagePreset; readonly dpi: number; readonly damage?: Partial<Damage>; readonly lay?: (scan: Scan, page: number) => Scan }

const DIRTY: Partial<Damage> = { blackBorderMm: 5, punchHoles: true, streaks: 3, dust: 80, unevenLight: 0.25 }
const KINDS: readonly Kind[] = [
  { name: 'good 200', preset: 'good', dpi: 200 },
  { name: 'poor 200', preset: 'poor', dpi: 200 },
  { name: 'poor fax 200', preset: 'poor', dpi: 200, damage: { bilevel: true } },
  { name: 'poor 150', preset: 'poor', dpi: 150 },
  { name: 'good 300', preset: 'good', dpi: 300 },
  { name: 'tilted by 8°', preset: 'poor', dpi: 200, damage: { skewDeg: 8 } },
  { name: 'tilted back, 3 % small', preset: 'good', dpi: 200, damage: { skewDeg: -8, scale: 0.97, grey: true } },
  { name: '3 % large, dirty glass', preset: 'poor', dpi: 200, damage: { scale: 1.03, ...DIRTY } },
  { name: 'sideways', preset: 'good', dpi: 200, lay: (scan, page) => sideways(scan, page % 2 === 0 ? 90 : 270) },
  { name: 'on a larger glass', preset: 'good', dpi: 200, lay: (scan, page) => onGlass(scan, { wider: 1.41, higher: 1.02, level: page % 2 === 0 ? 15 : 250 }) },
  { name: 'cut at two edges', preset: 'good', dpi: 200, lay: (scan, page) => cutOff(scan, { leftMm: page % 2 === 0 ? 12 : 0, topMm: page % 3 === 0 ? 14 : 0, rightMm: 9, bottomMm: 0 }) },
  { name: 'phone 200', preset: 'phone', dpi: 200 },
]

const tallies = new Map<string, Tally>()
const failures: string[] = []
let references: readonly Reference[] = []
beforeAll(async () => {
  references = await fixtureReferences()
})

describe('every page is found and set straight, and never taken for another', () => {
  test.each(KINDS)('$name', async (kind) => {
    const tally: Tally = { pages: 0, found: 0, ms: 0, wrong: [], errors: [], worst: [], within3: [] }
    tallies.set(kind.name, tally)
    for (let work = 0; work < WORKS; work++) await examineWork({ kind, tally, id: FORMS[(work + KINDS.indexOf(kind)) % FORMS.length]!, work })
    expect(tally.wrong).toEqual([])
    expect(tally.found / tally.pages).toBeGreaterThanOrEqual(0.95)
  })
})

async function examineWork({ kind: { name, preset, dpi, damage: extra, lay }, tally, id, work }: { kind: Kind; tally: Tally; id: (typeof FORMS)[number]; work: number }): Promise<void> {
  const form = await fixtureForm(id)
  const variant = form.variants[work % Math.max(1, form.variants.length)] ?? '1'
  const seed = `register exam ${name} ${id} ${work}`
  const plan = planWork({ form, variant, code: '70012', random: seededRandom(seed) })
  const pages = await writeWork({ form, plan, pupil: makeWriter(seed, 'pupil'), teacher: makeWriter(seed, 'teacher'), seed, dpi })
  for (const [i, page] of pages.entries()) {
    const random = seededRandom(`${seed} ${i}`)
    const damage = { ...drawDamage(preset, random), ...extra, upsideDown: random.next() < 0.3 }
    const damaged = damagePage({ page, dpi, damage, seed: `${seed} ${i}` })
    const { raster, toScan } = await throughFile(lay ? lay(damaged, i) : damaged, dpi, damage)
    const start = performance.now()
    const found = registerPage({ scan: raster, references })
    tally.ms += performance.now() - start
    tally.pages++
    const where = `${name} ${id} v${variant} page ${i + 1}`
    const sidewaysUp = name === 'sideways' ? (found.type === 'matched' && found.rotation % 180 === 90) : found.type === 'matched' && (found.rotation === 180) === damage.upsideDown
    if (found.type === 'matched' && found.form === id && found.formPage === i + 1 && sidewaysUp) {
      const error = errorOf(found, { ...damaged, toScan }, damage.phone?.bendMm)
      tally.found++
      tally.errors.push(error.mean)
      tally.worst.push(error.worst)
      tally.within3.push(error.within3)
    } else {
      failures.push(`${where}: ${JSON.stringify(found)}`)
      if (found.type === 'matched') tally.wrong.push(where)
    }
    // The same scan when its own page is not known: whatever is accepted now is wrong.
    const without = registerPage({ scan: raster, references: references.filter((r) => r.form !== id || r.formPage !== i + 1) })
    if (without.type === 'matched') tally.wrong.push(`${where} taken for ${without.form} ${without.formPage}`)
  }
}

describe('pages of other forms are refused', () => {
  // Other years and subjects of the same house: same header, boxes and footer in other places.
  test.each(['math-5-2022', 'math-4-2022', 'russian-5', 'biology-7', 'russian-4-2026', 'digits-9'])('%s', async (id) => {
    const form = await fixtureForm(id)
    const blanks = await fixtureBlanks({ form, variant: form.variants[0] ?? '1', dpi: 200 })
    const taken: string[] = []
    for (let round = 0; round < WORKS; round++) {
      for (const [i, page] of blanks.entries()) {
        if (WORKS === 1 && i > 1) continue
        const seed = `foreign ${id} ${round} ${i}`
        const random = seededRandom(seed)
        const preset = random.pick(['good', 'poor', 'phone'] as const)
        const { raster } = damagePage({ page, dpi: 200, damage: { ...NO_DAMAGE, ...drawDamage(preset, random), upsideDown: random.next() < 0.3 }, seed })
        const found = registerPage({ scan: raster, references })
        if (found.type !== 'foreign') taken.push(`${preset} page ${i + 1}: ${JSON.stringify(found)}`)
      }
    }
    expect(taken).toEqual([])
  })
})

test('pages stand where they were printed', () => {
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length)
  const rows = [...tallies].map(([name, t]) => [
    name.padEnd(24), `${t.found}/${t.pages} found`, `${t.wrong.length} wrong`, `mean ${mean(t.errors).toFixed(2)}`,
    `worst ${Math.max(...t.worst).toFixed(2)} px`, `${(100 * mean(t.within3)).toFixed(1)} % within 3 px`, `${(t.ms / t.pages).toFixed(0)} ms`,
  ].join(' | '))
  console.log([...rows, ...failures].join('\n'))
  const scans = [...tallies].filter(([name]) => !name.startsWith('phone')).map(([, t]) => t)
  expect(mean(scans.flatMap((t) => t.errors))).toBeLessThan(0.5)
  // At 300 dpi the fixture's page itself is 0.04 % narrower than the reference: whole pixels.
  expect(Math.max(...scans.flatMap((t) => t.worst))).toBeLessThan(1.5)
  expect(mean(tallies.get('phone 200')?.within3 ?? [0])).toBeGreaterThan(0.95)
})
