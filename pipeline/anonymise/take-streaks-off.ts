import type { Raster } from '../model/raster.ts'
import type { BlankPrint } from './blank-print.ts'

/** A streak of dirty glass runs along the whole page, tilted no more than a sheet lies, rows of slope × 1000. */
const MOST_TILT = 70
/** Every so many rows are asked; in so many of them a thin line must be seen away from print, and in so many of each quarter of the page: a pupil's ruled line ends. */
const ROWS = 8, SEEN_IN = 0.35, SEEN_IN_QUARTER = 0.2
/** Darker than this beside paper, no wider than this, px. */
const DARK = 240, PAPER = 248, WIDEST = 4
/** The blank prints nothing here. */
const FREE_OF_PRINT = 250
/** Darker than the streak by this much is something else. */
const DARKER = 50

/** Makes the lines white, in place, that a speck of dirt on a scanner's glass draws from the top of every page to its bottom: they would link a school's pages. */
export function takeStreaksOff({ width, height, data }: Raster & { readonly channels: 1 }, { darkest }: BlankPrint): void {
  let points: [number, number][] = []
  for (let y = ROWS; y < height - ROWS; y += ROWS) {
    for (let x = WIDEST, at = y * width + WIDEST; x < width - WIDEST; x++, at++) {
      if (data[at]! >= DARK || data[at - 1]! < data[at]! || data[at - WIDEST]! < PAPER || data[at + WIDEST]! < PAPER || darkest[at]! < FREE_OF_PRINT) continue
      points.push([x, y - height / 2])
    }
  }
  const asked = Math.floor((height - 2 * ROWS) / ROWS)
  for (let found = bestLine(points, width); found.count >= SEEN_IN * asked; found = bestLine(points, width)) {
    const xAt = (y: number): number => Math.round(found.x + (found.tilt * y) / 1000)
    const own = points.filter(([x, y]) => Math.abs(x - xAt(y)) <= 1)
    if ([0, 1, 2, 3].every((quarter) => own.filter(([, y]) => Math.floor((4 * (y + height / 2)) / height) === quarter).length >= (SEEN_IN_QUARTER * asked) / 4)) {
      const levels = own.map(([x, y]) => data[(y + height / 2) * width + x]!).sort((a, b) => a - b)
      const darkest = levels[levels.length >> 1]! - DARKER
      for (let y = 0; y < height; y++) whitenRun(data, y * width, xAt(y - height / 2), darkest)
    }
    points = points.filter(([x, y]) => Math.abs(x - xAt(y)) > WIDEST)
  }
}

/** The straight line, given by its x half way down and its tilt, near which most points lie. */
function bestLine(points: readonly (readonly [number, number])[], width: number): { x: number; tilt: number; count: number } {
  let best = { x: 0, tilt: 0, count: 0 }
  const counts = new Uint16Array(width + 2)
  for (let tilt = -MOST_TILT; tilt <= MOST_TILT; tilt++) {
    counts.fill(0)
    for (let i = 0; i < points.length; i++) {
      const x = Math.round(points[i]![0] - (tilt * points[i]![1]) / 1000)
      if (x >= 0 && x < width) counts[x]!++
    }
    for (let x = 1; x < width; x++) {
      const count = counts[x - 1]! + counts[x]! + counts[x + 1]!
      if (count > best.count) best = { x, tilt, count }
    }
  }
  return best
}

/** Makes the streak at a place of a row white. What is darker than it, or wider, is print or ink that crosses it, and stays. */
function whitenRun(data: Uint8Array, row: number, x: number, darkest: number): void {
  let [from, to] = [x, x]
  for (let near = x - 1; near <= x + 1; near++) if (data[row + near]! < data[row + from]!) { from = near; to = near }
  while (data[row + from - 1]! < PAPER && x - from <= WIDEST) from--
  while (data[row + to + 1]! < PAPER && to - x <= WIDEST) to++
  if (to - from >= WIDEST + 2) return
  for (let at = row + from; at <= row + to; at++) if (data[at]! >= darkest) data[at] = 255
}
