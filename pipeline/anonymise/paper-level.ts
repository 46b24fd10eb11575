import type { Raster } from '../model/raster.ts'

/** Side of a block whose paper is taken as even, px at 200 dpi: 4 mm. */
export const BLOCK = 32
/** Of a block's samples so many hundredths are darker than its paper: noise above does not lift it, writing below does not sink it. */
const PAPER_SHARE = 0.8
/** Paper that is as bright may be purely white in places. */
const SURELY_PAPER = 245
/** So much of a page's edge may lie beyond its scan, px (16 mm); of the rest so little is brighter than paper, by noise. */
const MARGIN = 128, BRIGHTER_SHARE = 0.001

/** How bright the paper is, by channel and block, rows of `blocksAcross`. */
export interface PaperLevels { readonly levels: readonly Uint8Array[]; readonly blocksAcross: number }

/** Measures the paper of a scan: each block's own, or the brightest of its neighbours' where the block is dark with ink. */
export function paperLevels({ width, height, channels, data }: Raster): PaperLevels {
  const blocksAcross = Math.ceil(width / BLOCK), blocksDown = Math.ceil(height / BLOCK)
  const own = Array.from({ length: channels }, () => new Uint8Array(blocksAcross * blocksDown))
  const histogram = new Uint16Array(256)
  const mayBeWhite = commonestLevel(data, channels, channels === 3 ? 1 : 0) >= SURELY_PAPER
  const brightest = own.map((_, c) => (mayBeWhite ? 255 : brightestPaper({ width, height, channels, data }, c)))
  for (let block = 0; block < blocksAcross * blocksDown; block++) {
    const left = (block % blocksAcross) * BLOCK, top = Math.floor(block / blocksAcross) * BLOCK
    const right = Math.min(width, left + BLOCK), bottom = Math.min(height, top + BLOCK)
    for (let c = 0; c < channels; c++) {
      histogram.fill(0)
      let count = 0
      const most = brightest[c]!
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

/**
 * No paper of a page that is darker than white is brighter. Beyond the scan a straightened page is white, and so are, more or less, the px beside: where the paper is darker, they are none. What paper is, the
 * middle of the page tells, which lies on the scan.
 */
function brightestPaper({ width, height, channels, data }: Raster, channel: number): number {
  const histogram = new Uint32Array(256)
  let count = 0
  for (let y = MARGIN; y < height - MARGIN; y += 5) for (let x = MARGIN; x < width - MARGIN; x += 7) { histogram[data[(y * width + x) * channels + channel]!]!++; count++ }
  let level = 254
  for (let brighter = histogram[255]! + histogram[254]!; level > 0 && brighter < count * BRIGHTER_SHARE; brighter += histogram[level]!) level--
  return Math.min(254, level + 2)
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
