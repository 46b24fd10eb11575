import { describe, expect, test } from 'vitest'
import { drawStrokes, type InkColour } from '../../../fixtures/handwriting/draw-strokes.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import type { HiddenBox } from '../../../pipeline/anonymise/hidden-boxes.ts'
import { detectTeacherInkLeft } from '../../../pipeline/anonymise/detect-stray-ink.ts'
import { findTeacherInk, type TeacherInk, type TeacherPen } from '../../../pipeline/anonymise/find-teacher-ink.ts'
import { clearOwnRests } from '../../../pipeline/anonymise/ink-rests.ts'
import { paperLevels } from '../../../pipeline/anonymise/paper-level.ts'
import { whitenPage } from '../../../pipeline/anonymise/whiten-page.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import { greyOf } from '../../../pipeline/image/grey.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'

/** A strip of a page, 110 × 60 mm. */
const WIDTH = 866, HEIGHT = 472
const SCORE: HiddenBox = { kind: 'score', boxPx: [740, 20, 110, 110] }

type Line = readonly (readonly [number, number])[]
/** The pupil's lines, mm; the teacher's tick stands apart from them, the strokes cross them, a score stands in the box. */
const PUPIL: readonly Line[] = [[[5, 10], [60, 12]], [[5, 30], [80, 30]], [[5, 40], [80, 42]]]
const TEACHER: readonly Line[] = [
  [[70, 12], [73, 18], [82, 4]], [[20, 24], [28, 48]], [[60, 48], [72, 24]], [[97, 6], [103, 13]], [[97, 13], [103, 6]],
]

/** A colour scan: tinted paper, a shadow to the right, noise, JPEG. `teacher` null: nobody marked it. `washedOut`: by a scanner of little contrast that saves small files. */
async function scanned({ pupil, teacher, washedOut = false }: { pupil: InkColour; teacher: InkColour | null; washedOut?: boolean }): Promise<Raster> {
  const raster: Raster = { width: WIDTH, height: HEIGHT, channels: 3, data: new Uint8Array(WIDTH * HEIGHT * 3).fill(255) }
  const draw = (lines: readonly Line[], colour: InkColour): void => drawStrokes({
    raster, strokes: lines.map((points) => ({ points, widthMm: 0.6 })), dpi: 200, originMm: [0, 0], colour, pen: 'ball' })
  draw(PUPIL, pupil)
  if (teacher) draw(TEACHER, teacher)
  const random = seededRandom('paper')
  const tint = [0.97, 0.95, 0.9]
  for (let i = 0; i < raster.data.length; i++) {
    const x = Math.floor(i / 3) % WIDTH
    const ink = washedOut ? 70 + (raster.data[i]! * 185) / 255 : raster.data[i]!
    raster.data[i] = Math.max(0, Math.min(255, ink * tint[i % 3]! * (1 - (0.2 * x) / WIDTH) + (random.next() - 0.5) * 8))
  }
  const decoded = await decodeImage(await encodeJpeg(raster, washedOut ? 40 : 85))
  if (!decoded.ok) throw new Error(decoded.reason)
  return decoded.value.raster
}

const BLANK: Raster = { width: WIDTH, height: HEIGHT, channels: 1, data: new Uint8Array(WIDTH * HEIGHT).fill(255) }

function hidden(straight: Raster): { raster: Raster; teacherInk: TeacherInk; teacherPen: TeacherPen } {
  const paper = paperLevels(straight)
  const { taken, ...found } = findTeacherInk({ straight, paper, boxes: [SCORE], strayInkPx: 5000 })
  const { raster, kept } = whitenPage({ scan: straight, blank: BLANK, paper, taken })
  if (kept && taken) clearOwnRests({ image: raster, kept, taken })
  return { ...found, raster }
}

/** Darkest level within half a millimetre of a point given in mm. */
function darkest(raster: Raster, xMm: number, yMm: number, reachMm = 0.5): number {
  const { width, data } = greyOf(raster)
  const px = (mm: number): number => Math.round((mm * 200) / 25.4)
  let least = 255
  for (let y = px(yMm - reachMm); y <= px(yMm + reachMm); y++) {
    for (let x = px(xMm - reachMm); x <= px(xMm + reachMm); x++) least = Math.min(least, data[y * width + x]!)
  }
  return least
}

describe('a red or green teacher is taken off a colour scan', () => {
  test.each([['blue', 'red'], ['black', 'red'], ['violet', 'red'], ['blue', 'darkRed'], ['blue', 'green']] as const)('pupil %s, teacher %s', async (pupil, teacher) => {
    const straight = await scanned({ pupil, teacher })
    expect(darkest(straight, 73, 18)).toBeLessThan(190)
    const { raster, teacherInk } = hidden(straight)
    expect([teacherInk, raster.channels]).toEqual(['removed', 1])
    // The tick beside the answer is gone to the last pixel …
    for (const t of [0, 0.25, 0.5, 0.75, 1]) {
      expect(darkest(raster, 73 + 9 * t, 18 - 14 * t)).toBeGreaterThan(245)
      expect(darkest(raster, 70 + 3 * t, 12 + 6 * t)).toBeGreaterThan(245)
    }
    // … and the pupil's lines stay, also where the teacher crossed them.
    for (const x of [10, 30, 55]) expect(darkest(raster, x, 10 + (2 * (x - 5)) / 55)).toBeLessThan(120)
    expect(darkest(raster, 22, 30)).toBeLessThan(120)
    expect(darkest(raster, 69, 30)).toBeLessThan(120)
  })
})

test.each(['red', 'darkRed', 'green'] as const)('a scan that washed the colours out and smeared them: %s is taken off all the same', async (teacher) => {
  const straight = await scanned({ pupil: 'blue', teacher, washedOut: true })
  const { coloured } = findTeacherInk({ straight, paper: paperLevels(straight), boxes: [SCORE], strayInkPx: 5000 })
  expect(coloured).toBeGreaterThan(0.95)
  const { raster, teacherPen } = hidden(straight)
  expect(teacherPen).toBe(teacher === 'green' ? 'green' : 'red')
  for (const t of [0, 0.25, 0.5, 0.75, 1]) expect(darkest(raster, 73 + 9 * t, 18 - 14 * t)).toBeGreaterThan(245)
  for (const x of [10, 30, 55]) expect(darkest(raster, x, 10 + (2 * (x - 5)) / 55)).toBeLessThan(190)
  expect(darkest(raster, 22, 30)).toBeLessThan(190)
})

test('a patch that stays of the teacher’s ink is found, so that a person looks; what the pupil wrote under it is none', async () => {
  const straight = await scanned({ pupil: 'blue', teacher: 'red' })
  const paper = paperLevels(straight)
  const { taken } = findTeacherInk({ straight, paper, boxes: [SCORE], strayInkPx: 5000 })
  const { raster, kept } = whitenPage({ scan: straight, blank: BLANK, paper, taken })
  expect(detectTeacherInkLeft({ image: raster, kept, ink: null }).passed).toBe(true)
  for (let y = 110; y < 124; y++) for (let at = y * WIDTH + 586; at < y * WIDTH + 600; at++) { raster.data[at] = 60; kept![at] = 1 }
  expect(detectTeacherInkLeft({ image: raster, kept, ink: null }).passed).toBe(false)
})

test('a page nobody marked keeps its ink, and does not tell the teacher’s pen', async () => {
  const { raster, teacherInk, teacherPen } = hidden(await scanned({ pupil: 'blue', teacher: null }))
  expect([teacherInk, teacherPen]).toEqual(['none', 'unknown'])
  for (const x of [10, 30, 55]) expect(darkest(raster, x, 10 + (2 * (x - 5)) / 55)).toBeLessThan(120)
})

test('a teacher in the pupils’ own colours, or a grey scan, goes to a person', async () => {
  for (const teacher of ['blue', 'black', 'violet'] as const) expect(hidden(await scanned({ pupil: 'blue', teacher }))).toMatchObject({ teacherInk: 'needs-person', teacherPen: 'other' })
  const straight = await scanned({ pupil: 'blue', teacher: 'red' })
  expect(hidden({ ...straight, channels: 1, data: greyOf(straight).data }).teacherInk).toBe('needs-person')
})

test('paper comes out white and even, in one channel, whatever its tint, shadow and grain', async () => {
  for (const channels of [3, 1] as const) {
    const scan = await scanned({ pupil: 'blue', teacher: null })
    const { raster } = hidden(channels === 3 ? scan : { ...scan, channels, data: greyOf(scan).data })
    expect(raster.channels).toBe(1)
    for (const [x, y] of [[5, 55], [55, 55], [105, 55], [90, 30]] as const) expect(darkest(raster, x, y, 2)).toBeGreaterThan(250)
  }
})

test('a grey page without any writing outside of the boxes needs nobody', () => {
  const straight: Raster = { width: 90, height: 60, channels: 1, data: new Uint8Array(5400).fill(250) }
  expect(findTeacherInk({ straight, paper: paperLevels(straight), boxes: [], strayInkPx: 20 })).toEqual({ taken: null, teacherInk: 'none', teacherPen: 'unknown', coloured: null })
})

describe('the ink in the score boxes, which is the teacher’s, tells whether the scan kept its colour', () => {
  const passes = (straight: Raster): boolean => {
    const { coloured } = findTeacherInk({ straight, paper: paperLevels(straight), boxes: [SCORE], strayInkPx: 5000 })
    return detectTeacherInkLeft({ image: straight, kept: null, ink: null, coloured }).passed
  }
  /** Takes the colour off what is written in the lower half of the box. */
  function faded(straight: Raster): Raster {
    const data = straight.data.slice()
    const { data: grey } = greyOf(straight)
    for (let y = 75; y < 130; y++) for (let x = 740; x < 850; x++) data.fill(grey[y * WIDTH + x]!, (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3)
    return { ...straight, data }
  }

  test.each(['red', 'darkRed', 'green'] as const)('%s: where it did, nobody needs to look; where half of it is grey, a person does', async (teacher) => {
    const straight = await scanned({ pupil: 'blue', teacher })
    expect(passes(straight)).toBe(true)
    expect(passes(faded(straight))).toBe(false)
  })

  test('a page that no teacher marked needs nobody', async () => {
    expect(passes(await scanned({ pupil: 'blue', teacher: null }))).toBe(true)
  })
})
