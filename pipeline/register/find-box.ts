import type { BoxMm } from '../model/form.ts'
import type { Homography } from '../model/registration.ts'
import { findSide, SIDES, type BoxLines, type Side } from './find-lines.ts'
import type { SampleSource } from './sample-window.ts'

/** How a box's printed lines stand against where they should. */
export interface BoxSighting {
  /** How far the box lies from where the map puts it, reference px (200 dpi); 0 where no line says anything. */
  readonly dxPx: number
  readonly dyPx: number
  /** Lines that the blank has around the box and the scan could show, and those of them that were found. */
  readonly expected: number
  readonly found: number
  /** Offset of each line that was found, px from its place on the blank. */
  readonly offsets: Readonly<Partial<Record<Side, number>>>
}

/** Opposite sides of one box may disagree by so much: more, and one of them is a pen stroke. */
const SAME_BOX_PX = 3

/** Finds a box by its own printed lines within `reachPx` of its place. Works where writing crosses the lines. */
export function findBox({ source, map, box, lines, reachPx }: {
  source: SampleSource; map: Homography; box: BoxMm; lines: BoxLines; reachPx: number
}): BoxSighting {
  const offsets: Partial<Record<Side, number>> = {}
  let expected = 0
  for (const side of SIDES) {
    if (lines[side] === null) continue
    const seen = findSide({ source, map, box, lines, side, reach: reachPx })
    if (seen === 'off-scan') continue
    expected++
    if (seen) offsets[side] = seen.offset
  }
  dropStranger(offsets, 'left', 'right')
  dropStranger(offsets, 'top', 'bottom')
  return { dxPx: mean(offsets.left, offsets.right), dyPx: mean(offsets.top, offsets.bottom), expected, found: Object.keys(offsets).length, offsets }
}

/** When two sides of a box contradict each other, the one further from its place is something else. */
function dropStranger(offsets: Partial<Record<Side, number>>, a: Side, b: Side): void {
  const [first, second] = [offsets[a], offsets[b]]
  if (first === undefined || second === undefined || Math.abs(first - second) <= SAME_BOX_PX) return
  delete offsets[Math.abs(first) > Math.abs(second) ? a : b]
}

function mean(...values: readonly (number | undefined)[]): number {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length
}
