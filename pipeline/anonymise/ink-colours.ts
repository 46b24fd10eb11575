import type { Raster } from '../model/raster.ts'
import { BLOCK, type PaperLevels } from './paper-level.ts'

/** Classes of a pixel: 0 paper, grey and black. */
export const INK = { red: 1, green: 2, other: 3 } as const
export type InkColour = keyof typeof INK

/** A colour scan at half size with the paper made white: where inks are told apart. */
export interface EvenedScan {
  readonly width: number
  readonly height: number
  /** Three bytes a pixel. */
  readonly data: Uint8Array
  /** One of INK, or 0, a pixel. */
  readonly inks: Uint8Array
}

/** Paper becomes this level: a little room is left above it for the scan's noise. */
export const PAPER = 250
/** Less colour than this against the brightest channel is grey, and darker than this is black. */
const LEAST_SATURATION = 0.16
const LEAST_BRIGHTNESS = 40
/** Ink whose colour a scan washed out: this much darker than paper in one channel, and with a trace of colour. */
const WASHED_DARKNESS = 40, WASHED_RANGE = 3
/** Together with the px around, 5 × 5 at half size, such ink shows so much colour, as a share of the light that it takes: scanners and JPEG smear colour over several px, but lose none of it. */
const AROUND = 2, LEAST_COLOUR = 0.1

/** Halves a scan and takes shadows and the colour of the paper out of it. */
export function evenedScan(scan: Raster & { readonly channels: 3 }, { levels, blocksAcross }: PaperLevels): EvenedScan {
  const width = scan.width >> 1, height = scan.height >> 1
  const data = new Uint8Array(width * height * 3), inks = new Uint8Array(width * height)
  const stride = scan.width * 3
  const [red, green, blue] = levels.map((one) => Float32Array.from(one, (level) => PAPER / (4 * level))) as [Float32Array, Float32Array, Float32Array]
  const from = scan.data
  const washed: number[] = []
  for (let y = 0, o = 0; y < height; y++) {
    const blockRow = Math.floor((2 * y) / BLOCK) * blocksAcross
    for (let x = 0, p = 2 * y * stride, i = y * width; x < width; x++, i++, p += 6, o += 3) {
      const block = blockRow + ((2 * x / BLOCK) | 0), q = p + stride
      const r = (from[p]! + from[p + 3]! + from[q]! + from[q + 3]!) * red[block]!
      const g = (from[p + 1]! + from[p + 4]! + from[q + 1]! + from[q + 4]!) * green[block]!
      const b = (from[p + 2]! + from[p + 5]! + from[q + 2]! + from[q + 5]!) * blue[block]!
      data[o] = r > 255 ? 255 : r
      data[o + 1] = g > 255 ? 255 : g
      data[o + 2] = b > 255 ? 255 : b
      const ink = inkOf(data[o]!, data[o + 1]!, data[o + 2]!)
      if (ink === WASHED) washed.push(i)
      else inks[i] = ink
    }
  }
  for (const i of washed) inks[i] = inkAround({ data, width, height }, i)
  return { width, height, data, inks }
}

/** The colour of a px that shows a trace of red or green, by all light that the px around it take: red, green, or none. */
function inkAround({ data, width, height }: Pick<EvenedScan, 'data' | 'width' | 'height'>, i: number): number {
  const x = i % width, y = (i / width) | 0
  if (x < AROUND || y < AROUND || x >= width - AROUND || y >= height - AROUND) return 0
  let r = 0, g = 0, b = 0
  for (let row = -AROUND; row <= AROUND; row++) {
    for (let o = 3 * (i + row * width - AROUND), end = o + 3 * (2 * AROUND + 1); o < end; o += 3) { r += data[o]!; g += data[o + 1]!; b += data[o + 2]! }
  }
  const most = r > g ? (r > b ? r : b) : g > b ? g : b
  const least = r < g ? (r < b ? r : b) : g < b ? g : b
  if (most - least < LEAST_COLOUR * (PAPER * (2 * AROUND + 1) ** 2 - least)) return 0
  const ink = hueOf(r, g, b, most, most - least)
  return ink === INK.other ? 0 : ink
}

/** A px that may be red or green, by those around it. */
const WASHED = 4

function inkOf(r: number, g: number, b: number): number {
  const most = r > g ? (r > b ? r : b) : g > b ? g : b
  const least = r < g ? (r < b ? r : b) : g < b ? g : b
  const range = most - least
  if (most <= LEAST_BRIGHTNESS) return 0
  if (range > LEAST_SATURATION * most) return hueOf(r, g, b, most, range)
  return range >= WASHED_RANGE && least < PAPER - WASHED_DARKNESS && hueOf(r, g, b, most, range) !== INK.other ? WASHED : 0
}

/** Sixths of the colour circle: red from 326° to 24°, green from 76° to 180°. */
function hueOf(r: number, g: number, b: number, most: number, range: number): number {
  if (most === r) {
    const hue = (g - b) / range
    return hue <= 0.4 && hue >= -0.57 ? INK.red : INK.other
  }
  if (most === g) {
    const hue = 2 + (b - r) / range
    return hue >= 1.27 && hue <= 3 ? INK.green : INK.other
  }
  return INK.other
}
