/** Side of every transformed square: an A4 page at 20 dpi fits, and one transform takes about 1.5 ms. */
export const SIDE = 256

/** A complex square of SIDE × SIDE numbers, row by row. */
export interface Spectrum {
  readonly re: Float32Array
  readonly im: Float32Array
}

const COS = Float64Array.from({ length: SIDE / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / SIDE))
const SIN = Float64Array.from({ length: SIDE / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / SIDE))

export const emptySpectrum = (): Spectrum => ({ re: new Float32Array(SIDE * SIDE), im: new Float32Array(SIDE * SIDE) })

/**
 * Two-dimensional Fourier transform in place, radix 2. The result stands transposed (row = horizontal frequency), which is
 * undone by `inverseTransform`; the inverse is not divided by SIDE².
 */
export function transform(square: Spectrum): void {
  columns(square, 1)
  transpose(square.re)
  transpose(square.im)
  columns(square, 1)
}

export function inverseTransform(square: Spectrum): void {
  columns(square, -1)
  transpose(square.re)
  transpose(square.im)
  columns(square, -1)
}

/** Transforms all columns at once: a butterfly joins two whole rows, so that memory is read in order. `sign` 1: forward. */
function columns({ re, im }: Spectrum, sign: 1 | -1): void {
  reverseRows(re)
  reverseRows(im)
  for (let length = 2; length <= SIDE; length *= 2) {
    const half = length / 2, step = SIDE / length
    for (let start = 0; start < SIDE; start += length) {
      for (let k = 0; k < half; k++) butterfly(re, im, (start + k) * SIDE, half * SIDE, COS[k * step]!, -sign * SIN[k * step]!)
    }
  }
}

function butterfly(re: Float32Array, im: Float32Array, from: number, apart: number, cos: number, sin: number): void {
  for (let a = from, b = from + apart, end = from + SIDE; a < end; a++, b++) {
    const x = re[b]!, y = im[b]!
    const tx = x * cos - y * sin, ty = x * sin + y * cos
    const ax = re[a]!, ay = im[a]!
    re[b] = ax - tx
    im[b] = ay - ty
    re[a] = ax + tx
    im[a] = ay + ty
  }
}

function reverseRows(data: Float32Array): void {
  for (let i = 0; i < SIDE; i++) {
    const j = REVERSED[i]!
    if (j <= i) continue
    const row = data.slice(i * SIDE, (i + 1) * SIDE)
    data.copyWithin(i * SIDE, j * SIDE, (j + 1) * SIDE)
    data.set(row, j * SIDE)
  }
}

const BITS = Math.log2(SIDE)
const REVERSED = Uint16Array.from({ length: SIDE }, (_, i) => {
  let reversed = 0
  for (let bit = 0; bit < BITS; bit++) if (i & (1 << bit)) reversed |= 1 << (BITS - 1 - bit)
  return reversed
})

/** In blocks, so that both sides stay in the cache. */
function transpose(data: Float32Array): void {
  const B = 16
  for (let y0 = 0; y0 < SIDE; y0 += B) {
    for (let x0 = y0; x0 < SIDE; x0 += B) {
      for (let y = y0; y < y0 + B; y++) {
        for (let x = x0 === y0 ? y + 1 : x0; x < x0 + B; x++) {
          const a = y * SIDE + x, b = x * SIDE + y
          const swap = data[a]!
          data[a] = data[b]!
          data[b] = swap
        }
      }
    }
  }
}
