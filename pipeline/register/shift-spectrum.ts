import { emptySpectrum, inverseTransform, SIDE, transform, type Spectrum } from './fft.ts'
import type { InkMap } from './ink-map.ts'
import { whitened, type Turn } from './log-polar.ts'
import { vertex } from './match-patch.ts'

/** Whitened spectrum of a page's ink in the middle of the square: finds where a page of known turn and scale lies. */
export type ShiftSpectrum = Spectrum

/** A reference found in a scan whose turn was undone: `shift` in the reference's small pixels, the right way up or upside down. */
export interface Shift {
  readonly shiftX: number
  readonly shiftY: number
  readonly upsideDown: boolean
  readonly peak: number
}

/** A page may lie off the middle by so much of the square's side. */
const MOST_SHIFT = 0.3

/** The reference as it stands. */
export function shiftSpectrum({ width, height, data }: InkMap): ShiftSpectrum {
  const square = emptySpectrum()
  const left = (SIDE - width) / 2, top = (SIDE - height) / 2
  for (let y = 0; y < height; y++) square.re.set(data.subarray(y * width, (y + 1) * width), (y + Math.floor(top)) * SIDE + Math.floor(left))
  transform(square)
  return whitened(square)
}

/** The scan with its turn and scale undone about its own middle. */
export function uprightSpectrum(ink: InkMap, { turnRad, scale }: Turn): ShiftSpectrum {
  const square = emptySpectrum()
  const { width, height, data } = ink
  const cos = Math.cos(turnRad) * scale, sin = Math.sin(turnRad) * scale
  for (let v = 0; v < SIDE; v++) {
    for (let u = 0; u < SIDE; u++) {
      const x = (width - 1) / 2 + cos * (u - SIDE / 2) - sin * (v - SIDE / 2)
      const y = (height - 1) / 2 + sin * (u - SIDE / 2) + cos * (v - SIDE / 2)
      if (x < 0 || y < 0 || x >= width - 1 || y >= height - 1) continue
      const x0 = x | 0, y0 = y | 0, fx = x - x0, fy = y - y0, i = y0 * width + x0
      const above = data[i]! + (data[i + 1]! - data[i]!) * fx
      const below = data[i + width]! + (data[i + width + 1]! - data[i + width]!) * fx
      square.re[v * SIDE + u] = above + (below - above) * fy
    }
  }
  transform(square)
  return whitened(square)
}

const scratch = emptySpectrum()

/** Where a reference lies in an upright scan: both ways up are tried in one transform. */
export function findShift(scan: ShiftSpectrum, reference: ShiftSpectrum): Shift {
  const square = scratch
  // Half a turn about the middle conjugates the scan's spectrum; both correlations are real, so one becomes the imaginary part.
  for (let i = 0; i < square.re.length; i++) {
    const sr = scan.re[i]!, si = scan.im[i]!, rr = reference.re[i]!, ri = reference.im[i]!
    const x = sr * rr + si * ri, y = si * rr - sr * ri
    const turnedX = sr * rr - si * ri, turnedY = -si * rr - sr * ri
    square.re[i] = x - turnedY
    square.im[i] = y + turnedX
  }
  inverseTransform(square)
  const upright = strongest(square.re), turned = strongest(square.im)
  return turned.peak > upright.peak ? { ...turned, upsideDown: true } : { ...upright, upsideDown: false }
}

function strongest(correlation: Float32Array): { shiftX: number; shiftY: number; peak: number } {
  const most = Math.floor(SIDE * MOST_SHIFT)
  let peak = -Infinity, bestX = 0, bestY = 0
  for (let dy = -most; dy <= most; dy++) {
    const row = ((dy + SIDE) % SIDE) * SIDE
    for (let dx = -most; dx <= most; dx++) {
      const value = correlation[row + ((dx + SIDE) % SIDE)]!
      if (value > peak) {
        peak = value
        bestX = dx
        bestY = dy
      }
    }
  }
  const at = (x: number, y: number): number => correlation[((y + SIDE) % SIDE) * SIDE + ((x + SIDE) % SIDE)]!
  return {
    shiftX: bestX + vertex(at(bestX - 1, bestY), peak, at(bestX + 1, bestY)),
    shiftY: bestY + vertex(at(bestX, bestY - 1), peak, at(bestX, bestY + 1)), peak,
  }
}
