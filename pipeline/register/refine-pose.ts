import type { Homography } from '../model/registration.ts'
import { SEARCHES, type Patch } from './choose-patches.ts'
import { fitMap, type FittedMap, type PointPair } from './fit-map.ts'
import { apply } from './homography.ts'
import { matchTemplate } from './match-patch.ts'
import type { Pyramid } from './pyramid.ts'
import { sampleWindow, type SampleSource } from './sample-window.ts'

/** A patch found in the scan. */
export interface Sighting extends PointPair {
  readonly ncc: number
}

/** How a reference lies in a scan, as one search saw it. */
export interface Pose {
  readonly map: Homography
  readonly kind: 'affine' | 'homography'
  readonly sightings: readonly Sighting[]
  /** Distance of each sighting from the map, and their robust spread, px at 200 dpi. */
  readonly distancesPx: Float64Array
  readonly spreadPx: number
}

/** Least correlation to count as seen. */
const LEAST_NCC = 0.45
/** A homography is taken when it brings the patches this much nearer than the affine map, which is all that a flatbed scanner does. */
const BETTER_BY = 0.75
/** Patches cannot be placed better than this, px of the search's level. */
const PLACED_WITHIN = 0.15

/**
 * One search (index in SEARCHES) for all patches from a first guess: where each is seen, and the map that most of them agree on.
 * Null: too few were seen.
 */
export function refinePose({ scan, patches, guess, search, allowHomography }: {
  scan: Pyramid; patches: readonly Patch[]; guess: Homography; search: number; allowHomography: boolean
}): Pose | null {
  const sightings = seePatches({ scan, patches, map: guess, search })
  const enlarged = Math.sqrt(Math.abs(guess[0] * guess[4] - guess[1] * guess[3]))
  const smallestSpread = PLACED_WITHIN * referenceStep(search) * enlarged
  let best: (FittedMap & { kind: Pose['kind'] }) | null = null
  for (const kind of allowHomography ? ['affine', 'homography'] as const : ['affine'] as const) {
    const fitted = fitMap({ pairs: sightings, kind, smallestSpread })
    if (fitted && (!best || fitted.spread < BETTER_BY * best.spread)) best = { ...fitted, kind }
  }
  if (!best) return null
  return { map: best.map, kind: best.kind, sightings, distancesPx: best.distances.map((d) => d / enlarged), spreadPx: best.spread / enlarged }
}

/** Looks for patches where the map says that they are, within the search's reach. */
export function seePatches({ scan, patches, map, search }: { scan: Pyramid; patches: readonly Patch[]; map: Homography; search: number }): Sighting[] {
  const { level, radius, reach } = SEARCHES[search]!
  const source: SampleSource = level === 'full' ? { ...scan.full, factor: 1 } : scan[level]
  const step = referenceStep(search)
  const side = 2 * (radius + reach) + 1
  const window = new Float32Array(side * side)
  const sightings: Sighting[] = []
  for (const patch of patches) {
    const landmark = patch.landmarks[search]
    if (!landmark || !sampleWindow({ source, map, x: landmark.x, y: landmark.y, step, side, into: window })) continue
    const match = matchTemplate(landmark.template, window, reach)
    if (!match.inside || match.ncc < LEAST_NCC) continue
    const [toX, toY] = apply(map, landmark.x + match.dx * step, landmark.y + match.dy * step)
    sightings.push({ x: landmark.x, y: landmark.y, toX, toY, weight: match.ncc * match.ncc, ncc: match.ncc })
  }
  return sightings
}

/** Reference px between two pixels of a search's templates: 8, 4, 2, 1. */
const referenceStep = (search: number): number => 8 >> search
