import { expect, test } from 'vitest'
import { fixtureBlanks, fixtureForm } from '../../../fixtures/form-blanks.ts'
import { drawStrokes } from '../../../fixtures/handwriting/draw-strokes.ts'
import type { Stroke } from '../../../fixtures/handwriting/stroke.ts'
import { chooseBlank } from '../../../pipeline/anonymise/choose-blank.ts'
import { redrawPage } from '../../../pipeline/anonymise/redraw-page.ts'
import { greyOf } from '../../../pipeline/image/grey.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'

type White = Raster & { readonly channels: 1 }
const form = await fixtureForm('physics-7-2023'), page = form.pages[2]!
const blankOf = async (variant: string): Promise<Raster> => (await fixtureBlanks({ form, variant, dpi: 200 }))[2]!
const copyOf = (blank: Raster): White => ({ width: blank.width, height: blank.height, channels: 1, data: greyOf(blank).data.slice() })
/** Share of the dark px of one page by which the other has none within a pixel, the sheet's edge left out. */
function alone(one: White, other: White): number {
  const { width, height } = one
  let dark = 0, lone = 0
  for (let y = 30; y < height - 30; y++) {
    for (let at = y * width + 30, end = (y + 1) * width - 30; at < end; at++) {
      if (one.data[at]! > 100) continue
      dark++
      if (Math.min(...[-width - 1, -width, -width + 1, -1, 0, 1, width - 1, width, width + 1].map((by) => other.data[at + by]!)) > 170) lone++
    }
  }
  return lone / dark
}

test('an empty page comes out as its blank, to the pixel', async () => {
  const blank = await blankOf('1')
  expect(Buffer.compare(redrawPage({ white: copyOf(blank), blank, page }).raster.data, copyOf(blank).data)).toBe(0)
})

test('a page of another variant shows its own words and numbers, and nothing of the blank’s', async () => {
  const scan = copyOf(await blankOf('2'))
  const drawn = redrawPage({ white: { ...scan, data: scan.data.slice() }, blank: await blankOf('1'), page }).raster
  expect(alone(scan, copyOf(await blankOf('1')))).toBeGreaterThan(0.02)
  expect(alone(scan, drawn)).toBeLessThan(0.005)
  expect(alone(drawn, scan)).toBeLessThan(0.005)
})

test('a streak of dirty glass is taken off; ink that crosses it stays', async () => {
  const blank = await blankOf('1'), white = copyOf(blank), { width, height } = white
  for (let y = 0; y < height; y++) for (let k = 0; k < 2; k++) white.data[y * width + 1200 + k] = Math.min(white.data[y * width + 1200 + k]!, 150)
  for (let y = 1995; y < 2000; y++) white.data.fill(30, y * width + 1150, y * width + 1250)
  const { data } = redrawPage({ white, blank, page }).raster
  expect(data[1900 * width + 1200]).toBeGreaterThan(240)
  expect(data[1997 * width + 1201]).toBeLessThan(100)
})

test('of a form’s blanks the one is taken that the scan was printed from', async () => {
  const blanks = [await blankOf('1'), await blankOf('2')]
  expect(chooseBlank({ straight: copyOf(blanks[0]!), blanks })).toBe(blanks[0])
  expect(chooseBlank({ straight: copyOf(blanks[1]!), blanks })).toBe(blanks[1])
  expect(chooseBlank({ straight: copyOf(blanks[1]!), blanks: blanks.slice(0, 1) })).toBe(blanks[0])
})

/** A stroke of a pen through points, mm, and the share of its px beside print that are dark on the drawn page. */
async function keptOf(stroke: Stroke): Promise<number> {
  const blank = await blankOf('1'), white = copyOf(blank), alone: White = { ...white, data: new Uint8Array(white.data.length).fill(255) }
  for (const raster of [white, alone]) drawStrokes({ raster, strokes: [stroke], dpi: 200, originMm: [0, 0], colour: 'black', pen: 'gel' })
  const { raster: { data } } = redrawPage({ white, blank, page })
  let [ink, kept] = [0, 0]
  for (let at = 0; at < alone.data.length; at++) {
    if (alone.data[at]! > 110 || greyOf(blank).data[at]! < 150) continue
    ink++
    if (data[at]! < 190) kept++
  }
  return kept / ink
}

test.each([
  ['runs off the sheet', [[3, 150], [-1, 152]]], ['lies by the sheet’s edge', [[1.5, 150], [2.2, 153], [1.4, 155]]], ['ends a word in the margin', [[188, 120], [196, 121], [204, 119]]],
  ['is a ruled line down half of the page', [[203, 50], [203, 210]]], ['is a lone dot', [[120.3, 205.3], [120.32, 205.3]]],
] as const)('ink of a pupil is drawn where it %s', async (_, points) => {
  expect(await keptOf({ points, widthMm: 0.6 })).toBeGreaterThan(0.85)
})

test('what was rubbed out stays paler than what was written', async () => {
  const blank = await blankOf('1'), white = copyOf(blank), { width } = white
  for (const [y, level] of [[1900, 185], [1950, 90]] as const) for (let k = 0; k < 5; k++) white.data.fill(level, (y + k) * width + 1100, (y + k) * width + 1200)
  const { raster: { data } } = redrawPage({ white, blank, page })
  expect(data[1902 * width + 1150]).toBeGreaterThan(130)
  expect(data[1902 * width + 1150]).toBeLessThan(190)
  expect(data[1952 * width + 1150]).toBeLessThan(70)
})

test('a stroke along a printed line is no print: it is drawn with its own width', async () => {
  const { data, width } = copyOf(await blankOf('1'))
  // The longest printed line of the page.
  let best = { y: 0, from: 0, long: 0 }
  for (let y = 60, run = 0; y < 2280; y++) for (let x = 0; x < width; x++) if ((run = data[y * width + x]! < 200 ? run + 1 : 0) > best.long && run < 1500) best = { y, from: x - run + 1, long: run }
  const mm = (px: number): number => px / (200 / 25.4)
  const points = [0.1, 0.3, 0.5].map((share) => [mm(best.from + share * best.long), mm(best.y + 0.5) + 0.08] as const)
  expect(await keptOf({ points, widthMm: 0.55 })).toBeGreaterThan(0.85)
})

test('dust and the edge of a scanner’s lid are left out, and counted', async () => {
  const blank = await blankOf('1'), white = copyOf(blank), { width } = white
  for (let y = 0; y < 2000; y++) white.data.fill(20, y * width + 4, y * width + 12 + (y >> 8))
  for (const at of [[900, 1500], [1200, 1900]] as const) for (let y = 0; y < 2; y++) white.data.fill(40, (at[1] + y) * width + at[0], (at[1] + y) * width + at[0] + 3)
  const { raster, dropped } = redrawPage({ white, blank, page })
  expect(Buffer.compare(raster.data, copyOf(blank).data)).toBe(0)
  expect(dropped.border).toBeGreaterThan(10_000)
})

test('the dot of a multiplication stays, though it is no larger than dust', async () => {
  const blank = await blankOf('1'), white = copyOf(blank), { width } = white
  const answers = page.fields.flatMap((field) => (field.kind === 'answer' ? [field.box.map((mm) => Math.round((mm * 200) / 25.4)) as [number, number, number, number]] : []))
  const isWhite = (left: number, top: number, side: number): boolean => Array.from({ length: side }, (_, row) => white.data.subarray((top + row) * width + left, (top + row) * width + left + side)).every((row) => row.every((level) => level === 255))
  const places = answers.flatMap(([x, y, w, h]) => Array.from({ length: Math.floor(w / 130) * Math.floor(h / 130) }, (_, index) => [x + (index % Math.floor(w / 130)) * 130, y + Math.floor(index / Math.floor(w / 130)) * 130] as const)).filter(([x, y]) => isWhite(x, y, 125))
  const [first, alone] = [places[0]!, places.at(-1)!]
  expect(first).not.toEqual(alone)
  const draw = (left: number, top: number, wide: number, high: number): void => { for (let row = top; row < top + high; row++) white.data.fill(20, row * width + left, row * width + left + wide) }
  // Between two digits, 3 mm from each; and as far from all writing as dust lies.
  draw(first[0] + 30, first[1] + 40, 4, 24)
  draw(first[0] + 58, first[1] + 52, 3, 3)
  draw(first[0] + 86, first[1] + 40, 4, 24)
  draw(alone[0] + 60, alone[1] + 60, 3, 3)
  const { raster, dropped } = redrawPage({ white: { ...white, data: white.data.slice() }, blank, page })
  const darkest = (left: number, top: number): number => Math.min(...[0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => raster.data[(top + row) * width + left + column]!)))
  expect(darkest(first[0] + 58, first[1] + 52)).toBeLessThan(120)
  expect(darkest(alone[0] + 60, alone[1] + 60)).toBe(255)
  expect(dropped.dust).toBeGreaterThanOrEqual(7)
})
