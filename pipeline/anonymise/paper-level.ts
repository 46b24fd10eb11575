import type { Raster } from '../model/raster.ts'

/** Side of a block whose paper is taken as even, px at 200 dpi: 4 mm. */
export const BLOCK = 32
/** Of a block's samples so many hundredths are darker than its paper: noise above does not lift it, writing below does not sink it. */
const PAPER_SHARE = 0.8
/** Paper that is as bright may be purely white in places. */
const SURELY_PAPER = 245

/** How bright the paper is, by channel and block, rows of `blocksAcross`. */
export interface PaperLevels { readonly levels: readonly Uint8Array[]; readonly blocksAcross: number }

/** Measures the paper of a scan: each block's own, or the brightest of its neighbours' where the block is dark with ink. */
export function paperLevels({ width, height, channels, data }: Raster): PaperLevels {
  const blocksAcross = Math.ceil(width / BLOCK), blocksDown = Math.ceil(height / BLOCK)
  const own = Array.from({ length: channels }, () => new Uint8Array(blocksAcross * blocksDown))
  const histogram = new Uint16Array(256)
  // Beyond the scan a straightened page is purely white: beside darker paper that is no paper.
  const most = commonestLevel(data, channels, channels === 3 ? 1 : 0) < SURELY_PAPER ? 254 : 255
  for (let block = 0; block < blocksAcross * blocksDown; block++) {
    const left = (block % blocksAcross) * BLOCK, top = Math.floor(block / blocksAcross) * BLOCK
    const right = Math.min(width, left + BLOCK), bottom = Math.min(height, top + BLOCK)
    for (let c = 0; c < channels; c++) {
      histogram.fill(0)
      let count = 0
      for (let y = top; y < bottom; y += 3) {
        for (let p = (y * width + left) * channels + c, end = (y * width + right) * channels; p < end; p += 2 * channels) { if (data[p]! > most) continue; histogram[data[p]!]!++; count++ }
      }
      let level = 0
      for (let below = 0; level < 255 && below + histogram[level]! <= count * PAPER_SHARE; level++) below += histogram[level]!
      // A block that is white all over tells nothing of the paper beside it.
      own[c]![block] = count === 0 ? 1 : level
    }
  }
  return { levels: own.map((levels) => brightestAround(levels, blocksAcross, blocksDown)), blocksAcross }
}

/** The paper's level: the commonest of the upper half of the scale. Pure white only where most is: else it is what lies beyond the scan. */
export function commonestLevel(data: Uint8Array, channels: number, channel: number): number {
  const histogram = new Uint32Array(256)
  for (let at = channel; at < data.length; at += channels * 11) histogram[data[at]!]!++
  let best = 128
  for (let level = 128; level < 255; level++) if (histogram[level]! > histogram[best]!) best = level
  const bright = histogram.subarray(128).reduce((sum, count) => sum + count, 0)
  return histogram[best] === 0 || histogram[255]! * 2 > bright ? 255 : best
}

function brightestAround(levels: Uint8Array, across: number, down: number): Uint8Array {
  const out = new Uint8Array(levels.length)
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      let level = 1
      for (let v = Math.max(0, y - 1); v <= Math.min(down - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(across - 1, x + 1); u++) level = Math.max(level, levels[v * across + u]!)
      }
      out[y * across + x] = level
    }
  }
  return out
}
