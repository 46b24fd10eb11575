import { shrinkToGrey } from '../image/grey.ts'
import type { Raster } from '../model/raster.ts'
import { inkMap } from './ink-map.ts'

/** What people wrote on a form's page, in 1024 bits: scans of one sheet have nearly the same, different sheets do not. `cells`: square millimetres with ink. */
export interface InkHash {
  /** 256 hex digits. */
  readonly hash: string
  readonly cells: number
}

/** 200 dpi → 50 dpi; two px of that are a cell of about 1 mm. */
const SHRINK = 4, CELL_PX = 2
/** 6 mm along the edges: shadows, punch holes, what a feeder leaves. */
const EDGE_PX = 12
/** Fainter is grain, or the other side shining through; where the blank has more than this, ink cannot be told from print. */
const LEAST_INK = 0.18, PRINT = 0.1
/** Ink is measured against the cells so far around: pupils who write along the same printed lines are not alike by that. */
const AROUND_CELLS = 2
/** The transform's length: the cells of A4 fit into it. */
const LENGTH = 65_536
const BITS = 1024

/**
 * The hash of the ink on a straightened page: sign bits of random projections of where it is darker than around, print left out. The share of equal bits tells the
 * angle between two such pictures (Charikar 2002, https://doi.org/10.1145/509907.509965); the projections come from a Walsh–Hadamard transform behind random signs.
 * About 15 ms. The same pixels give the same bits everywhere.
 */
export function inkHash({ straight, blank }: { readonly straight: Raster; readonly blank: Raster }): InkHash {
  const { data: ink, width, height } = inkMap(shrinkToGrey(straight, SHRINK))
  const print = printOf(blank)
  const across = Math.floor(width / CELL_PX), down = Math.min(Math.floor(height / CELL_PX), Math.floor(LENGTH / across))
  const cells = new Float64Array(across * down)
  for (let y = EDGE_PX; y < down * CELL_PX - EDGE_PX; y++) for (let x = EDGE_PX; x < across * CELL_PX - EDGE_PX; x++) {
    const level = ink[y * width + x]!
    if (level > LEAST_INK && print[y * width + x] !== 1) cells[((y / CELL_PX) | 0) * across + ((x / CELL_PX) | 0)]! += level
  }
  let inked = 0
  for (const cell of cells) if (cell > 0) inked++
  const projected = new Float64Array(LENGTH)
  for (const [at, value] of againstAround({ cells, across, down })) projected[at] = SIGNS[at]! * value
  transform(projected)
  const bits = new Uint8Array(BITS / 8)
  for (let bit = 0; bit < BITS; bit++) if (projected[(bit * 40_503 + 12_345) % LENGTH]! > 0) bits[bit >> 3]! |= 1 << (bit & 7)
  return { hash: Buffer.from(bits).toString('hex'), cells: inked }
}

const prints = new WeakMap<Raster, Uint8Array>()
/** Where the blank has print or is within a pixel of it: 1. Kept: a stack has few blanks. */
function printOf(blank: Raster): Uint8Array {
  const known = prints.get(blank)
  if (known) return known
  const { data, width, height } = inkMap(shrinkToGrey(blank, SHRINK))
  const print = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    if (data[y * width + x]! < PRINT) continue
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) print.fill(1, v * width + Math.max(0, x - 1), v * width + Math.min(width, x + 2))
  }
  prints.set(blank, print)
  return print
}

/** Cells less the mean of the square around each, those that are not zero. */
function* againstAround({ cells, across, down }: { cells: Float64Array; across: number; down: number }): Generator<readonly [at: number, value: number]> {
  const side = 2 * AROUND_CELLS + 1
  const rows = new Float64Array(cells.length)
  for (let y = 0; y < down; y++) for (let x = 0; x < across; x++) {
    let sum = 0
    for (let u = Math.max(0, x - AROUND_CELLS); u <= Math.min(across - 1, x + AROUND_CELLS); u++) sum += cells[y * across + u]!
    rows[y * across + x] = sum
  }
  for (let y = 0; y < down; y++) for (let x = 0; x < across; x++) {
    let sum = 0
    for (let v = Math.max(0, y - AROUND_CELLS); v <= Math.min(down - 1, y + AROUND_CELLS); v++) sum += rows[v * across + x]!
    const value = cells[y * across + x]! - sum / (side * side)
    if (value !== 0) yield [y * across + x, value]
  }
}

/** Walsh–Hadamard, in place. */
function transform(values: Float64Array): void {
  for (let half = 1; half < values.length; half *= 2) {
    for (let from = 0; from < values.length; from += 2 * half) {
      for (let i = from; i < from + half; i++) {
        const a = values[i]!, b = values[i + half]!
        values[i] = a + b
        values[i + half] = a - b
      }
    }
  }
}

/** +1 and −1 by a fixed xorshift. */
const SIGNS: Int8Array = (() => {
  const signs = new Int8Array(LENGTH)
  let state = 0x9e3779b9
  for (let i = 0; i < LENGTH; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    signs[i] = (state >>> 16) & 1 ? 1 : -1
  }
  return signs
})()
