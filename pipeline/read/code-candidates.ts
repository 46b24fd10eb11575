import { cutParts } from './cut-parts.ts'
import { shareInside, type FieldInk } from './field-ink.ts'
import { joinParts, partOf, type InkPart } from './ink-parts.ts'

/** One edge of the lattice before the network has looked at it. */
export interface CodeCandidate { readonly from: number; readonly to: number; readonly part: InkPart | null }

/** The ways to cut a code's ink into digits; nodes 0 … `nodes` − 1 from left to right. */
export interface CodeCandidates {
  readonly nodes: number
  readonly edges: readonly CodeCandidate[]
  /** Pixels of ink inside the box that no candidate holds. */
  readonly leftOut: number
}

type Ways = Omit<CodeCandidates, 'leftOut'>

const OWN_SHARE = 0.4
const SPECK_PX = 25
const MOST_PIECES = 6
/** In heights of a digit: the flag of a 5 may be long, a photographed 0 flat. */
const WIDEST_DIGIT = 2
const MOST_NODES = 28

/** Cuts the ink of a code box: along its printed cells when it has them, else at every gap and thin place. */
export function codeCandidates(field: FieldInk, cells: number | undefined): CodeCandidates {
  const own = ownParts(field)
  const inside = (parts: readonly InkPart[]): number => parts.reduce((sum, part) => sum + shareInside(part, field) * part.pixels.length, 0)
  const ways = cells === undefined ? freeCandidates(own, field.width) : cellsCandidates(own, field, cells)
  return { ...ways, leftOut: Math.round(inside(field.parts) - inside(own)) }
}

function ownParts(field: FieldInk): InkPart[] {
  const [, , w, h] = field.box
  const own = field.parts.filter((part) => shareInside(part, field) >= OWN_SHARE && !isForeign(part, field, w, h))
  const largest = Math.max(0, ...own.map((part) => part.pixels.length))
  return own.filter((part) => part.pixels.length >= Math.min(SPECK_PX, largest / 4))
}

/** The black edge of a scan, a streak of dirty glass, the rest of a printed line: long, or thin, and mostly reaching out of the crop. */
function isForeign(part: InkPart, field: FieldInk, boxWide: number, boxHigh: number): boolean {
  const [wide, high] = [part.right - part.left + 1, part.bottom - part.top + 1]
  const reachesOut = part.left <= 1 || part.top <= 1 || part.right >= field.width - 2 || part.bottom >= field.height - 2
  // A whole code in joined writing is wide too, and may reach out: but it is as high as digits are and lies in its box.
  const isWriting = high > boxHigh * 0.45 && shareInside(part, field) > 0.6
  if (reachesOut && wide > boxWide * 0.3 && !isWriting) return true
  const isStreak = part.top <= 1 && part.bottom >= field.height - 2 && wide < boxHigh * 0.15
  return isStreak || (wide > boxWide * 0.45 && high < boxHigh * 0.12)
}

/** The height of most digits: the third largest part's or so, so that one long tail does not count. */
function digitHeightOf(parts: readonly InkPart[]): number {
  const heights = parts.map((part) => part.bottom - part.top + 1).sort((a, b) => b - a)
  return heights[Math.min(2, Math.floor(heights.length / 3))] ?? 1
}

function freeCandidates(parts: readonly InkPart[], width: number): Ways {
  if (parts.length === 0) return { nodes: 1, edges: [] }
  const digitHeight = digitHeightOf(parts)
  const pieces = cutParts({ parts, width, digitHeight }).slice(0, MOST_NODES - 1)
  const sizes = pieces.map((piece) => piece.pixels.length).sort((a, b) => a - b)
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 1
  const isSmall = (k: number): boolean => (pieces[k]?.pixels.length ?? 0) < usual * 0.3
  const edges: CodeCandidate[] = []
  for (let from = 0; from < pieces.length; from++) for (let to = from + 1; to <= Math.min(pieces.length, from + MOST_PIECES); to++) {
    // Small pieces at either end may be dirt: the same way with and without them.
    for (let first = from; first < to && (first === from || isSmall(first - 1)); first++) for (let last = to; last > first && (last === to || isSmall(last)); last--) {
      const part = joinParts(pieces.slice(first, last))
      const isDigitSized = part.right - part.left + 1 <= digitHeight * WIDEST_DIGIT && part.bottom - part.top + 1 >= digitHeight * 0.35
      if (isDigitSized) edges.push({ from, to, part })
    }
  }
  return { nodes: pieces.length + 1, edges }
}

/** One edge a cell; ink goes to the cell in which its middle lies, what spans two cells is cut at the line between them. */
function cellsCandidates(parts: readonly InkPart[], field: FieldInk, cells: number): Ways {
  const [x, , w] = field.box
  const cellWide = w / cells
  const cellOf = (px: number): number => Math.max(0, Math.min(cells - 1, Math.floor((px - x) / cellWide)))
  const bins: InkPart[][] = Array.from({ length: cells }, () => [])
  for (const part of parts) {
    if (part.right - part.left + 1 <= cellWide * 1.25) { bins[cellOf((part.left + part.right) / 2)]?.push(part); continue }
    for (let cell = 0; cell < cells; cell++) {
      const pixels = part.pixels.filter((i) => cellOf(i % field.width) === cell)
      if (pixels.length > SPECK_PX) bins[cell]?.push(partOf(pixels, field.width))
    }
  }
  return { nodes: cells + 1, edges: bins.map((bin, from) => ({ from, to: from + 1, part: bin.length === 0 ? null : joinParts(bin) })) }
}
