import { connectedPixels } from '../image/components.ts'
import type { Raster } from '../model/raster.ts'
import { commonestLevel } from './paper-level.ts'

/** Blocks of this side, px, are dark as a whole where a lid is seen: no pen fills one. They overlap, one every STEP px: a thin border that lies askew fills some of them wherever it runs. */
const BLOCK = 8, STEP = 4
/** So much of a block is darker than this share of the paper. */
const DARK_SHARE = 0.75, DARK_BELOW = 0.55
/** A lid lies so near to the edge of the page (6 mm), runs along it for so long (15 mm), and is looked for no further in than this (25 mm): sheets lie askew. Steps. */
const NEAR = 12, LONG = 30, BAND = 50
/** Its soft edge and shadow go with it, steps. */
const AROUND = 2

/**
 * Makes a scanner's dark lid beside the sheet white, in place, on the whitened page; gives how many px. It has to be told from the scan itself: where all is dark,
 * whitening takes the dark for paper and leaves noise.
 */
export function whitenLid({ scan, white }: { readonly scan: Raster; readonly white: Raster & { readonly channels: 1 } }): number {
  const across = Math.ceil(scan.width / STEP), down = Math.ceil(scan.height / STEP)
  const dark = darkBlocks(scan, across, down)
  const lid = new Set<number>()
  for (const { px: blocks, left, top, right, bottom } of connectedPixels({ mask: dark, width: across, height: down })) {
    const isNear = Math.min(left, top, across - 1 - right, down - 1 - bottom) < NEAR
    if (isNear && Math.max(right - left, bottom - top) >= LONG) for (const block of blocks) for (const one of around(block, across, down)) lid.add(one)
  }
  let px = 0
  for (const block of lid) {
    const left = (block % across) * STEP, top = Math.floor(block / across) * STEP
    for (let y = top; y < Math.min(white.height, top + BLOCK); y++) {
      for (let at = y * white.width + left, end = y * white.width + Math.min(white.width, left + BLOCK); at < end; at++) {
        if (white.data[at]! < 255) px++
        white.data[at] = 255
      }
    }
  }
  return px
}

function* around(block: number, across: number, down: number): Generator<number> {
  const x = block % across, y = Math.floor(block / across)
  for (let v = Math.max(0, y - AROUND); v <= Math.min(down - 1, y + AROUND); v++) for (let u = Math.max(0, x - AROUND); u <= Math.min(across - 1, x + AROUND); u++) yield v * across + u
}

/** Blocks near the page's edges that are dark as a whole: 1. */
function darkBlocks({ width, height, channels, data }: Raster, across: number, down: number): Uint8Array {
  const middle = channels === 3 ? 1 : 0
  const limit = DARK_BELOW * commonestLevel(data, channels, middle)
  const dark = new Uint8Array(across * down)
  for (let block = 0; block < dark.length; block++) {
    const x = block % across, y = Math.floor(block / across)
    if (Math.min(x, y, across - 1 - x, down - 1 - y) >= BAND) continue
    let count = 0, all = 0
    for (let v = y * STEP; v < Math.min(height, y * STEP + BLOCK); v++) {
      for (let u = x * STEP; u < Math.min(width, x * STEP + BLOCK); u++) {
        all++
        if (data[(v * width + u) * channels + middle]! < limit) count++
      }
    }
    if (count >= DARK_SHARE * all) dark[block] = 1
  }
  return dark
}
