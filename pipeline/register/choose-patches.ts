import type { Grey } from '../image/grey.ts'
import { correlate, cutTemplate, type Template } from './match-patch.ts'
import type { Level, Pyramid } from './pyramid.ts'

/** How a patch is looked for at one resolution: half side of the square and how far to look, in px of the level. */
export interface Search {
  readonly level: 'at25' | 'at50' | 'at100' | 'full'
  readonly radius: number
  readonly reach: number
  /** How many patches are looked for at most: the later the search, the surer each; the third also counts them for the verdict. */
  readonly most: number
}

/** From coarse to fine. The reach of each covers the error that the one before leaves, telephones included. */
export const SEARCHES: readonly [Search, Search, Search, Search] = [
  { level: 'at25', radius: 7, reach: 6, most: 40 },
  { level: 'at50', radius: 8, reach: 5, most: 48 },
  { level: 'at100', radius: 10, reach: 3, most: 120 },
  { level: 'full', radius: 12, reach: 3, most: 64 },
]

/** A place of the blank as one search knows it. */
export interface Landmark {
  readonly template: Template
  /** Middle of the template, reference px (200 dpi). */
  readonly x: number
  readonly y: number
}

/** A place of the blank that can be found again in both directions. */
export interface Patch {
  /** Reference px, 200 dpi. */
  readonly x: number
  readonly y: number
  /** One a search, in the order of SEARCHES; null where it would be mistaken for its own surroundings. */
  readonly landmarks: readonly (Landmark | null)[]
}

/** Corners are sought at 100 dpi every STEP px in squares of radius RADIUS, and chosen at least APART px from each other. */
const STEP = 5
const RADIUS = 9
const APART = 18
const CELLS_ACROSS = 6
const CELLS_DOWN = 9
const PER_CELL = 3
/** Least eigenvalue of the mean structure tensor, squared levels a px: less is paper or a straight line. */
const LEAST_CORNER = 40
/** A patch that fits elsewhere nearby as well as this is a knot of a grid or one of many ruled lines. */
const TWIN = 0.75

/** The best corners of a blank. The best one of each part of the page comes first, so that any beginning of the list is spread over the page. */
export function choosePatches(blank: Pyramid): Patch[] {
  const { width, height } = blank.at100
  const perCell = new Map<number, number>()
  const chosen: { x: number; y: number; rank: number }[] = []
  for (const { x, y, strength } of cornersOf(blank.at100)) {
    if (strength < LEAST_CORNER) break
    const cell = Math.floor((x / width) * CELLS_ACROSS) + CELLS_ACROSS * Math.floor((y / height) * CELLS_DOWN)
    const taken = perCell.get(cell) ?? 0
    if (taken >= PER_CELL || chosen.some((p) => Math.abs(p.x - x) < APART && Math.abs(p.y - y) < APART)) continue
    perCell.set(cell, taken + 1)
    chosen.push({ x, y, rank: taken })
  }
  return chosen.sort((a, b) => a.rank - b.rank).map(({ x, y }) => {
    const [fullX, fullY] = [2 * x + 0.5, 2 * y + 0.5]
    return { x: fullX, y: fullY, landmarks: SEARCHES.map((search) => landmarkAt(blank, fullX, fullY, search)) }
  }).filter((patch) => patch.landmarks.some((landmark) => landmark !== null))
}

function landmarkAt(blank: Pyramid, x: number, y: number, { level, radius, reach }: Search): Landmark | null {
  const image: Level = level === 'full' ? { ...blank.full, factor: 1 } : blank[level]
  const cx = Math.round((x + 0.5) / image.factor - 0.5), cy = Math.round((y + 0.5) / image.factor - 0.5)
  const template = cutTemplate(image, cx, cy, radius)
  if (!template || (level !== 'full' && hasTwin(image, template, cx, cy, reach))) return null
  return { template, x: (cx + 0.5) * image.factor - 0.5, y: (cy + 0.5) * image.factor - 0.5 }
}

/** Does the blank look the same at another place within twice the reach? */
function hasTwin(image: Grey, template: Template, cx: number, cy: number, reach: number): boolean {
  const far = 2 * reach, half = template.radius + far, side = 2 * half + 1
  const window = new Float32Array(side * side)
  for (let j = 0, i = 0; j < side; j++) {
    const row = Math.min(image.height - 1, Math.max(0, cy - half + j)) * image.width
    for (let k = 0; k < side; k++, i++) window[i] = image.data[row + Math.min(image.width - 1, Math.max(0, cx - half + k))]!
  }
  const scores = correlate(template, window, far)
  const places = 2 * far + 1
  return scores.some((score, i) => score > TWIN && Math.max(Math.abs((i % places) - far), Math.abs(Math.floor(i / places) - far)) > 2)
}

/** Strongest first: the least eigenvalue of the structure tensor (Shi and Tomasi 1994). */
function cornersOf({ width, height, data }: Grey): { x: number; y: number; strength: number }[] {
  const corners: { x: number; y: number; strength: number }[] = []
  for (let y = RADIUS + 1; y < height - RADIUS - 1; y += STEP) {
    for (let x = RADIUS + 1; x < width - RADIUS - 1; x += STEP) {
      let xx = 0, xy = 0, yy = 0, count = 0
      for (let v = y - RADIUS; v <= y + RADIUS; v += 2) {
        for (let u = x - RADIUS; u <= x + RADIUS; u += 1, count++) {
          const i = v * width + u
          const gx = (data[i + 1]! - data[i - 1]!) / 2, gy = (data[i + width]! - data[i - width]!) / 2
          xx += gx * gx
          xy += gx * gy
          yy += gy * gy
        }
      }
      const strength = ((xx + yy) / 2 - Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy)) / count
      if (strength >= LEAST_CORNER) corners.push({ x, y, strength })
    }
  }
  return corners.sort((a, b) => b.strength - a.strength)
}
