import type { Grey } from '../image/grey.ts'
import type { Bend, Homography } from '../model/registration.ts'
import { bendAt } from './bend.ts'
import { SEARCHES, type Patch } from './choose-patches.ts'
import { fitBend, residuals } from './fit-bend.ts'
import { fitMap, median, type FittedMap, type PointPair } from './fit-map.ts'
import { apply, invert } from './homography.ts'
import { matchTemplate } from './match-patch.ts'
import type { Pyramid } from './pyramid.ts'
import type { Reference } from './reference.ts'
import { sampleWindow, type SampleSource } from './sample-window.ts'

/** A patch found in the scan. */
export interface Sighting extends PointPair {
  readonly patch: Patch
  readonly ncc: number
  /** Distance from where it was looked for, px at 200 dpi. */
  readonly offPx: number
}

/** How a reference lies in a scan, as one search saw it. */
export interface Pose {
  readonly map: Homography
  readonly bend: Bend | null
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

/** A sheet is taken as bent when that brings patches that had no say in the bend this much nearer, and they lay off by more than so many px. */
const BENT_BETTER_BY = 0.6
const BENT_FROM_PX = 0.45
const FOLDS = 3

/**
 * One search (index in SEARCHES) for all patches from a first guess: where each is seen, and the map that most of them agree on.
 * Null: too few were seen.
 */
export function refinePose({ scan, reference, guess, search, allowHomography, allowBend }: {
  scan: Pyramid; reference: Pick<Reference, 'patches' | 'blank'>; guess: { readonly map: Homography; readonly bend: Bend | null }
  search: number; allowHomography: boolean; allowBend: boolean
}): Pose | null {
  const sightings = seePatches({ scan, patches: reference.patches, at: guess, search })
  const enlarged = enlargementOf(guess.map)
  const smallestSpread = PLACED_WITHIN * referenceStep(search) * enlarged
  let best: (FittedMap & { kind: Pose['kind'] }) | null = null
  for (const kind of allowHomography ? ['affine', 'homography'] as const : ['affine'] as const) {
    const fitted = fitMap({ pairs: sightings, kind, smallestSpread })
    if (fitted && (!best || fitted.spread < BETTER_BY * best.spread)) best = { ...fitted, kind }
  }
  if (!best) return null
  const { map, kind, distances, spread } = best
  const flat: Pose = { map, bend: null, kind, sightings, distancesPx: distances.map((d) => d / enlarged), spreadPx: spread / enlarged }
  return allowBend && flat.spreadPx > BENT_FROM_PX ? bent(flat, reference.blank) ?? flat : flat
}

/**
 * The same pose with the sheet's bend, where that explains much more. A bend has so many nodes that it follows any noise, so its spread is that of each third of the patches
 * from the bend that the others fit.
 */
function bent(flat: Pose, { width, height }: Grey): Pose | null {
  const back = invert(flat.map)
  const displacements = flat.sightings.map(({ x, y, toX, toY, weight }) => {
    const [u, v] = apply(back, toX, toY)
    return { x, y, dx: u - x, dy: v - y, weight }
  })
  const bend = fitBend({ displacements, widthPx: width, heightPx: height })
  if (!bend) return null
  const unseen = Array.from({ length: FOLDS }, (_, fold) => {
    const others = fitBend({ displacements: displacements.filter((_, i) => i % FOLDS !== fold), widthPx: width, heightPx: height })
    return others ? [...residuals(others, displacements.filter((_, i) => i % FOLDS === fold))] : []
  }).flat()
  const spreadPx = 1.48 * median(unseen)
  return spreadPx < BENT_BETTER_BY * flat.spreadPx ? { ...flat, bend, distancesPx: residuals(bend, displacements), spreadPx } : null
}

/** Looks for patches where the map (and the bend) says that they are, within the search's reach. */
export function seePatches({ scan, patches, at: { map, bend }, search }: {
  scan: Pyramid; patches: readonly Patch[]; at: { readonly map: Homography; readonly bend: Bend | null }; search: number
}): Sighting[] {
  const { level, radius, reach, most } = SEARCHES[search]!
  const source: SampleSource = level === 'full' ? { ...scan.full, factor: 1 } : scan[level]
  const step = referenceStep(search)
  const side = 2 * (radius + reach) + 1
  const window = new Float32Array(side * side)
  const sightings: Sighting[] = []
  let asked = 0
  for (const patch of patches) {
    const landmark = patch.landmarks[search]
    if (!landmark) continue
    if (++asked > most) break
    const [bx, by] = bend ? bendAt(bend, landmark.x, landmark.y) : [0, 0]
    if (!sampleWindow({ source, map, x: landmark.x + bx, y: landmark.y + by, step, side, into: window })) continue
    const match = matchTemplate(landmark.template, window, reach)
    if (!match.inside || match.ncc < LEAST_NCC) continue
    const offPx = Math.hypot(match.dx, match.dy) * step
    const [toX, toY] = apply(map, landmark.x + bx + match.dx * step, landmark.y + by + match.dy * step)
    sightings.push({ patch, x: landmark.x, y: landmark.y, toX, toY, weight: match.ncc * match.ncc, ncc: match.ncc, offPx })
  }
  return sightings
}

/** How many scan px a reference px becomes, in the mean. */
export const enlargementOf = (map: Homography): number => Math.sqrt(Math.abs(map[0] * map[4] - map[1] * map[3]))

/** Reference px between two pixels of a search's templates: 8, 4, 2, 1. */
const referenceStep = (search: number): number => 8 >> search
