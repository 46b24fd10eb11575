import type { Homography } from '../model/registration.ts'
import { apply, compose, invert } from './homography.ts'
import { solveLinear } from './solve-linear.ts'

/** A point of the reference seen at a point of the scan; `weight` ≥ 0 says how sure that is. */
export interface PointPair {
  readonly x: number
  readonly y: number
  readonly toX: number
  readonly toY: number
  readonly weight: number
}

export interface FittedMap {
  readonly map: Homography
  /** Distance of each pair from the map, in scan px, in the order of the pairs. */
  readonly distances: Float64Array
  /** Robust spread of those distances: 1.48 × their median. */
  readonly spread: number
}

const ROUNDS = 10
/** Tukey's constant: 95 % efficient on clean data, and pairs further than this many spreads do not count at all. */
const TUKEY = 4.685

/**
 * The affine map or homography that most pairs agree on: least squares, reweighted by Tukey's biweight, so that a minority of
 * wrong pairs has no say. Null with too few pairs. `smallestSpread`: pairs nearer than that are as good as exact.
 */
export function fitMap({ pairs, kind, smallestSpread }: {
  pairs: readonly PointPair[]; kind: 'affine' | 'homography'; smallestSpread: number
}): FittedMap | null {
  const unknowns = kind === 'affine' ? 3 : 8
  if (pairs.length < unknowns + 2) return null
  const scan = centred(pairs.map((p) => [p.toX, p.toY])), reference = centred(pairs.map((p) => [p.x, p.y]))
  const weights = Float64Array.from(pairs, (p) => p.weight)
  const distances = new Float64Array(pairs.length)
  const solve = kind === 'affine' ? solveAffine : solveHomography
  let map: Homography | null = null, spread = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const unit = solve(pairs, weights, reference, scan)
    if (!unit) return null
    map = compose(invert(scan), compose(unit, reference))
    for (let i = 0; i < pairs.length; i++) {
      const [x, y] = apply(map, pairs[i]!.x, pairs[i]!.y)
      distances[i] = Math.hypot(x - pairs[i]!.toX, y - pairs[i]!.toY)
    }
    const before: number = spread
    spread = Math.max(smallestSpread, 1.48 * median(distances))
    // The first rounds look wider, since the start may be drawn off by wrong pairs.
    const reach = TUKEY * spread * (round < 3 ? 2 : 1)
    for (let i = 0; i < pairs.length; i++) {
      const t = distances[i]! / reach
      weights[i] = t < 1 ? pairs[i]!.weight * (1 - t * t) ** 2 : 0
    }
    if (round > 3 && Math.abs(before - spread) < 1e-3 * spread) break
  }
  return map && { map, distances, spread }
}

export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  return sorted.length === 0 ? NaN : sorted[sorted.length >> 1]!
}

/** Moves points to their mean and about unit size: the equations are then well conditioned (Hartley 1997). */
function centred(points: readonly (readonly [number, number])[]): Homography {
  const x = points.reduce((sum, p) => sum + p[0], 0) / points.length, y = points.reduce((sum, p) => sum + p[1], 0) / points.length
  const size = points.reduce((sum, p) => sum + Math.hypot(p[0] - x, p[1] - y), 0) / points.length || 1
  return [1 / size, 0, -x / size, 0, 1 / size, -y / size, 0, 0, 1]
}

function solveAffine(pairs: readonly PointPair[], weights: Float64Array, reference: Homography, scan: Homography): Homography | null {
  const normal = new Float64Array(9), right = [new Float64Array(3), new Float64Array(3)] as const
  pairs.forEach((p, i) => {
    const row = [...apply(reference, p.x, p.y), 1], target = apply(scan, p.toX, p.toY), w = weights[i]!
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) normal[a * 3 + b] = normal[a * 3 + b]! + w * row[a]! * row[b]!
      right[0][a] = right[0][a]! + w * row[a]! * target[0]
      right[1][a] = right[1][a]! + w * row[a]! * target[1]
    }
  })
  const x = solveLinear(normal, right[0]), y = solveLinear(normal, right[1])
  return x && y && [x[0]!, x[1]!, x[2]!, y[0]!, y[1]!, y[2]!, 0, 0, 1]
}

function solveHomography(pairs: readonly PointPair[], weights: Float64Array, reference: Homography, scan: Homography): Homography | null {
  const normal = new Float64Array(64), right = new Float64Array(8)
  const add = (row: readonly number[], target: number, w: number): void => {
    for (let a = 0; a < 8; a++) {
      if (row[a] === 0) continue
      for (let b = 0; b < 8; b++) normal[a * 8 + b] = normal[a * 8 + b]! + w * row[a]! * row[b]!
      right[a] = right[a]! + w * row[a]! * target
    }
  }
  pairs.forEach((p, i) => {
    const [x, y] = apply(reference, p.x, p.y), [X, Y] = apply(scan, p.toX, p.toY)
    add([x, y, 1, 0, 0, 0, -x * X, -y * X], X, weights[i]!)
    add([0, 0, 0, x, y, 1, -x * Y, -y * Y], Y, weights[i]!)
  })
  const h = solveLinear(normal, right)
  return h && [h[0]!, h[1]!, h[2]!, h[3]!, h[4]!, h[5]!, h[6]!, h[7]!, 1]
}
