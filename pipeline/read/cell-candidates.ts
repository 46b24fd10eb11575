import { shareInside, type FieldInk } from './field-ink.ts'
import { joinParts, partOf, type InkPart } from './ink-parts.ts'
import { cutParts } from './cut-parts.ts'

/** What may stand in a cell, for the network to look at. */
export interface CellCandidates {
  /** All ink of the cell as one symbol; null when there is none. */
  readonly whole: InkPart | null
  /** Ways to take it as two digits side by side, left and right. */
  readonly pairs: readonly (readonly [InkPart, InkPart])[]
  /** Its pieces that stand apart from each other, when there are two or three: a crossed-out value and the new one. */
  readonly clusters: readonly InkPart[]
  /** Pixels of ink inside the box that were taken for somebody else's: neighbours' strokes, streaks, dirt. */
  readonly leftOut: number
}

/** Ink of less than this many pixels (about 0.5 mm²) beside larger ink is dirt. */
const SPECK_PX = 30
/** At least this share of a stroke must lie in the box for it to belong there. */
const OWN_SHARE = 0.5
const CLUSTER_GAP_PX = 6

/** Decides which ink belongs to the cell and in which ways it may be read. Strokes that only reach in from outside are left out. */
export function cellCandidates(field: FieldInk): CellCandidates {
  const own = field.parts.flatMap((part) => ownPart(part, field))
  const largest = Math.max(0, ...own.map((part) => part.pixels.length))
  const parts = own.filter((part) => part.pixels.length >= Math.min(SPECK_PX, largest / 3))
  const inBox = field.parts.reduce((sum, part) => sum + shareInside(part, field) * part.pixels.length, 0)
  const taken = parts.reduce((sum, part) => sum + shareInside(part, field) * part.pixels.length, 0)
  const leftOut = Math.round(inBox - taken)
  if (parts.length === 0) return { whole: null, pairs: [], clusters: [], leftOut }
  const whole = joinParts(parts)
  return { whole, pairs: pairsOf(parts, whole, field.width), clusters: clustersOf(parts), leftOut }
}

/** The part, its share inside the box when much of it is there, or nothing. */
function ownPart(part: InkPart, field: FieldInk): InkPart[] {
  const share = shareInside(part, field)
  const [x, y, w, h] = field.box
  const acrossWidth = part.left <= 1 && part.right >= field.width - 2
  const acrossHeight = part.top <= 1 && part.bottom >= field.height - 2
  const isStreak = (acrossHeight && part.right - part.left < w * 0.2) || (acrossWidth && part.bottom - part.top < h * 0.2)
  if (isStreak) return []
  if (share >= OWN_SHARE || isDrawnAround(part, field)) return [part]
  const inside = partOf(part.pixels.filter((i) => {
    const [px, py] = [i % field.width, Math.floor(i / field.width)]
    return px >= x && px <= x + w && py >= y && py <= y + h
  }), field.width)
  const reachesDeep = inside.bottom - inside.top > h * 0.55 || inside.right - inside.left > w * 0.7
  return inside.pixels.length > SPECK_PX * 2 && reachesDeep ? [inside] : []
}

/** A digit larger than its box, written over the border on all sides: its middle is the box's, and it is no wider than a hand that missed the box would write. */
function isDrawnAround(part: InkPart, { box: [x, y, w, h] }: FieldInk): boolean {
  const [cx, cy] = [(part.left + part.right) / 2, (part.top + part.bottom) / 2]
  const [wide, high] = [part.right - part.left, part.bottom - part.top]
  return Math.abs(cx - x - w / 2) < w * 0.25 && Math.abs(cy - y - h / 2) < h * 0.3 && wide < w * 1.6 && high < h * 1.8 && Math.max(wide / w, high / h) > 0.5
}

/** Two digits: every gap or thin place at which the ink can be cut into a left and a right half of sensible sizes. */
function pairsOf(parts: readonly InkPart[], whole: InkPart, width: number): (readonly [InkPart, InkPart])[] {
  const high = whole.bottom - whole.top + 1
  if (whole.right - whole.left + 1 < high * 0.45) return []
  const pieces = cutParts({ parts, width, digitHeight: high })
  const pairs: (readonly [InkPart, InkPart])[] = []
  for (let k = 1; k < pieces.length; k++) {
    const [left, right] = [joinParts(pieces.slice(0, k)), joinParts(pieces.slice(k))]
    const isDigitSized = (part: InkPart): boolean => part.bottom - part.top + 1 >= high * 0.4
    if (isDigitSized(left) && isDigitSized(right)) pairs.push([left, right])
  }
  return pairs
}

/** Parts closer than 6 px taken together; empty unless that leaves two or three clusters. */
function clustersOf(parts: readonly InkPart[]): InkPart[] {
  const clusters: InkPart[] = []
  for (const part of parts) {
    const near = clusters.filter((cluster) => part.left - cluster.right <= CLUSTER_GAP_PX && cluster.left - part.right <= CLUSTER_GAP_PX
      && part.top - cluster.bottom <= CLUSTER_GAP_PX && cluster.top - part.bottom <= CLUSTER_GAP_PX)
    for (const cluster of near) clusters.splice(clusters.indexOf(cluster), 1)
    clusters.push(joinParts([part, ...near]))
  }
  return clusters.length === 2 || clusters.length === 3 ? clusters : []
}
