import { PRINT_DARK, type PrintShift } from './align-crop.ts'
import type { DarkCrop } from './dark-crop.ts'
import { markStreaks } from './mark-streaks.ts'

/** A crop taken apart: what a hand wrote and what the form prints. Same size, row by row, darkness 0…255. */
export interface SeparatedInk { readonly ink: Uint8Array; readonly print: Uint8Array }

const WIDEST_HALO_PX = 5
/** A ring around all print that is mostly darker than this is its halo. */
const HALO_DARK = 42
/** Along straight lines a halo shows already from this darkness on, where nearly all of a stretch is darker. */
const EDGE_DARK = 18
const EDGE_REACH_PX = 22
const EDGE_FEWEST_PX = 24
const EDGE_SHARE = 0.8
const LONGEST_BRIDGE_PX = 15
/** Paler than this is no ink that could go on under print. */
const FAINTEST_BRIDGE = 38
/** Directions in which strokes are continued through print: dx, dy in steps of at most one pixel. */
const DIRECTIONS: readonly (readonly [number, number])[] = [[1, 0], [0.924, 0.383], [0.707, 0.707], [0.383, 0.924], [0, 1], [-0.383, 0.924], [-0.707, 0.707], [-0.924, 0.383]]

/**
 * Takes the print away and keeps the ink that crosses it: where print and its halo lie, a pixel is ink as far as both ends of
 * some short line through it are. So a stroke that crosses a border is not cut, and the border itself is gone.
 */
export function separateInk(scan: DarkCrop, blank: DarkCrop, shift: PrintShift): SeparatedInk {
  const { width, height, data } = scan
  const mask = markStreaks(scan, printMask(scan, blank, shift))
  const ink = new Uint8Array(data)
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue
    const limit = data[i] ?? 0
    ink[i] = limit < FAINTEST_BRIDGE ? 0 : bridgeOver({ mask, dark: data, width, height, x: i % width, y: Math.floor(i / width), limit })
  }
  return { ink, print: mask }
}

interface Place { readonly mask: Uint8Array; readonly dark: Uint8Array; readonly width: number; readonly height: number; readonly x: number; readonly y: number; readonly limit: number }

/** Over all directions: the paler of the two ends at which a line through this place comes out of the print. */
function bridgeOver(place: Place): number {
  let best = 0
  for (const direction of DIRECTIONS) {
    const there = exitFrom(place, direction[0], direction[1])
    if ((there & 255) <= best) continue
    const back = exitFrom(place, -direction[0], -direction[1])
    if ((there >> 8) + (back >> 8) <= LONGEST_BRIDGE_PX) best = Math.max(best, Math.min(there & 255, back & 255))
    if (best >= place.limit) return place.limit
  }
  return best < FAINTEST_BRIDGE ? 0 : best
}

/** Walks out of the print; how far that was × 256 + how dark it is there. */
function exitFrom(place: Place, ux: number, uy: number): number {
  const { mask, dark, width, height } = place
  for (let step = 1; step < LONGEST_BRIDGE_PX; step++) {
    const x = Math.round(place.x + ux * step)
    const y = Math.round(place.y + uy * step)
    if (x < 0 || y < 0 || x >= width || y >= height) return step << 8
    const i = y * width + x
    if (mask[i]) continue
    const x2 = Math.round(place.x + ux * (step + 1))
    const y2 = Math.round(place.y + uy * (step + 1))
    const beyond = x2 < 0 || y2 < 0 || x2 >= width || y2 >= height || mask[y2 * width + x2] ? 0 : dark[y2 * width + x2] ?? 0
    return (step << 8) + Math.max(dark[i] ?? 0, beyond)
  }
  return LONGEST_BRIDGE_PX << 8
}

/** The blank's print moved to where the scan has it (255), and its halo (128): as many pixels around as are mostly dark in the scan. */
function printMask(scan: DarkCrop, blank: DarkCrop, shift: PrintShift): Uint8Array {
  const { width, height } = scan
  let mask: Uint8Array = new Uint8Array(width * height)
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) {
    const bx = x - Math.round(shift.dx[x] ?? 0)
    const by = y - Math.round(shift.dy[x] ?? 0)
    if (bx >= 0 && by >= 0 && bx < width && by < height && (blank.data[by * width + bx] ?? 0) > PRINT_DARK) mask[i] = 255
  }
  for (let ring = 1; ring <= WIDEST_HALO_PX; ring++) {
    const around = ringAround(mask, scan)
    const keepAll = ring === 1 || around.median >= HALO_DARK
    const kept = keepAll ? around.ring : alongLines(around.ring, scan)
    if (kept.length === 0) break
    mask = new Uint8Array(mask)
    for (const i of kept) mask[i] = 128
  }
  return mask
}

/** The pixels that touch the mask from outside, and the median darkness of the scan on them. */
function ringAround(mask: Uint8Array, scan: DarkCrop): { ring: number[]; median: number } {
  const { width, height, data } = scan
  const ring: number[] = []
  const histogram = new Uint32Array(256)
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) {
    if (mask[i]) continue
    const touches = (x > 0 && mask[i - 1]) || (x < width - 1 && mask[i + 1]) || (y > 0 && mask[i - width]) || (y < height - 1 && mask[i + width])
    if (!touches) continue
    ring.push(i)
    histogram[data[i] ?? 0]!++
  }
  let seen = 0
  for (let value = 0; value < 256; value++) {
    seen += histogram[value] ?? 0
    if (ring.length > 0 && seen * 2 >= ring.length) return { ring, median: value }
  }
  return { ring, median: 0 }
}

/** Of a ring's pixels those in long straight stretches that are dark nearly everywhere: the edge of a line printed thicker than the blank has it. */
function alongLines(ring: readonly number[], scan: DarkCrop): number[] {
  const { width, height, data } = scan
  const flags = new Uint8Array(width * height)
  for (const i of ring) flags[i] = (data[i] ?? 0) >= EDGE_DARK ? 2 : 1
  const isEdge = (i: number, step: number, from: number, to: number): boolean => {
    let [all, dark] = [0, 0]
    for (let k = from; k <= to; k++) {
      const flag = flags[i + k * step] ?? 0
      if (flag > 0) { all++; if (flag === 2) dark++ }
    }
    return all >= EDGE_FEWEST_PX && dark >= all * EDGE_SHARE
  }
  return ring.filter((i) => {
    const x = i % width
    const y = Math.floor(i / width)
    return isEdge(i, 1, -Math.min(x, EDGE_REACH_PX), Math.min(width - 1 - x, EDGE_REACH_PX))
      || isEdge(i, width, -Math.min(y, EDGE_REACH_PX), Math.min(height - 1 - y, EDGE_REACH_PX))
  })
}
