import type { Raster } from '../model/raster.ts'
import type { HiddenBox } from './hidden-boxes.ts'
import { evenedScan, INK, type EvenedScan, type InkColour } from './ink-colours.ts'
import { maskOfColour, removeInk } from './remove-ink.ts'

/**
 * What became of the teacher's ticks and corrections. `none`: nothing of the teacher was seen outside of the hidden boxes.
 * `needs-person`: the teacher's ink cannot be told from the pupil's (a grey scan, or both wrote in like colours), so somebody has
 * to look before experts may.
 */
export type TeacherInk = 'removed' | 'none' | 'needs-person'

/** Coloured px at half size (100 dpi) from which ink was written: a tick has some hundreds. */
const LEAST_INK_PX = 40
/** Ink darker than this share of the paper, at half size, tells that something is written in a box. */
const WRITTEN = 0.6
/** Ink outside of the boxes, px at 200 dpi, under which a page holds no writing that a teacher's could hide among. */
const LEAST_WRITING_PX = 150

/**
 * Takes the teacher's ink off a straightened page (200 dpi) before it is shown to experts. The ink in the boxes for scores tells the teacher's
 * colour; red and green ink is removed wherever it is (the page is then grey), other colours cannot be. `strayInkPx`: ink
 * outside of the hidden boxes, what the blank prints not counted.
 */
export function hideTeacherInk({ straight, boxes, strayInkPx }: {
  straight: Raster; boxes: readonly HiddenBox[]; strayInkPx: number
}): { readonly raster: Raster; readonly teacherInk: TeacherInk } {
  if (strayInkPx < LEAST_WRITING_PX) return { raster: straight, teacherInk: 'none' }
  if (!isColour(straight)) return { raster: straight, teacherInk: 'needs-person' }
  const evened = evenedScan(straight)
  const inBoxes = inkInBoxes(evened, boxes)
  let raster: Raster = straight, removed = false
  for (const colour of ['red', 'green'] as const) {
    const { mask, count } = maskOfColour(evened, colour)
    if (count < LEAST_INK_PX) continue
    // One colour is the rule; where both are seen, the one in the boxes is the teacher's.
    if (removed || (inBoxes.green > inBoxes.red && colour === 'red')) continue
    raster = removeInk({ scan: straight, evened, mask, colour })
    removed = true
  }
  // The teacher wrote scores in a colour that pupils use too: whatever was removed, more may be left.
  if (inBoxes.other > Math.max(inBoxes.red, inBoxes.green)) return { raster, teacherInk: 'needs-person' }
  return { raster, teacherInk: removed ? 'removed' : 'none' }
}

const isColour = (raster: Raster): raster is Raster & { readonly channels: 3 } => raster.channels === 3

/** Ink px of each colour inside the boxes that the teacher fills; black and grey count as `other`. Their printed borders are left out. */
function inkInBoxes({ width, height, data, inks }: EvenedScan, boxes: readonly HiddenBox[]): Record<InkColour, number> {
  const counts = { red: 0, green: 0, other: 0 }
  for (const { kind, boxPx: [left, top, w, h] } of boxes) {
    if (kind !== 'score' && kind !== 'total' && kind !== 'mark') continue
    // A quarter of each side away from the edge: hidden boxes are larger than the printed ones.
    const fromX = Math.round((left + w / 4) / 2), toX = Math.min(width, Math.round((left + (3 * w) / 4) / 2))
    for (let y = Math.round((top + h / 4) / 2); y < Math.min(height, (top + (3 * h) / 4) / 2); y++) {
      for (let x = fromX; x < toX; x++) {
        const i = y * width + x
        if (inks[i] === INK.red) counts.red++
        else if (inks[i] === INK.green) counts.green++
        else if (inks[i] === INK.other || data[3 * i + 1]! < WRITTEN * 255) counts.other++
      }
    }
  }
  return counts
}
