import { SEARCHES, type Patch } from './choose-patches.ts'
import { IDENTITY } from './homography.ts'
import { matchTemplate } from './match-patch.ts'
import type { Reference } from './reference.ts'
import { sampleWindow } from './sample-window.ts'

/** The search at which pages are told apart: fine enough for words, coarse enough for bad scans. */
export const VERDICT_SEARCH = 2
/** A patch that correlates less than this anywhere near its place is not on the other page. */
const ABSENT = 0.5

const known = new WeakMap<Reference, WeakMap<Reference, readonly Patch[]>>()

/**
 * Patches of one page that another page lacks at the same place: the witnesses when a scan may be either. Pages of one form
 * share header, footer and boxes, so that counting all patches would mistake them. Compared once a pair.
 */
export function patchesLackedBy(other: Reference, page: Reference): readonly Patch[] {
  let ofPage = known.get(page)
  if (!ofPage) known.set(page, ofPage = new WeakMap())
  let witnesses = ofPage.get(other)
  if (!witnesses) ofPage.set(other, witnesses = page.patches.filter((patch) => isAbsent(patch, other)))
  return witnesses
}

function isAbsent(patch: Patch, other: Reference): boolean {
  const landmark = patch.landmarks[VERDICT_SEARCH]
  if (!landmark) return false
  const { radius, reach } = SEARCHES[VERDICT_SEARCH]
  const side = 2 * (radius + reach) + 1, source = other.pyramid.at100
  const { x, y } = landmark
  const window = sampleWindow({ source, map: IDENTITY, x, y, step: source.factor, side, into: new Float32Array(side * side) })
  return !window || matchTemplate(landmark.template, window, reach).ncc < ABSENT
}
