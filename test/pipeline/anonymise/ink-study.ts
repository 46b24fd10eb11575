import { damagePage } from '../../../fixtures/damage.ts'
import { drawDamage, type DamagePreset } from '../../../fixtures/damage-presets.ts'
import { fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import type { InkColour } from '../../../fixtures/handwriting/draw-strokes.ts'
import { planWork } from '../../../fixtures/plan-work.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import { makeWriter, writeWork } from '../../../fixtures/write-work.ts'
import { judgeBlind } from '../../../pipeline/anonymise/judge-blind.ts'
import { makeBlindPage, type BlindPage, type Inspect } from '../../../pipeline/anonymise/make-blind-page.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import { greyOf } from '../../../pipeline/image/grey.ts'
import type { Form } from '../../../pipeline/model/form.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import { straighten } from '../../../pipeline/register/straighten.ts'

/** Generated works whose inks are known pixel by pixel, and what became of them on the blind pages. Counts are px, or pages. */
export interface InkTally {
  pages: number
  /** Pages that go to a person, by reason. */
  readonly looks: Record<string, number>
  lookPages: number
  /** Teacher's px outside of the hidden boxes that no other ink or print covers, and how many of them still show; the second pair only over pages that nobody would look at. */
  teacher: number; teacherSeen: number
  unseenTeacher: number; unseenTeacherSeen: number
  /** The pupil's px, and how many stayed; apart from them those where the teacher's pen crosses. */
  pupil: number; pupilKept: number
  crossings: number; crossingsKept: number
  cpuMs: number
}

export interface InkPlan { readonly form: string; readonly works: number; readonly teacher: InkColour; readonly grey: boolean; readonly preset?: DamagePreset; readonly seed?: string; readonly inspect?: (page: { blank: Raster; form: Form; formPage: number; code: string }) => Inspect; readonly onPage?: (page: BlindPage, name: string) => Promise<void> }

const SURE_INK = 150, SEEN = 200, KEPT = 190

/** Writes, scans and blinds works in which pupil and teacher use known inks. The same plan gives the same figures but for the time. */
export async function studyInk({ form: formId, works, teacher, grey, preset = 'good', seed: studySeed = 'ink', inspect, onPage }: InkPlan): Promise<InkTally> {
  const form = await fixtureForm(formId)
  const blanks = await fixtureBlanks({ form, variant: form.variants[0] ?? '1', dpi: 200 })
  const tally: InkTally = { pages: 0, looks: {}, lookPages: 0, teacher: 0, teacherSeen: 0, unseenTeacher: 0, unseenTeacherSeen: 0, pupil: 0, pupilKept: 0, crossings: 0, crossingsKept: 0, cpuMs: 0 }
  for (let work = 0; work < works; work++) {
    const seed = `${studySeed} ${work}`
    const code = `${form.grade}${String(1000 + work)}`
    const plan = planWork({ form, variant: form.variants[0] ?? '1', code, random: seededRandom(seed) })
    const write = (pupilInk: InkColour | null, teacherInk: InkColour): Promise<readonly Raster[]> => writeWork({
      form, plan, dpi: 200, seed, pupil: { ...makeWriter(seed, 'pupil'), ...(pupilInk && { colour: pupilInk }) }, teacher: { ...makeWriter(seed, 'teacher'), colour: teacherInk },
    })
    const [both, pupilOnly, teacherOnly] = [await write(null, teacher), await write('black', 'clear'), await write('clear', 'black')]
    const random = seededRandom(`scan ${seed}`)
    const pages: { readonly blind: BlindPage; readonly formPage: number; readonly index: number }[] = []
    for (const [index, page] of both.entries()) {
      const damage = { ...drawDamage(preset, random), grey }
      const { raster, toScan } = damagePage({ page, dpi: 200, damage, seed: `${seed} ${index}` })
      const scan = await decoded(await encodeJpeg(raster, damage.jpegQuality))
      const straight = await decoded(await encodeJpeg(straighten({ scan, toScan, pageSizeMm: form.pageSizeMm }), 88))
      const formPage = form.pages[index]!.number
      const look = inspect?.({ blank: blanks[index]!, form, formPage, code })
      const start = process.cpuUsage()
      const blind = await makeBlindPage({ straight, blank: blanks[index]!, form, formPage, ...(look && { inspect: look }) })
      const { user, system } = process.cpuUsage(start)
      tally.cpuMs += (user + system) / 1000
      pages.push({ blind, formPage, index })
      await onPage?.(blind, `${formId} ${teacher} ${grey ? 'grey' : 'colour'} ${work} ${formPage}`)
    }
    const judged = judgeBlind({ certificates: pages.map(({ blind }) => blind.certificate) })
    for (const [at, { blind, index }] of pages.entries()) {
      tally.pages++
      const isUnseen = judged[at]!.verdict === 'fit'
      if (!isUnseen) tally.lookPages++
      for (const reason of judged[at]!.reasons) tally.looks[reason] = (tally.looks[reason] ?? 0) + 1
      count(tally, { isUnseen, hidden: blind.certificate.hidden, edge: blind.certificate.edgePx, image: await decoded(blind.bytes), blank: blanks[index]!, pupil: pupilOnly[index]!, teacher: teacherOnly[index]! })
    }
  }
  return tally
}

async function decoded(bytes: Uint8Array): Promise<Raster> {
  const image = await decodeImage(bytes)
  if (!image.ok) throw new Error(image.reason)
  return image.value.raster
}

function count(tally: InkTally, page: { isUnseen: boolean; hidden: BlindPage['certificate']['hidden']; edge: number; image: Raster; blank: Raster; pupil: Raster; teacher: Raster }): void {
  const { width, height } = page.image
  const [blank, pupil, teacher] = [greyOf(page.blank), greyOf(page.pupil), greyOf(page.teacher)].map(({ data }) => data) as [Uint8Array, Uint8Array, Uint8Array]
  const free = new Uint8Array(width * height)
  for (let y = page.edge; y < height - page.edge; y++) free.fill(1, y * width + page.edge, (y + 1) * width - page.edge)
  // A little more than the boxes: ink that runs out of them is followed and goes with them.
  for (const { boxPx: [left, top, w, h] } of page.hidden) for (let y = Math.max(0, top - 12); y < Math.min(height, top + h + 12); y++) free.fill(0, y * width + Math.max(0, left - 12), y * width + Math.min(width, left + w + 12))
  const near = (data: Uint8Array, at: number, reach: number): boolean => {
    for (let dy = -reach; dy <= reach; dy++) for (let dx = -reach; dx <= reach; dx++) if ((data[at + dy * width + dx] ?? 255) < 215) return true
    return false
  }
  for (let at = 0; at < free.length; at++) {
    if (free[at] === 0 || blank[at]! < 215) continue
    const isPupil = pupil[at]! < SURE_INK, isTeacher = teacher[at]! < SURE_INK
    // A scan moves ink by part of a pixel: the darkest of the nearest nine is asked.
    if (isTeacher && !near(pupil, at, 3) && !near(blank, at, 3)) {
      tally.teacher++
      const seen = page.image.data[at]! < SEEN
      if (seen) tally.teacherSeen++
      if (page.isUnseen) { tally.unseenTeacher++; if (seen) tally.unseenTeacherSeen++ }
    }
    if (!isPupil) continue
    const kept = darkestAround(page.image, at) < KEPT
    if (isTeacher) { tally.crossings++; if (kept) tally.crossingsKept++ }
    tally.pupil++
    if (kept) tally.pupilKept++
  }
}

function darkestAround({ width, data }: Raster, at: number): number {
  let least = 255
  for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) least = Math.min(least, data[at + dy * width + dx]!)
  return least
}
