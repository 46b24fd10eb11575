import { expect, test } from 'vitest'
import { damagePage } from '../../../fixtures/damage.ts'
import { drawDamage, type DamagePreset } from '../../../fixtures/damage-presets.ts'
import { fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import { planWork } from '../../../fixtures/plan-work.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import { makeWriter, writeWork } from '../../../fixtures/write-work.ts'
import { findTwins, type HashedPage } from '../../../pipeline/decide/find-twins.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { inkHash } from '../../../pipeline/register/ink-hash.ts'
import { prepareReference } from '../../../pipeline/register/reference.ts'
import { registerPage } from '../../../pipeline/register/register-page.ts'
import { straighten } from '../../../pipeline/register/straighten.ts'

const FORM = 'physics-7-2023'
/** More by hand: `INK_HASH_WORKS=40`. */
const WORKS = Number(process.env['INK_HASH_WORKS'] ?? 2)
const form = await fixtureForm(FORM)
const blanks = await fixtureBlanks({ form, variant: '1', dpi: 200 })
const references = form.pages.map((page, i) => prepareReference({ form, page, blank: blanks[i]! }))

interface Scan { readonly preset: DamagePreset; readonly upsideDown?: boolean; readonly bilevel?: boolean }

/** A page as it comes out of a scanner, found on its blank; null where it is not. */
async function hashed({ page, scan: { preset, ...how }, seed }: { page: Raster; scan: Scan; seed: string }): Promise<{ hash: string; cells: number; sheet: string } | null> {
  const damage = { ...drawDamage(preset, seededRandom(seed)), ...how }
  const { raster } = damagePage({ page, dpi: 200, damage, seed })
  const decoded = damage.bilevel ? null : await decodeImage(await encodeJpeg(raster, damage.jpegQuality))
  const scan = decoded?.ok ? decoded.value.raster : raster
  const found = registerPage({ scan, references })
  if (found.type !== 'matched') return null
  const straight = straighten({ scan, toScan: found.toScan, bend: found.bend, pageSizeMm: form.pageSizeMm })
  return { ...inkHash({ straight, blank: blanks[found.formPage - 1]! }), sheet: `${found.form} ${found.formPage}` }
}

/** The second scan of a sheet: another turn on the glass, black and white, or a telephone. */
const SECOND: readonly Scan[] = [{ preset: 'good', upsideDown: true }, { preset: 'good', bilevel: true }, { preset: 'phone' }, { preset: 'poor' }]

test('two scans of one sheet are found by their ink; sheets of different pupils never are, with few strokes neither, nor are empty ones', { timeout: 300_000 * WORKS }, async () => {
  const pages: HashedPage[] = []
  const seconds = new Map<DamagePreset | 'fax', { all: number; found: number }>()
  const expected = new Map<string, DamagePreset | 'fax'>()
  for (const answers of [true, false]) for (let work = 0; work < WORKS; work++) {
    // The same teacher, and codes that differ by one digit.
    const seed = `ink ${answers} ${work}`
    const plan = planWork({ form, variant: '1', code: `7001${work % 10}`, random: seededRandom(seed) })
    const sheets = await writeWork({ form, plan, pupil: makeWriter(seed, 'pupil'), teacher: makeWriter('one teacher', 'teacher'), seed, dpi: 200, answers })
    for (const [index, page] of sheets.entries()) {
      const second = SECOND[(work + index) % SECOND.length]!
      for (const [number, scan] of [{ preset: 'good' } as const, second].entries()) {
        const one = await hashed({ page, scan, seed: `${seed} ${index} ${number}` })
        if (one) pages.push({ ...one, id: `${seed} page ${index} scan ${number}` })
      }
      expected.set(`${seed} page ${index}`, second.bilevel ? 'fax' : second.preset)
    }
  }
  for (const [index, page] of blanks.entries()) for (let n = 0; n < 3; n++) {
    const one = await hashed({ page, scan: { preset: 'good' }, seed: `empty ${index} ${n}` })
    if (one) pages.push({ ...one, id: `empty ${index} ${n} scan` })
  }
  const sheetOf = (id: string): string => id.replace(/ scan.*/, '')
  const twins = findTwins(pages)
  expect(twins.filter(({ first, second }) => sheetOf(first) !== sheetOf(second))).toEqual([])
  const found = new Set(twins.map(({ first }) => sheetOf(first)))
  for (const [sheet, kind] of expected) {
    const count = seconds.get(kind) ?? { all: 0, found: 0 }
    seconds.set(kind, { all: count.all + 1, found: count.found + (found.has(sheet) ? 1 : 0) })
  }
  console.log(`second scans found: ${[...seconds].map(([kind, { all, found: n }]) => `${kind} ${n} of ${all}`).join(', ')}; pages ${pages.length}, pairs of different sheets ${pairs(pages)}, taken for one: 0`)
  // An office scanner's are all found; of poor scans those with much ink.
  for (const kind of ['good', 'fax', 'phone'] as const) expect(seconds.get(kind)!.found / seconds.get(kind)!.all, kind).toBeGreaterThanOrEqual(kind === 'phone' ? 0.75 : 1)
})

function pairs(pages: readonly HashedPage[]): number {
  const counts = new Map<string, number>()
  for (const { sheet } of pages) counts.set(sheet, (counts.get(sheet) ?? 0) + 1)
  return [...counts.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0)
}
