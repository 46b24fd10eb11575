import { partOf, type InkPart } from './ink-parts.ts'

const SHEARS = [-0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
/** Parts wider than this share of a digit's height may hold two digits and are cut at thin places. */
const CUT_WIDER = 0.55
/** Cuts of one part: so many for each height of a digit that it is wide, and never more than these. */
const CUTS_A_HEIGHT = 2
const MOST_CUTS = 14

/**
 * The ink of a row of digits as pieces from left to right, each a digit or a part of one: connected parts, the wide ones cut
 * at waists and thin places. Cuts lean as the writing does, more or less, so that slanted digits do not overlap.
 */
export function cutParts(options: { parts: readonly InkPart[]; width: number; digitHeight: number }): InkPart[] {
  const { parts, width, digitHeight } = options
  const shear = writingShear(parts, width)
  const lean = (i: number): number => (i % width) + shear * Math.floor(i / width)
  const pieces = parts.flatMap((part) => cutOne(part, shear, width, digitHeight))
  return pieces.map((piece) => ({ piece, at: middleOf(piece, lean) })).sort((a, b) => a.at - b.at).map(({ piece }) => piece)
}

/** Middle between the leftmost and the rightmost leaning column. */
function middleOf(part: InkPart, lean: (i: number) => number): number {
  let [low, high] = [Infinity, -Infinity]
  for (const i of part.pixels) { const at = lean(i); low = Math.min(low, at); high = Math.max(high, at) }
  return (low + high) / 2
}

/** The lean of the writing: of all shears the one that gathers the ink in the fewest columns. */
function writingShear(parts: readonly InkPart[], width: number): number {
  let best = { shear: 0, score: -1 }
  const height = Math.max(1, ...parts.map((part) => part.bottom + 1))
  const columns = new Uint32Array(width + 2 * height + 2)
  for (const shear of SHEARS) {
    columns.fill(0)
    for (const part of parts) for (let k = 0; k < part.pixels.length; k += 2) {
      const i = part.pixels[k] ?? 0
      columns[Math.max(0, Math.round((i % width) + shear * Math.floor(i / width) + height * 0.25))]!++
    }
    let score = 0
    for (const count of columns) score += count * count
    score *= 1 - 0.15 * Math.abs(shear - 0.1)
    if (score > best.score) best = { shear, score }
  }
  return best.shear
}

/** A line that cuts a part: the columns left of it, each row shifted by `shear`, belong to one piece. `at`: its column at the part's middle row. */
interface Cut { readonly at: number; readonly shear: number; readonly size: number }

/** How far a cut may lean away from the writing: round digits overlap where they touch. */
const CUT_SHEARS = [-0.3, -0.15, 0, 0.15, 0.3]
/** A cut that leans is as good as an upright one that is so much narrower, in heights of a digit and whole shear. */
const LEAN_COSTS = 0.12
/** A waist is as good a place to cut as a stroke so much thinner than it is high. */
const WAIST_WEIGHT = 0.3

function cutOne(part: InkPart, shear: number, width: number, digitHeight: number): InkPart[] {
  const wide = part.right - part.left + 1
  if (wide < digitHeight * CUT_WIDER) return [part]
  const middle = (part.top + part.bottom) / 2
  const found = CUT_SHEARS.flatMap((more) => cutsAlong(profileOf(part, shear + more, middle, width), digitHeight)
    .map((cut): Cut => ({ ...cut, shear: shear + more, size: cut.size + LEAN_COSTS * digitHeight * Math.abs(more) })))
  const cuts = chosen(found, { most: Math.min(MOST_CUTS, Math.ceil((wide / digitHeight) * CUTS_A_HEIGHT)), digitHeight, half: (part.bottom - part.top) / 2 })
  if (cuts.length === 0) return [part]
  const bins: number[][] = Array.from({ length: cuts.length + 1 }, () => [])
  for (const i of part.pixels) {
    const [x, y] = [i % width, Math.floor(i / width) - middle]
    bins[cuts.filter((cut) => x + cut.shear * y > cut.at).length]?.push(i)
  }
  return bins.filter((pixels) => pixels.length > 3).map((pixels) => partOf(pixels, width))
}

/** The narrowest cuts, from left to right, that keep apart from each other along their whole length. */
function chosen(found: readonly Cut[], { most, digitHeight, half }: { most: number; digitHeight: number; half: number }): Cut[] {
  const cuts: Cut[] = []
  const apart = (one: Cut, two: Cut): boolean => {
    const top = one.at + one.shear * half - two.at - two.shear * half, bottom = one.at - one.shear * half - two.at + two.shear * half
    return Math.sign(top) === Math.sign(bottom) && Math.min(Math.abs(top), Math.abs(bottom)) > digitHeight * 0.08 && Math.abs(one.at - two.at) > digitHeight * 0.17
  }
  for (const cut of [...found].sort((a, b) => a.size - b.size)) if (cuts.length < most && cuts.every((other) => apart(cut, other))) cuts.push(cut)
  return cuts.sort((a, b) => a.at - b.at)
}

/** Of each leaning column of a part: how many pixels stand in it, and how far its highest and its lowest lie apart. */
interface Profile { readonly from: number; readonly ink: Float32Array; readonly extent: Float32Array }

function profileOf(part: InkPart, shear: number, middle: number, width: number): Profile {
  const over = Math.ceil(Math.abs(shear) * (part.bottom - part.top) / 2) + 1
  const from = part.left - over
  const columns = part.right - part.left + 2 * over + 2
  const ink = new Float32Array(columns)
  const top = new Float32Array(columns).fill(Infinity)
  const bottom = new Float32Array(columns).fill(-Infinity)
  for (const i of part.pixels) {
    const y = Math.floor(i / width)
    const at = Math.round((i % width) + shear * (y - middle)) - from
    ink[at]!++
    if (y < top[at]!) top[at] = y
    if (y > bottom[at]!) bottom[at] = y
  }
  return { from, ink: smoothed(ink), extent: smoothed(top.map((y, x) => Math.max(0, bottom[x]! - y + 1))) }
}

const smoothed = (columns: Float32Array): Float32Array => columns.map((_, x) => ((columns[x - 1] ?? 0) + (columns[x] ?? 0) + (columns[x + 1] ?? 0)) / 3)

/**
 * Where a part may be cut along one lean: at waists, where its outline draws together (two round digits that touch: much ink there, but low), and
 * at thin places, where a single stroke leads over; away from the ends.
 */
function cutsAlong({ from, ink, extent }: Profile, digitHeight: number): Omit<Cut, 'shear'>[] {
  const margin = digitHeight * 0.16
  const [first, last] = [ink.findIndex((count) => count > 0.5), ink.findLastIndex((count) => count > 0.5)]
  const isLow = (columns: Float32Array, x: number): boolean => columns[x]! <= (columns[x - 1] ?? 0) && columns[x]! <= (columns[x + 1] ?? 0)
  const found: Omit<Cut, 'shear'>[] = []
  for (let x = Math.ceil(first + margin); x < last - margin; x++) {
    if (isLow(extent, x) && isWaist(extent, x, digitHeight)) found.push({ at: from + x, size: extent[x]! * WAIST_WEIGHT })
    if (isLow(ink, x) && ink[x]! < digitHeight * 0.5) found.push({ at: from + x, size: ink[x]! })
  }
  return found
}

/** On both sides, within most of a digit's width, the outline is clearly higher than here. */
function isWaist(extent: Float32Array, x: number, digitHeight: number): boolean {
  const reach = Math.ceil(digitHeight * 0.6)
  const higher = (step: 1 | -1): boolean => {
    for (let k = 1; k <= reach; k++) if ((extent[x + step * k] ?? 0) > extent[x]! + digitHeight * 0.2) return true
    return false
  }
  return extent[x]! < digitHeight * 0.85 && higher(1) && higher(-1)
}
