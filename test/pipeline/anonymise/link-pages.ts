import { damagePage, type Damage } from '../../../fixtures/damage.ts'
import { drawDamage } from '../../../fixtures/damage-presets.ts'
import { fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import { planWork } from '../../../fixtures/plan-work.ts'
import { between, seededRandom, shuffled, type Random } from '../../../fixtures/random.ts'
import { makeWriter, writeWork } from '../../../fixtures/write-work.ts'
import { makeBlindPage } from '../../../pipeline/anonymise/make-blind-page.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import { greyOf } from '../../../pipeline/image/grey.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { straighten } from '../../../pipeline/register/straighten.ts'

/** How often the nearest page, by what a file keeps of its scanner, is one of the same school. `chance`: when nothing told; `bound`: 95 of 100 random labellings stay under it. */
export interface Linked { readonly share: number; readonly chance: number; readonly bound: number }
export interface LinkStudy { readonly pages: number; readonly schools: number; readonly blind: Linked; readonly before: Linked; readonly single: Readonly<Record<string, Linked>> }

const FEATURES = ['bytes', 'bytes an ink px', 'grain of the paper', 'tone of the paper', 'tone of print', 'tone of ink', 'sharpness', 'grain of ink', 'channels'] as const

/**
 * Scans works on one scanner a school (grain, tone, tint, blur, light, compression and colour are the scanner's own), makes them blind, and tries to link pages of
 * a school by the file alone: the page nearest in size, tones, grain and sharpness. The same attack on the pages before shows what it can do.
 */
export async function studyLinks({ schools, works, formId = 'physics-7-2023', formPage = 3, seed = 'link' }: {
  readonly schools: number; readonly works: number; readonly formId?: string; readonly formPage?: number; readonly seed?: string
}): Promise<LinkStudy> {
  const form = await fixtureForm(formId)
  const [blanks, index] = [await fixtureBlanks({ form, variant: form.variants[0] ?? '1', dpi: 200 }), form.pages.findIndex((page) => page.number === formPage)]
  const one = { ...form, pages: [form.pages[index]!] }
  const labels: number[] = [], blind: number[][] = [], before: number[][] = []
  for (let school = 0; school < schools; school++) {
    const scanner = scannerOf(seededRandom(`${seed} scanner ${school}`))
    for (let work = 0; work < works; work++) {
      const name = `${seed} ${school} ${work}`, random = seededRandom(name)
      const plan = planWork({ form, variant: form.variants[0] ?? '1', code: `${form.grade}${1000 + work}`, random })
      // No teacher: ink is the pupil's alone, and pupils differ within a school as between schools.
      const pages = await writeWork({ form, plan, dpi: 200, seed: name, grey: scanner.grey, pupil: makeWriter(name, 'pupil'), teacher: { ...makeWriter(name, 'teacher'), colour: 'clear' } })
      const lie = drawDamage('good', random)
      const { raster, toScan } = damagePage({ page: pages[index]!, dpi: 200, damage: { ...scanner, skewDeg: lie.skewDeg, shiftMm: lie.shiftMm, dust: lie.dust }, seed: name })
      const scan = await decoded(await encodeJpeg(raster, scanner.jpegQuality))
      const straight = await decoded(await encodeJpeg(straighten({ scan, toScan, pageSizeMm: form.pageSizeMm }), 88))
      const made = await makeBlindPage({ straight, blank: blanks[index]!, form: one, formPage })
      labels.push(school)
      blind.push(await featuresOf(made.bytes, blanks[index]!))
      before.push(await featuresOf(await encodeJpeg(straight, 80), blanks[index]!))
    }
  }
  const linked = (rows: readonly number[][]): Linked => link(rows, labels, seededRandom(`${seed} shuffles`))
  return {
    pages: labels.length, schools, blind: linked(blind), before: linked(before),
    single: Object.fromEntries(FEATURES.map((feature, at) => [feature, linked(blind.map((row) => [row[at]!]))])),
  }
}

function scannerOf(random: Random): Damage {
  const damage = drawDamage(random.next() < 0.7 ? 'good' : 'poor', random)
  return { ...damage, scale: 1 + between(random, -0.01, 0.01), punchHoles: false, streaks: 0, grey: random.next() < 0.6 }
}

async function decoded(bytes: Uint8Array): Promise<Raster> {
  const image = await decodeImage(bytes)
  if (!image.ok) throw new Error(image.reason)
  return image.value.raster
}

/** What an attacker can measure on a file, in the order of FEATURES. */
async function featuresOf(bytes: Uint8Array, blank: Raster): Promise<number[]> {
  const raster = await decoded(bytes)
  const { width, height, data } = greyOf(raster)
  const print = greyOf(blank).data
  let paper = 0, paperSum = 0, paperSquares = 0, ink = 0, inkSum = 0, inkSquares = 0, printed = 0, printSum = 0, edge = 0, edgeSum = 0
  for (let y = 30; y < height - 30; y++) {
    for (let x = 30, at = y * width + 30; x < width - 30; x++, at++) {
      const level = data[at]!
      if (print[at]! < 60 && print[at - 1]! < 60 && print[at + 1]! < 60) { printed++; printSum += level }
      if (print[at]! < 250) continue
      if (level > 170) { paper++; paperSum += level; paperSquares += level * level } else if (level < 110) { ink++; inkSum += level; inkSquares += level * level }
      const slope = Math.abs(data[at + 1]! - data[at - 1]!)
      if (slope > 60) { edge++; edgeSum += slope }
    }
  }
  const spread = (count: number, sum: number, squares: number): number => Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2))
  return [bytes.length, bytes.length / Math.max(1, ink), spread(paper, paperSum, paperSquares), paperSum / paper, printSum / Math.max(1, printed), inkSum / Math.max(1, ink), edgeSum / Math.max(1, edge), spread(Math.max(1, ink), inkSum, inkSquares), raster.channels]
}

const SHUFFLES = 400

function link(rows: readonly number[][], labels: readonly number[], random: Random): Linked {
  const scaled = standardised(rows)
  const nearest = scaled.map((row, index) => {
    let best = -1, least = Infinity
    scaled.forEach((other, at) => {
      const apart = row.reduce((sum, value, k) => sum + (value - other[k]!) ** 2, 0)
      if (at !== index && apart < least) { least = apart; best = at }
    })
    return best
  })
  const shareOf = (names: readonly number[]): number => nearest.filter((at, index) => names[at] === names[index]).length / names.length
  const byChance = Array.from({ length: SHUFFLES }, () => shareOf(shuffled(labels, random))).sort((a, b) => a - b)
  return { share: shareOf(labels), chance: byChance.reduce((sum, value) => sum + value, 0) / SHUFFLES, bound: byChance[Math.floor(SHUFFLES * 0.95)]! }
}

function standardised(rows: readonly number[][]): number[][] {
  const means = rows[0]!.map((_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length)
  const spreads = means.map((mean, k) => Math.sqrt(rows.reduce((sum, row) => sum + (row[k]! - mean) ** 2, 0) / rows.length) || 1)
  return rows.map((row) => row.map((value, k) => (value - means[k]!) / spreads[k]!))
}
