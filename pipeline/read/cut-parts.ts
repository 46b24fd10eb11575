import { partOf, type InkPart } from './ink-parts.ts'

const SHEARS = [-0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
/** Parts wider than this share of a digit's height may hold two digits and are cut at thin places. */
const CUT_WIDER = 0.55
const MOST_CUTS = 4

/**
 * The ink of a row of digits as pieces from left to right, each a digit or a part of one: connected parts, the wide ones cut
 * where few pixels stand in a column. Columns lean as the writing does, so that slanted digits do not overlap.
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
  let [low, high] = [Infinity, -Infinity]
  for (const i of part.pixels) { low = Math.min(low, lean(i)); high = Math.max(high, lean(i)) }
  const columns = new Float32Array(Math.ceil(high - low) + 2)
  for (const i of part.pixels) columns[Math.round(lean(i) - low)]!++
  const cuts = thinPlaces(columns, digitHeight)
  if (cuts.length === 0) return [part]
  const bins: number[][] = Array.from({ length: cuts.length + 1 }, () => [])
  for (const i of part.pixels) {
    const at = lean(i) - low
    bins[cuts.filter((cut) => at > cut).length]?.push(i)
  }
  return bins.filter((pixels) => pixels.length > 3).map((pixels) => partOf(pixels, width))
}

/** Column positions with little ink, away from the ends and from each other; the thinnest first, at most four. */
function thinPlaces(columns: Float32Array, digitHeight: number): number[] {
  const smooth = columns.map((_, x) => ((columns[x - 1] ?? 0) + (columns[x] ?? 0) + (columns[x + 1] ?? 0)) / 3)
  const margin = digitHeight * 0.16
  const found: { x: number; ink: number }[] = []
  for (let x = Math.ceil(margin); x < columns.length - margin; x++) {
    const ink = smooth[x] ?? 0
    if (ink <= (smooth[x - 1] ?? 0) && ink <= (smooth[x + 1] ?? 0) && ink < digitHeight * 0.5) found.push({ x, ink })
  }
  const cuts: number[] = []
  for (const { x } of found.sort((a, b) => a.ink - b.ink)) {
    if (cuts.length < MOST_CUTS && cuts.every((cut) => Math.abs(cut - x) > digitHeight * 0.18)) cuts.push(x)
  }
  return cuts.sort((a, b) => a - b)
}
