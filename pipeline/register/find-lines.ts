import type { BoxMm } from '../model/form.ts'
import { mmToPx } from '../model/raster.ts'
import type { Homography } from '../model/registration.ts'
import { IDENTITY } from './homography.ts'
import { sampleWindow, type SampleSource } from './sample-window.ts'

/** Sides of a box in the order left, top, right, bottom. */
export const SIDES = ['left', 'top', 'right', 'bottom'] as const
export type Side = (typeof SIDES)[number]

/** Where the printed lines of a box stand, px at 200 dpi: x of the upright ones, y of the level ones; null where the blank has none. */
export type BoxLines = Readonly<Record<Side, number | null>>

/** A line found across a strip: how far from the strip's middle, px, and how dark against its paper, 0 … 1. */
export interface LineSighting {
  readonly offset: number
  readonly contrast: number
}

/** Samples along a side, and the share of its length that is left out at each end, where other lines meet it. */
const ALONG = 25
const ENDS = 0.16
/** A line takes at least this share of the paper's light away. */
const LEAST_CONTRAST = 0.08
/** The blank's line of a box stands within this distance of what the form says. */
const DRAWN_WITHIN_MM = 1.3

/** The lines that a blank (200 dpi) has around a box of its form. */
export function linesOfBox(blank: SampleSource, box: BoxMm): BoxLines {
  const reach = Math.round(mmToPx(DRAWN_WITHIN_MM))
  const lines = SIDES.map((side) => {
    const { x, y, length } = middleOf(box, side)
    const seen = nearestLine({ source: blank, map: IDENTITY, x, y, upright: isUpright(side), length, reach })
    return seen && seen !== 'off-scan' ? (isUpright(side) ? x : y) + seen.offset : null
  })
  return { left: lines[0]!, top: lines[1]!, right: lines[2]!, bottom: lines[3]! }
}

/** The line of one side in a scan: looked for within `reach` px of where the map puts the blank's line. Null: none there. */
export function findSide({ source, map, box, lines, side, reach }: {
  source: SampleSource; map: Homography; box: BoxMm; lines: BoxLines; side: Side; reach: number
}): LineSighting | 'off-scan' | null {
  const expected = lines[side]
  if (expected === null) return null
  const { x, y, length } = middleOf(box, side)
  return nearestLine({ source, map, x: isUpright(side) ? expected : x, y: isUpright(side) ? y : expected, upright: isUpright(side), length, reach })
}

const isUpright = (side: Side): boolean => side === 'left' || side === 'right'

function middleOf([left, top, width, height]: BoxMm, side: Side): { x: number; y: number; length: number } {
  const x = side === 'left' ? left : side === 'right' ? left + width : left + width / 2
  const y = side === 'top' ? top : side === 'bottom' ? top + height : top + height / 2
  // A box's edge in mm lies between pixels; a pixel's own coordinate is its middle.
  return { x: mmToPx(x) - 0.5, y: mmToPx(y) - 0.5, length: mmToPx(isUpright(side) ? height : width) }
}

/**
 * The dark line nearest to the middle of a strip. Each place across the strip gets the median darkness of the samples along it, so that pen
 * strokes that cross the line do not count, and a stroke beside it must be as long as half the box.
 */
function nearestLine({ source, map, x, y, upright, length, reach }: {
  source: SampleSource; map: Homography; x: number; y: number; upright: boolean; length: number; reach: number
}): LineSighting | 'off-scan' | null {
  const across = 2 * (reach + 2) + 1
  const samples = Array.from({ length: ALONG }, () => new Float32Array(across))
  const usable = length * (1 - 2 * ENDS)
  let rows = 0
  for (let i = 0; i < ALONG; i++) {
    const along = ((i + 0.5) / ALONG - 0.5) * usable
    const row = sampleRow({ source, map, x: upright ? x : x + along, y: upright ? y + along : y, upright, count: across, into: samples[rows]! })
    if (row) rows++
  }
  if (rows < ALONG / 2) return 'off-scan'
  const profile = new Float32Array(across)
  const column = new Float32Array(rows)
  for (let k = 0; k < across; k++) {
    for (let i = 0; i < rows; i++) column[i] = samples[i]![k]!
    profile[k] = column.sort()[rows >> 1]!
  }
  return darkestNear(profile)
}

/** One row of samples across the line, 1 reference px apart. */
function sampleRow({ source, map, x, y, upright, count, into }: {
  source: SampleSource; map: Homography; x: number; y: number; upright: boolean; count: number; into: Float32Array
}): Float32Array | null {
  const half = (count - 1) / 2
  for (let k = 0; k < count; k++) {
    if (!sampleWindow({ source, map, x: upright ? x + k - half : x, y: upright ? y : y + k - half, step: 1, side: 1, into: ONE })) return null
    into[k] = ONE[0]!
  }
  return into
}
const ONE = new Float32Array(1)

function darkestNear(profile: Float32Array): LineSighting | null {
  const sorted = profile.slice().sort()
  const paper = Math.max(1, sorted[Math.floor(sorted.length * 0.75)]!)
  const half = (profile.length - 1) / 2
  let best: LineSighting | null = null, bestCost = Infinity
  for (let k = 2; k < profile.length - 2; k++) {
    const level = profile[k]!
    const contrast = (paper - level) / paper
    if (contrast < LEAST_CONTRAST || level > profile[k - 1]! || level > profile[k + 1]!) continue
    // A line has paper on both sides of it; the edge of a shadow or of a dark area has not.
    if (Math.min(profile[k - 2]!, profile[k + 2]!) < level + 0.35 * (paper - level) && !isThick(profile, k, paper)) continue
    const cost = Math.abs(k - half) - 6 * contrast
    if (cost < bestCost) {
      bestCost = cost
      best = { offset: centroid(profile, k, paper) - half, contrast }
    }
  }
  return best
}

/** A line of up to 1 mm: paper comes back within four px on both sides. */
function isThick(profile: Float32Array, k: number, paper: number): boolean {
  const back = (step: number): boolean => {
    for (let i = 1; i <= 8; i++) {
      const level = profile[k + i * step]
      if (level === undefined) return false
      if (level > profile[k]! + 0.6 * (paper - profile[k]!)) return true
    }
    return false
  }
  return back(-1) && back(1)
}

/** Between pixels: the middle of the darkness around the darkest place. */
function centroid(profile: Float32Array, k: number, paper: number): number {
  const floor = paper - 0.3 * (paper - profile[k]!)
  let sum = 0, weight = 0
  for (const step of [-1, 1]) {
    for (let i = step < 0 ? k : k + 1; profile[i] !== undefined && profile[i]! < floor && Math.abs(i - k) <= 5; i += step) {
      const dark = paper - profile[i]!
      sum += dark * i
      weight += dark
    }
  }
  return weight > 0 ? sum / weight : k
}
