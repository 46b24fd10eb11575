import { partOf, type InkPart } from './ink-parts.ts'

const SHEARS = [-0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
/** Parts wider than this share of a digit's height may hold two digits and are cut at thin places. */
const CUT_WIDER = 0.55
/** Cuts of one part: so many for each height of a digit that it is wide, and never more than these. */
const CUTS_A_HEIGHT = 3
const MOST_CUTS = 14

/**
 * The ink of a row of digits as pieces from left to right, each a digit or a part of one: connected parts, the wide ones cut
 * at waists and thin places. Columns lean as the writing does, so that slanted digits do not overlap.
 */
export function cutParts(options: { parts: readonly InkPart[]; width: number; digitHeight: number }): InkPart[] {
  const { parts, width, digitHeight } = options
  const shear = writingShear(parts, width)
  const lean = (i: number): number => (i % width) + shear * Math.floor(i / width)
  const pieces = parts.flatMap((part) => cutOne(part, lean, width, digitHeight))
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

function cutOne(part: InkPart, lean: (i: number) => number, width: number, digitHeight: number): InkPart[] {
  const wide = part.right - part.left + 1
  if (wide < digitHeight * CUT_WIDER) return [part]
  const cuts = cutsOf(profileOf(part, lean, width), digitHeight)
  if (cuts.at.length === 0) return [part]
  const bins: number[][] = Array.from({ length: cuts.at.length + 1 }, () => [])
  for (const i of part.pixels) {
    const at = lean(i) - cuts.from
    bins[cuts.at.filter((cut) => at > cut).length]?.push(i)
  }
  return bins.filter((pixels) => pixels.length > 3).map((pixels) => partOf(pixels, width))
}

/** Of each leaning column of a part: how many pixels stand in it, and how far its highest and its lowest lie apart. */
interface Profile { readonly from: number; readonly ink: Float32Array; readonly extent: Float32Array }

function profileOf(part: InkPart, lean: (i: number) => number, width: number): Profile {
  let [low, high] = [Infinity, -Infinity]
  for (const i of part.pixels) { const at = lean(i); low = Math.min(low, at); high = Math.max(high, at) }
  const columns = Math.ceil(high - low) + 2
  const ink = new Float32Array(columns)
  const top = new Float32Array(columns).fill(Infinity)
  const bottom = new Float32Array(columns).fill(-Infinity)
  for (const i of part.pixels) {
    const at = Math.round(lean(i) - low)
    const y = Math.floor(i / width)
    ink[at]!++
    if (y < top[at]!) top[at] = y
    if (y > bottom[at]!) bottom[at] = y
  }
  return { from: low, ink: smoothed(ink), extent: smoothed(top.map((y, x) => Math.max(0, bottom[x]! - y + 1))) }
}

const smoothed = (columns: Float32Array): Float32Array => columns.map((_, x) => ((columns[x - 1] ?? 0) + (columns[x] ?? 0) + (columns[x + 1] ?? 0)) / 3)

/**
 * Where a part may be cut: at waists, where its outline draws together (two round digits that touch: much ink there, but low), and
 * at thin places, where a single stroke leads over. Sorted, away from the ends and from each other, the narrowest first.
 */
function cutsOf({ from, ink, extent }: Profile, digitHeight: number): { readonly from: number; readonly at: readonly number[] } {
  const margin = digitHeight * 0.16
  const isLow = (columns: Float32Array, x: number): boolean => columns[x]! <= (columns[x - 1] ?? 0) && columns[x]! <= (columns[x + 1] ?? 0)
  const found: { x: number; size: number }[] = []
  for (let x = Math.ceil(margin); x < ink.length - margin; x++) {
    if (isLow(extent, x) && isWaist(extent, x, digitHeight)) found.push({ x, size: extent[x]! * 0.5 })
    if (isLow(ink, x) && ink[x]! < digitHeight * 0.5) found.push({ x, size: ink[x]! })
  }
  const most = Math.min(MOST_CUTS, Math.ceil((ink.length / digitHeight) * CUTS_A_HEIGHT))
  const at: number[] = []
  for (const { x } of found.sort((a, b) => a.size - b.size)) {
    if (at.length < most && at.every((cut) => Math.abs(cut - x) > digitHeight * 0.15)) at.push(x)
  }
  return { from, at: at.sort((a, b) => a - b) }
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
