import { emptySpectrum, inverseTransform, SIDE, transform, type Spectrum } from './fft.ts'
import type { InkMap } from './ink-map.ts'
import { vertex } from './match-patch.ts'

/** Whitened spectrum of a page's log-polar spectrum: compares pages by turn and size alone, wherever they lie (Reddy and Chatterji 1996). */
export type TurnSpectrum = Spectrum

/** How a scan lies against a reference: turned clockwise by `turnRad` (or that and half a turn), `scale` times as large. */
export interface Turn {
  readonly turnRad: number
  readonly scale: number
  /** Height of the correlation peak: compares hypotheses of one scan. */
  readonly peak: number
}

const INNER = 6
const OUTER = 118
const LOG_STEP = Math.log(OUTER / INNER) / SIDE
/** Correlations stand shifted by half the square along the radius, so that what is wanted is one run of columns. */
const CENTRE = SIDE / 2
/** Scans may be turned by so much from upright or from sideways, and be larger or smaller by this factor (A4 on an A3 glass). */
const MOST_TURN = (16 * Math.PI) / 180
const MOST_LOG_SCALE = 0.42
const MOST_RADIAL = Math.floor(MOST_LOG_SCALE / LOG_STEP)

export function turnSpectrum(ink: InkMap): TurnSpectrum {
  const square = placed(ink)
  transform(square)
  const polar = unrolled(magnitudes(square))
  transform(polar)
  return whitened(polar)
}

const NOTHING = emptySpectrum()

/** The likeliest turn and scale of a scan against each of the references, in their order. */
export function compareTurns(scan: TurnSpectrum, references: readonly TurnSpectrum[]): Turn[] {
  const turns: Turn[] = []
  // Correlations are real: two fit into one complex square.
  for (let i = 0; i < references.length; i += 2) {
    const square = crossPower(scan, references[i]!, references[i + 1] ?? NOTHING)
    inverseTransform(square, CENTRE - MOST_RADIAL - 1, CENTRE + MOST_RADIAL + 2)
    turns.push(strongest(square.re))
    if (i + 1 < references.length) turns.push(strongest(square.im))
  }
  return turns
}

/** Share of a page's side over which it fades out, so that its edge has no spectrum of its own. Boxes stand near the edge: no more than needed. */
const FADE = 0.08

/** In the middle of the square, faded out towards its own edges. */
function placed({ width, height, data }: InkMap): Spectrum {
  const square = emptySpectrum()
  const left = (SIDE - width) >> 1, top = (SIDE - height) >> 1
  const across = fadeOver(width), down = fadeOver(height)
  for (let y = 0; y < height; y++) {
    for (let x = 0, to = (y + top) * SIDE + left, from = y * width; x < width; x++) square.re[to++] = data[from++]! * down[y]! * across[x]!
  }
  return square
}

const fadeOver = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => {
  const fromEdge = Math.min(i + 0.5, length - i - 0.5) / (FADE * length)
  return fromEdge >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * fromEdge)
})

/** log(1 + |F|), zero frequency in the middle. */
function magnitudes({ re, im }: Spectrum): Float32Array {
  const out = new Float32Array(SIDE * SIDE)
  const half = SIDE / 2
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const i = row * SIDE + column
      // The transform stands transposed: its row is the horizontal frequency.
      out[((column + half) % SIDE) * SIDE + ((row + half) % SIDE)] = Math.log1p(Math.sqrt(re[i]! * re[i]! + im[i]! * im[i]!))
    }
  }
  return out
}

/** Row = angle over half a turn, column = logarithm of the radius; each radius loses its mean, which says nothing of the turn. */
function unrolled(magnitude: Float32Array): Spectrum {
  const polar = emptySpectrum()
  const { re } = polar
  for (let a = 0; a < SIDE; a++) {
    const cos = Math.cos((Math.PI * a) / SIDE), sin = Math.sin((Math.PI * a) / SIDE)
    for (let r = 0; r < SIDE; r++) {
      const x = SIDE / 2 + RADII[r]! * cos, y = SIDE / 2 + RADII[r]! * sin
      const x0 = x | 0, y0 = y | 0, fx = x - x0, fy = y - y0, i = y0 * SIDE + x0
      const top = magnitude[i]! + (magnitude[i + 1]! - magnitude[i]!) * fx
      const bottom = magnitude[i + SIDE]! + (magnitude[i + SIDE + 1]! - magnitude[i + SIDE]!) * fx
      re[a * SIDE + r] = top + (bottom - top) * fy
    }
  }
  for (let r = 0; r < SIDE; r++) {
    let mean = 0
    for (let i = r; i < re.length; i += SIDE) mean += re[i]!
    mean /= SIDE
    for (let i = r; i < re.length; i += SIDE) re[i] = re[i]! - mean
  }
  return polar
}
const RADII = Float64Array.from({ length: SIDE }, (_, r) => INNER * Math.exp(LOG_STEP * r))

const scratch = emptySpectrum()

/** Cross-power of the scan with one reference, plus i times that with another; good until it is called again. */
function crossPower(scan: Spectrum, first: Spectrum, second: Spectrum): Spectrum {
  const { re, im } = scratch
  for (let row = 0, i = 0; row < SIDE; row++) {
    // A row is one radial frequency: turning every second round shifts the correlation by half the square.
    const sign = row & 1 ? -1 : 1
    for (const end = i + SIDE; i < end; i++) {
      const sr = sign * scan.re[i]!, si = sign * scan.im[i]!, ar = first.re[i]!, ai = first.im[i]!, br = second.re[i]!, bi = second.im[i]!
      re[i] = sr * ar + si * ai - (si * br - sr * bi)
      im[i] = si * ar - sr * ai + (sr * br + si * bi)
    }
  }
  return scratch
}

/**
 * Divides each number by its size to the power of ¾, in place: products of two such spectra are whitened, but not fully, which would raise the noise
 * too.
 */
export function whitened(spectrum: Spectrum): Spectrum {
  const { re, im } = spectrum
  for (let i = 0; i < re.length; i++) {
    const root = Math.sqrt(Math.sqrt(re[i]! * re[i]! + im[i]! * im[i]!))
    const weight = 1 / (root * Math.sqrt(root) + 1e-6)
    re[i] = re[i]! * weight
    im[i] = im[i]! * weight
  }
  return spectrum
}

function strongest(correlation: Float32Array): Turn {
  const mostAngular = Math.ceil((MOST_TURN / Math.PI) * SIDE)
  let peak = -Infinity, bestA = 0, bestR = 0
  for (const sideways of [0, SIDE / 2]) {
    for (let da = -mostAngular; da <= mostAngular; da++) {
      const row = ((sideways + da + SIDE) % SIDE) * SIDE + CENTRE
      for (let dr = -MOST_RADIAL; dr <= MOST_RADIAL; dr++) {
        const value = correlation[row + dr]!
        if (value > peak) {
          peak = value
          bestA = (sideways + da + SIDE) % SIDE
          bestR = dr
        }
      }
    }
  }
  const at = (a: number, r: number): number => correlation[((a + SIDE) % SIDE) * SIDE + CENTRE + r]!
  const a = bestA + vertex(at(bestA - 1, bestR), peak, at(bestA + 1, bestR))
  const r = bestR + vertex(at(bestA, bestR - 1), peak, at(bestA, bestR + 1))
  // A larger scan has a smaller spectrum: its radii shrink.
  return { turnRad: ((a > SIDE * 0.75 ? a - SIDE : a) * Math.PI) / SIDE, scale: Math.exp(-r * LOG_STEP), peak }
}
