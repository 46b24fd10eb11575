import type { Raster } from '../model/raster.ts'
import type { HiddenBox } from './hidden-boxes.ts'
import { evenedScan, INK, type EvenedScan, type InkColour } from './ink-colours.ts'
import type { PaperLevels } from './paper-level.ts'
import { CHANNEL, inkOfColour, type TakenInk, type TeacherColour } from './teacher-ink.ts'

/**
 * What became of the teacher's ticks and corrections. `none`: nothing of the teacher was seen outside of the hidden boxes.
 * `needs-person`: the teacher's ink cannot be told from the pupil's (a grey scan, or both wrote in like colours), so somebody has
 * to look before experts may.
 */
export type TeacherInk = 'removed' | 'none' | 'needs-person'

/** What the teacher filled the score boxes of a page with; `other` is any colour that pupils use too, `unknown` where none are filled or the scan is grey. */
export type TeacherPen = 'red' | 'green' | 'other' | 'unknown'

export interface FoundTeacherInk {
  readonly taken: TakenInk | null; readonly teacherInk: TeacherInk; readonly teacherPen: TeacherPen
  /** Of the ink in the score boxes that is dark enough to tell, all of which is the teacher's, this share shows the teacher's colour; null where it does not tell. */
  readonly coloured: number | null
}

/** Coloured px at half size (100 dpi) from which ink was written: a tick has some hundreds. */
const LEAST_INK_PX = 40
/** Ink px in the score boxes, at half size, from which they tell the teacher's pen. */
const LEAST_IN_BOXES = 12
/** Ink darker than this share of the paper, at half size, tells that something is written in a box. */
const WRITTEN = 0.6
/** What is paler than that, but darker than this share of the paper in one of its colours, is ink whose colour a scan has lost. */
const PALE = 0.8
/** Ink outside of the boxes, px at 200 dpi, under which a page holds no writing that a teacher's could hide among. */
const LEAST_WRITING_PX = 150

/**
 * Finds the teacher's ink on a straightened page (200 dpi). The ink in the boxes for scores tells the teacher's pen; red and green ink can be taken
 * off wherever it is, other colours cannot. `strayInkPx`: ink outside of the hidden boxes, what the blank prints not counted.
 */
export function findTeacherInk({ straight, paper, boxes, strayInkPx }: {
  readonly straight: Raster; readonly paper: PaperLevels; readonly boxes: readonly HiddenBox[]; readonly strayInkPx: number
}): FoundTeacherInk {
  if (strayInkPx < LEAST_WRITING_PX) return { taken: null, teacherInk: 'none', teacherPen: 'unknown', coloured: null }
  if (!isColour(straight)) return { taken: null, teacherInk: 'needs-person', teacherPen: 'unknown', coloured: null }
  const evened = evenedScan(straight, paper)
  const inBoxes = inkInBoxes(evened, boxes)
  const teacherPen = penOf(inBoxes)
  const [first, second] = (teacherPen === 'green' ? ['green', 'red'] as const : ['red', 'green'] as const).map((colour) => inkOfColour(evened, colour, inBoxes.levels[colour]))
  // One colour is the rule; where both are seen, the one in the boxes is the teacher's.
  const taken = first!.count >= LEAST_INK_PX ? first! : second!.count >= LEAST_INK_PX && teacherPen !== 'red' ? second! : null
  const coloured = colouredShare(inBoxes, teacherPen)
  // The teacher wrote scores in a colour that pupils use too: whatever is taken off, more may be left.
  return { taken, teacherPen, coloured, teacherInk: teacherPen === 'other' ? 'needs-person' : taken ? 'removed' : 'none' }
}

/** Px of each colour, and of red and green ink how many have each level in the channel whose light it lets through. */
type InBoxes = Readonly<Record<InkColour | 'pale', number>> & { readonly levels: Readonly<Record<TeacherColour, Uint32Array>> }

const isColour = (raster: Raster): raster is Raster & { readonly channels: 3 } => raster.channels === 3

/** Of the ink that is dark enough to tell. Where all of it is too pale, none shows its colour. */
function colouredShare(inBoxes: InBoxes, teacherPen: TeacherPen): number | null {
  if (teacherPen === 'red' || teacherPen === 'green') return inBoxes[teacherPen] / (inBoxes.red + inBoxes.green + inBoxes.other)
  return teacherPen === 'unknown' && inBoxes.pale >= LEAST_IN_BOXES ? 0 : null
}

function penOf({ red, green, other }: InBoxes): TeacherPen {
  if (red + green + other < LEAST_IN_BOXES) return 'unknown'
  return other > Math.max(red, green) ? 'other' : green > red ? 'green' : 'red'
}

/** Ink px of each colour inside the boxes that the teacher fills; black and grey count as `other`. Their printed borders are left out. */
function inkInBoxes({ width, height, data, inks }: EvenedScan, boxes: readonly HiddenBox[]): InBoxes {
  const counts = { red: 0, green: 0, other: 0, pale: 0, levels: { red: new Uint32Array(256), green: new Uint32Array(256) } }
  for (const { kind, boxPx: [left, top, w, h] } of boxes) {
    if (kind !== 'score' && kind !== 'total' && kind !== 'mark') continue
    // A quarter of each side away from the edge: hidden boxes are larger than the printed ones.
    const fromX = Math.round((left + w / 4) / 2), toX = Math.min(width, Math.round((left + (3 * w) / 4) / 2))
    for (let y = Math.round((top + h / 4) / 2); y < Math.min(height, (top + (3 * h) / 4) / 2); y++) {
      for (let x = fromX; x < toX; x++) {
        const i = y * width + x
        const colour = inks[i] === INK.red ? 'red' : inks[i] === INK.green ? 'green' : null
        if (colour !== null) { counts[colour]++; counts.levels[colour][data[3 * i + CHANNEL[colour]]!]!++ }
        else if (inks[i] === INK.other || data[3 * i + 1]! < WRITTEN * 255) counts.other++
        else if (Math.min(data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!) < PALE * 255) counts.pale++
      }
    }
  }
  return counts
}
