import type { Raster } from '../model/raster.ts'

/** A picture of one channel, 0 black … 255 white, row by row. */
export interface Grey {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** Rec. 601 luma in 8-bit fixed point: 77 + 150 + 29 = 256. */
const RED = 77, GREEN = 150, BLUE = 29

/** Luminance of a picture; shares the bytes when it has only that. */
export function greyOf({ width, height, channels, data }: Raster): Grey {
  if (channels === 1) return { width, height, data }
  const grey = new Uint8Array(width * height)
  for (let i = 0, p = 0; i < grey.length; i++, p += 3) grey[i] = (data[p]! * RED + data[p + 1]! * GREEN + data[p + 2]! * BLUE) >> 8
  return { width, height, data: grey }
}

/** Luminance averaged over squares of `factor` px; an incomplete row or column at the end is dropped. */
export function shrinkToGrey(raster: Raster, factor: number): Grey {
  const { channels, data } = raster
  if (factor === 1) return greyOf(raster)
  const width = Math.floor(raster.width / factor), height = Math.floor(raster.height / factor)
  const out = new Uint8Array(width * height)
  const sums = new Uint32Array(width)
  const stride = raster.width * channels
  // Luma weights sum to 256: eight bits of the divisor.
  const scale = 1 / (factor * factor * (channels === 3 ? 256 : 1))
  for (let y = 0; y < height; y++) {
    sums.fill(0)
    for (let j = 0; j < factor; j++) {
      const row = (y * factor + j) * stride
      if (channels === 1) addRow(data, row, factor, sums)
      else addColourRow(data, row, factor, sums)
    }
    for (let x = 0, o = y * width; x < width; x++, o++) out[o] = sums[x]! * scale + 0.5
  }
  return { width, height, data: out }
}

function addRow(data: Uint8Array, from: number, factor: number, sums: Uint32Array): void {
  if (factor === 2) for (let x = 0, p = from; x < sums.length; x++, p += 2) sums[x] = sums[x]! + data[p]! + data[p + 1]!
  else if (factor === 3) for (let x = 0, p = from; x < sums.length; x++, p += 3) sums[x] = sums[x]! + data[p]! + data[p + 1]! + data[p + 2]!
  else {
    for (let x = 0, p = from; x < sums.length; x++) {
      let sum = 0
      for (const end = p + factor; p < end; p++) sum += data[p]!
      sums[x] = sums[x]! + sum
    }
  }
}

function addColourRow(data: Uint8Array, from: number, factor: number, sums: Uint32Array): void {
  for (let x = 0, p = from; x < sums.length; x++) {
    let red = 0, green = 0, blue = 0
    for (const end = p + 3 * factor; p < end; p += 3) {
      red += data[p]!
      green += data[p + 1]!
      blue += data[p + 2]!
    }
    sums[x] = sums[x]! + red * RED + green * GREEN + blue * BLUE
  }
}
