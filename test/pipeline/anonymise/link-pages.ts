import { damagePage, type Damage } from '../../../fixtures/damage.ts'
import { drawDamage } from '../../../fixtures/damage-presets.ts'
import { fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import { planWork } from '../../../fixtures/plan-work.ts'
import { between, seededRandom, type Random } from '../../../fixtures/random.ts'
import { makeWriter, writeWork } from '../../../fixtures/write-work.ts'
import { makeBlindPage } from '../../../pipeline/anonymise/make-blind-page.ts'
import { encodeJpeg, encodeSmallerJpeg } from '../../../pipeline/image/codec.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { prepareReference } from '../../../pipeline/register/reference.ts'
import { registerPage } from '../../../pipeline/register/register-page.ts'
import { straighten } from '../../../pipeline/register/straighten.ts'
import { decoded } from './decoded.ts'
import { linkByLearning, linkByNearest, type Linked } from './link-attack.ts'
import { linkFeatures } from './link-features.ts'

export interface LinkStudy {
  readonly pages: number; readonly schools: number
  /** The attacks on the blind pages, and on the pages before: these show what the attacks can do. */
  readonly blind: Attacks; readonly before: Attacks
  /** By one feature of the blind pages alone. */
  readonly single: Readonly<Record<string, Linked>>
}
interface Attacks { readonly nearest: Linked; readonly learned: Linked }

/**
 * Scans works on one scanner a school (resolution, grain, tone, tint, blur, light, compression, colour and dirt are the scanner's own), makes them blind, and tries to
 * link pages of a school by the file alone. Every work is by a pupil of his own, so that no hand links two pages.
 */
export async function studyLinks({ schools, works, formId = 'physics-7-2023', formPage = 3, seed = 'link', dpis = [150, 200, 200], onPage }: {
  readonly schools: number; readonly works: number; readonly formId?: string; readonly formPage?: number; readonly seed?: string
  /** Of the scanners. All pupils write at the highest: where they write must not depend on the scanner. */
  readonly dpis?: readonly number[]
  readonly onPage?: (page: { blind: Uint8Array; school: number; work: number }) => Promise<void>
}): Promise<LinkStudy> {
  const form = await fixtureForm(formId), variant = form.variants[0] ?? '1'
  const [blanks, index] = [await fixtureBlanks({ form, variant, dpi: 200 }), form.pages.findIndex((page) => page.number === formPage)]
  const one = { ...form, pages: [form.pages[index]!] }
  const references = form.pages.map((page, at) => prepareReference({ form, page, blank: blanks[at]! }))
  const labels: number[] = [], blind: Record<string, number>[] = [], before: Record<string, number>[] = []
  for (let school = 0; school < schools; school++) {
    const { dpi, damage: scanner } = scannerOf(seededRandom(`${seed} scanner ${school}`), dpis)
    for (let work = 0; work < works; work++) {
      const name = `${seed} ${school} ${work}`, random = seededRandom(name)
      const plan = planWork({ form, variant, code: `${form.grade}${1000 + work}`, random })
      // No teacher: ink is the pupil's alone, and pupils differ within a school as between schools.
      const pages = await writeWork({ form: { ...form, pages: form.pages.slice(0, index + 1) }, plan, dpi: Math.max(...dpis), seed: name, grey: scanner.grey, pupil: makeWriter(name, 'pupil'), teacher: { ...makeWriter(name, 'teacher'), colour: 'clear' } })
      const lie = drawDamage('good', random)
      const { raster } = damagePage({ page: await atDpi(pages[index]!, dpi, form.pageSizeMm[1]), dpi, damage: { ...scanner, skewDeg: lie.skewDeg, shiftMm: lie.shiftMm, dust: random.int(1 + 2 * scanner.dust) }, seed: name })
      const scan = await decoded(await encodeJpeg(raster, scanner.jpegQuality))
      // Set straight as every page is, with a registration's own errors.
      const found = registerPage({ scan, references })
      if (found.type !== 'matched') throw new Error(`Page ${name} was not found`)
      const straight = await decoded(await encodeJpeg(straighten({ scan, toScan: found.toScan, bend: found.bend, pageSizeMm: form.pageSizeMm }), 88))
      const made = await makeBlindPage({ straight, blank: blanks[index]!, form: one, formPage })
      await onPage?.({ blind: made.bytes, school, work })
      labels.push(school)
      blind.push(await linkFeatures(made.bytes, blanks[index]!))
      before.push(await linkFeatures(await encodeJpeg(straight, 80), blanks[index]!))
    }
  }
  const random = seededRandom(`${seed} shuffles`)
  const attacks = (rows: readonly Record<string, number>[]): Attacks => {
    const values = rows.map((row) => Object.values(row))
    return { nearest: linkByNearest(values, labels, random), learned: linkByLearning(values, labels, random) }
  }
  return {
    pages: labels.length, schools, blind: attacks(blind), before: attacks(before),
    single: Object.fromEntries(Object.keys(blind[0]!).map((feature) => [feature, linkByNearest(blind.map((row) => [row[feature]!]), labels, random)])),
  }
}

function scannerOf(random: Random, dpis: readonly number[]): { readonly dpi: number; readonly damage: Damage } {
  const damage = drawDamage(random.next() < 0.7 ? 'good' : 'poor', random)
  return { dpi: random.pick([...dpis]), damage: { ...damage, scale: 1 + between(random, -0.01, 0.01), punchHoles: false, grey: random.next() < 0.6 } }
}

async function atDpi(page: Raster, dpi: number, heightMm: number): Promise<Raster> {
  const mostHeightPx = Math.round((heightMm * dpi) / 25.4)
  return page.height <= mostHeightPx ? page : decoded((await encodeSmallerJpeg({ raster: page, quality: 99, mostHeightPx })).bytes)
}
