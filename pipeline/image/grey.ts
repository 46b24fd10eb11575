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

/**
 * Grey levels averaged over squares of `factor` px; an incomplete row or column at the end is dropped. Of colours the green alone is taken: it is
 * most of the luminance, black print is as dark in it, and it takes a third of the time.
 */
export function shrinkToGrey(raster: Raster, factor: number): Grey {
  const { channels, data } = raster
  const width = Math.floor(raster.width / factor), height = Math.floor(raster.height / factor)
  if (factor === 1 && channels === 1) return { width, height, data }
  const out = new Uint8Array(width * height)
  if (factor === 2) return { width, height, data: halved(raster, width, height, out) }
  const sums = new Uint32Array(width)
  const scale = 1 / (factor * factor)
  for (let y = 0; y < height; y++) {
    sums.fill(0)
    for (let j = 0; j < factor; j++) addRow(data, (y * factor + j) * raster.width * channels + (channels === 3 ? 1 : 0), channels, factor, sums)
    for (let x = 0, o = y * width; x < width; x++, o++) out[o] = sums[x]! * scale + 0.5
  }
  return { width, height, data: out }
}

function halved({ width: wide, channels: step, data }: Raster, width: number, height: number, out: Uint8Array): Uint8Array {
  const down = wide * step
  for (let y = 0, o = 0; y < height; y++) {
    for (let p = 2 * y * down + (step === 3 ? 1 : 0), end = o + width; o < end; o++, p += 2 * step) {
      out[o] = (data[p]! + data[p + step]! + data[p + down]! + data[p + down + step]! + 2) >> 2
    }
  }
  return out
}

function addRow(data: Uint8Array, from: number, step: number, factor: number, sums: Uint32Array): void {
  const stride = step * factor
  if (factor === 3) {
    for (let x = 0, p = from; x < sums.length; x++, p += stride) sums[x] = sums[x]! + data[p]! + data[p + step]! + data[p + 2 * step]!
  } else {
    for (let x = 0, p = from; x < sums.length; x++) {
      let sum = 0
      for (const end = p + stride; p < end; p += step) sum += data[p]!
      sums[x] = sums[x]! + sum
    }
  }
}
