/** Side of every transformed square, a power of four: an A4 page at 20 dpi fits. */
export const SIDE = 256

/** A complex square of SIDE × SIDE numbers, row by row. */
export interface Spectrum {
  readonly re: Float32Array
  readonly im: Float32Array
}

const COS = Float64Array.from({ length: SIDE }, (_, i) => Math.cos((2 * Math.PI * i) / SIDE))
const SIN = Float64Array.from({ length: SIDE }, (_, i) => Math.sin((2 * Math.PI * i) / SIDE))

export const emptySpectrum = (): Spectrum => ({ re: new Float32Array(SIDE * SIDE), im: new Float32Array(SIDE * SIDE) })

/** Two-dimensional Fourier transform in place, radix 4. The result stands transposed (row = horizontal frequency). */
export function transform(square: Spectrum): void {
  columns(square, 1, 0, SIDE)
  transpose(square.re)
  transpose(square.im)
  columns(square, 1, 0, SIDE)
}

/**
 * Back again from the transposed spectrum, not divided by SIDE². Only the columns from `left` up to `right` of the result are computed; the
 * others hold nothing of meaning.
 */
export function inverseTransform(square: Spectrum, left = 0, right = SIDE): void {
  columns(square, -1, 0, SIDE)
  transpose(square.re)
  transpose(square.im)
  columns(square, -1, left, right)
}

/** Transforms columns all at once: a butterfly joins four whole rows, so that memory is read in order. `sign` 1: forward. */
function columns({ re, im }: Spectrum, sign: 1 | -1, left: number, right: number): void {
  reverseRows(re, left, right)
  reverseRows(im, left, right)
  for (let length = 4; length <= SIDE; length *= 4) {
    const quarter = length / 4, step = SIDE / length
    for (let start = 0; start < SIDE; start += length) {
      for (let k = 0; k < quarter; k++) butterfly(re, im, (start + k) * SIDE + left, right - left, quarter * SIDE, k * step, sign)
    }
  }
}

/** Four rows `apart` from each other; `turn` indexes the twiddle factor of the second, whose square and cube belong to the third and fourth. */
function butterfly(re: Float32Array, im: Float32Array, from: number, count: number, apart: number, turn: number, sign: 1 | -1): void {
  const c1 = COS[turn]!, s1 = -sign * SIN[turn]!, c2 = COS[2 * turn]!, s2 = -sign * SIN[2 * turn]!, c3 = COS[3 * turn]!, s3 = -sign * SIN[3 * turn]!
  for (let a = from, b = a + apart, c = b + apart, d = c + apart, end = from + count; a < end; a++, b++, c++, d++) {
    const br = re[b]! * c1 - im[b]! * s1, bi = re[b]! * s1 + im[b]! * c1
    const cr = re[c]! * c2 - im[c]! * s2, ci = re[c]! * s2 + im[c]! * c2
    const dr = re[d]! * c3 - im[d]! * s3, di = re[d]! * s3 + im[d]! * c3
    const evenR = re[a]! + cr, evenI = im[a]! + ci, oddR = re[a]! - cr, oddI = im[a]! - ci
    const sumR = br + dr, sumI = bi + di
    // (b − d) times −i forward, times i backward.
    const turnedR = sign * (bi - di), turnedI = sign * (dr - br)
    re[a] = evenR + sumR
    im[a] = evenI + sumI
    re[b] = oddR + turnedR
    im[b] = oddI + turnedI
    re[c] = evenR - sumR
    im[c] = evenI - sumI
    re[d] = oddR - turnedR
    im[d] = oddI - turnedI
  }
}

/** Row numbers with their base-4 digits read backwards. */
const REVERSED = Uint16Array.from({ length: SIDE }, (_, i) => {
  let reversed = 0
  for (let rest = i, place = SIDE / 4; place >= 1; rest >>= 2, place /= 4) reversed += (rest & 3) * place
  return reversed
})

const kept = new Float32Array(SIDE)

function reverseRows(data: Float32Array, left: number, right: number): void {
  for (let i = 0; i < SIDE; i++) {
    const j = REVERSED[i]!
    if (j <= i) continue
    kept.set(data.subarray(i * SIDE + left, i * SIDE + right))
    data.copyWithin(i * SIDE + left, j * SIDE + left, j * SIDE + right)
    data.set(kept.subarray(0, right - left), j * SIDE + left)
  }
}

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
