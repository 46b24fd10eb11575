import type { Homography } from '../model/registration.ts'

export const IDENTITY: Homography = [1, 0, 0, 0, 1, 0, 0, 0, 1]

/** First `inner`, then `outer`. */
export function compose(outer: Homography, inner: Homography): Homography {
  const out: number[] = []
  for (let row = 0; row < 9; row += 3) {
    for (let column = 0; column < 3; column++) {
      out.push(outer[row]! * inner[column]! + outer[row + 1]! * inner[column + 3]! + outer[row + 2]! * inner[column + 6]!)
    }
  }
  return normalised(out)
}

/** The map back. Throws on a map that flattens the plane: no page does. */
export function invert([a, b, c, d, e, f, g, h, i]: Homography): Homography {
  return normalised([
    e * i - f * h, c * h - b * i, b * f - c * e,
    f * g - d * i, a * i - c * g, c * d - a * f,
    d * h - e * g, b * g - a * h, a * e - b * d,
  ])
}

export function apply(m: Homography, x: number, y: number): readonly [x: number, y: number] {
  const w = m[6] * x + m[7] * y + 1
  return [(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w]
}

/** How the map moves a small step at a point: [dX/dx, dX/dy, dY/dx, dY/dy]. */
export function slopeAt(m: Homography, x: number, y: number): readonly [number, number, number, number] {
  const w = m[6] * x + m[7] * y + 1
  const [X, Y] = apply(m, x, y)
  return [(m[0] - m[6] * X) / w, (m[1] - m[7] * X) / w, (m[3] - m[6] * Y) / w, (m[4] - m[7] * Y) / w]
}

/** Scales about pixel centres: pixel x of a picture shrunk by `factor` → pixel of the full one. */
export const enlargeBy = (factor: number): Homography => [factor, 0, (factor - 1) / 2, 0, factor, (factor - 1) / 2, 0, 0, 1]

function normalised(m: readonly number[]): Homography {
  const last = m[8]!
  if (!Number.isFinite(1 / last)) throw new Error('homography cannot be inverted')
  return m.map((value) => value / last) as unknown as Homography
}
