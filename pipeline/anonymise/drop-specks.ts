import { connectedPixels, type ConnectedPixels } from '../image/components.ts'
import type { BoxMm } from '../model/form.ts'
import { mmToPx } from '../model/raster.ts'
import type { BlankPrint } from './blank-print.ts'

/** Patches of fewer px are no pen's; of fewer than the second they are dust where no writing is near: a full stop has 12 and stands by a word. */
const LEAST_PX = 7, LEAST_ALONE_PX = 12
/** Where a teacher's ink was taken off, a patch of fewer px is a rest of it. */
const LEAST_REST_PX = 30
/** Writing is near within so many such cells, px: in the box of an answer within 4 mm, since a comma or the dot of a multiplication stands between numbers. */
const CELL = 8, NEAR_CELLS = 2, NEAR_IN_ANSWER = 4
/** Patches that lie all in the soft edges of print are its own fray, up to this size, px. */
const FRAY_PX = 600, FRAY_REACH = 2, PRINTED = 140
/**
 * The sheet's own edge, a scanner's lid and its shadow: a patch that reaches so near to the edge of the page, px (3 mm), runs along it for so long (15 mm), no
 * further in than this (10 mm) but for a sheet that lies askew, and is no thicker in the mean than this (5 mm).
 */
const BORDER = { nearPx: 24, longPx: 118, inPx: 80, slope: 0.07, thickPx: 40 } as const
/** So few px of a border may reach round a corner. */
const CORNER_PX = 60
/** A border in pieces: patches wholly so near to one edge (3 mm) and no deeper than this (1 mm), which together run along it for as long as a border does. */
const SHALLOW_PX = 8

/** What was taken out of a page as nobody's writing, px. */
export interface Dropped { readonly dust: number; readonly fray: number; readonly border: number }

/**
 * Tells patches of ink that nobody wrote: dust, the fray of print, a scanner's border. All else stays, wherever it is: a pupil's ink may not vanish.
 * `px`: where ink is, which is 1 in `ink` (used up). Gives the patches that stay.
 */
export function dropSpecks({ ink, px, print, unprinted, kept: throughInk, answers }: {
  readonly kept: Uint8Array | null; readonly ink: Uint8Array; readonly px: readonly number[]; readonly print: BlankPrint; readonly unprinted: Uint8Array; readonly answers: readonly BoxMm[]
}): { readonly patches: readonly (readonly number[])[]; readonly dropped: Dropped } {
  const { width, height, darkest } = print
  const isPrinted = (at: number): boolean => darkest[at]! < PRINTED
  const isByPrint = (at: number): boolean => unprinted[at] === 0
    && (isPrinted(at) || isPrinted(at - FRAY_REACH) || isPrinted(at + FRAY_REACH) || isPrinted(at - FRAY_REACH * width) || isPrinted(at + FRAY_REACH * width))
  const isInAnswer = ({ left, top, right, bottom }: ConnectedPixels): boolean => answers.some(([x, y, w, h]) => left < mmToPx(x + w) && right > mmToPx(x) && top < mmToPx(y + h) && bottom > mmToPx(y))
  const isRest = (patch: ConnectedPixels): boolean => throughInk !== null && patch.px.filter((at) => throughInk[at] === 1).length * 2 > patch.px.length
  const across = Math.ceil(width / CELL) + 2 * NEAR_IN_ANSWER
  const written = new Uint8Array(across * (Math.ceil(height / CELL) + 2 * NEAR_IN_ANSWER))
  const cellOf = (at: number): number => ((((at / width) | 0) / CELL | 0) + NEAR_IN_ANSWER) * across + (((at % width) / CELL) | 0) + NEAR_IN_ANSWER
  const dropped = { dust: 0, fray: 0, border: 0 }
  const small: ConnectedPixels[] = [], kept: ConnectedPixels[] = [], pieces = new Set<ConnectedPixels>()
  for (const patch of connectedPixels({ mask: ink, width, height, from: px })) {
    const size = patch.px.length
    if (size < LEAST_PX) dropped.dust += size
    else if (size < FRAY_PX && patch.px.every(isByPrint)) dropped.fray += size
    else if (isBorder(patch, width, height) && !isInAnswer(patch)) dropped.border += size
    else if (size < LEAST_ALONE_PX || (size < LEAST_REST_PX && isRest(patch))) small.push(patch)
    else {
      kept.push(patch)
      for (const at of patch.px) written[cellOf(at)] = 1
    }
  }
  for (const edge of piecesByEdge(small.concat(kept).filter((patch) => !isInAnswer(patch)), width, height)) {
    if (edge.reduce((sum, { along }) => sum + along, 0) < BORDER.longPx) continue
    for (const { patch } of edge) pieces.add(patch)
  }
  for (const patch of pieces) dropped.border += patch.px.length
  for (const patch of small) {
    if (pieces.has(patch)) continue
    if (isAlone(written, cellOf(patch.px[0]!), across, isInAnswer(patch) ? NEAR_IN_ANSWER : NEAR_CELLS)) dropped.dust += patch.px.length
    else kept.push(patch)
  }
  return { patches: kept.filter((patch) => !pieces.has(patch)).map(({ px: own }) => own), dropped }
}

function isAlone(written: Uint8Array, cell: number, across: number, cells: number): boolean {
  for (let y = -cells; y <= cells; y++) for (let x = -cells; x <= cells; x++) if (written[cell + y * across + x] === 1) return false
  return true
}

function isBorder({ px, left, top, right, bottom }: ConnectedPixels, width: number, height: number): boolean {
  if (Math.min(left, top, width - 1 - right, height - 1 - bottom) >= BORDER.nearPx || Math.max(right - left, bottom - top) < BORDER.longPx) return false
  // A border goes round a corner: each edge has its own piece of it.
  const edges = Array.from({ length: 4 }, () => ({ count: 0, near: Infinity, far: 0, from: Infinity, to: 0 }))
  for (const at of px) {
    const x = at % width, y = (at / width) | 0
    const away = [x, width - 1 - x, y, height - 1 - y]
    const near = Math.min(...away), nearest = away.indexOf(near), edge = edges[nearest]!, along = nearest < 2 ? y : x
    edge.count++
    edge.near = Math.min(edge.near, near); edge.far = Math.max(edge.far, near); edge.from = Math.min(edge.from, along); edge.to = Math.max(edge.to, along)
  }
  return edges.every(({ count, near, far, from, to }) => {
    const long = to - from + 1
    return count < CORNER_PX || (near < BORDER.nearPx && long >= BORDER.longPx && far < BORDER.inPx + BORDER.slope * long && count < BORDER.thickPx * long)
  })
}

/** Of each edge of the page the shallow patches beside it, and how far each runs along it. */
function piecesByEdge(patches: readonly ConnectedPixels[], width: number, height: number): readonly (readonly { readonly patch: ConnectedPixels; readonly along: number }[])[] {
  const isPiece = (near: number, far: number): boolean => far < BORDER.nearPx && far - near < SHALLOW_PX
  const of = (isOf: (patch: ConnectedPixels) => boolean, alongOf: (patch: ConnectedPixels) => number) => patches.filter(isOf).map((patch) => ({ patch, along: alongOf(patch) }))
  const high = ({ top, bottom }: ConnectedPixels): number => bottom - top + 1, wide = ({ left, right }: ConnectedPixels): number => right - left + 1
  return [
    of(({ left, right }) => isPiece(left, right), high), of(({ left, right }) => isPiece(width - 1 - right, width - 1 - left), high),
    of(({ top, bottom }) => isPiece(top, bottom), wide), of(({ top, bottom }) => isPiece(height - 1 - bottom, height - 1 - top), wide),
  ]
}
