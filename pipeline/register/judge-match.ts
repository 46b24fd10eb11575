import type { BoxMm } from '../model/form.ts'
import { mmToPx } from '../model/raster.ts'
import type { Homography } from '../model/registration.ts'
import { bendAt } from './bend.ts'
import { SEARCHES, type Patch } from './choose-patches.ts'
import { findBox } from './find-box.ts'
import { compose } from './homography.ts'
import type { Pyramid } from './pyramid.ts'
import type { Reference } from './reference.ts'
import { seePatches, type Pose } from './refine-pose.ts'
import { patchesLackedBy, VERDICT_SEARCH } from './tell-apart.ts'

/** What speaks for a scan being a certain page and against its being another. Shares are 0 … 1. */
export interface Evidence {
  /** Patches of the page that stand where the map says. */
  readonly coverage: number
  /** Of the patches that no other known page has, those that were seen; null when there are too few to tell. */
  readonly own: number | null
  /** Boxes for scores, total and mark on the scan that have printed lines, and those whose lines stand where they should. */
  readonly boxes: { readonly asked: number; readonly found: number }
  /** The strongest other page: the share of its witnesses that was seen, and of this page's witnesses against it. */
  readonly rival: { readonly reference: Reference; readonly theirs: number; readonly mine: number } | null
}

type Placement = Pick<Pose, 'map' | 'bend'>

/** A patch is seen within this distance of its place, px at 200 dpi: more where the fit itself is loose, up to a limit. */
const NEAR_PX = 3
const MOST_NEAR_PX = 6
const LEAST_NCC = 0.5
const MOST_WITNESSES = 14
/** Fewer patches than this say nothing. */
const FEW = 4

/** Gathers the evidence for a page that a pose was found for by the verdict's search, against all others that are known. */
export function weighMatch({ scan, reference, pose, references }: {
  scan: Pyramid; reference: Reference; pose: Pose; references: readonly Reference[]
}): Evidence {
  const nearPx = Math.min(MOST_NEAR_PX, Math.max(NEAR_PX, 4 * pose.spreadPx))
  const seen = new Set(pose.sightings.filter(({ ncc }, i) => ncc >= LEAST_NCC && pose.distancesPx[i]! <= nearPx).map(({ patch }) => patch))
  const asked = reference.patches.filter((patch) => patch.landmarks[VERDICT_SEARCH]).slice(0, SEARCHES[VERDICT_SEARCH].most)
  const share = (patches: readonly Patch[]): number | null =>
    (patches.length < FEW ? null : patches.filter((patch) => seen.has(patch)).length / patches.length)
  const others = references.filter((other) => other.form !== reference.form || other.formPage !== reference.formPage)
  const witnesses = others.map((other) => new Set(patchesLackedBy(other, reference)))
  const coverage = share(asked) ?? 0
  let rival: Evidence['rival'] = null
  others.forEach((other, i) => {
    const against = share(asked.filter((patch) => witnesses[i]!.has(patch)))
    const forOther = shareOfWitnesses({ scan, patches: patchesLackedBy(reference, other), pose, nearPx })
    // A page without witnesses against another is judged by the other's; two without any cannot be told apart.
    const mine = against ?? coverage, theirs = forOther ?? (against === null ? coverage : 0)
    if (!rival || mine - theirs < rival.mine - rival.theirs) rival = { reference: other, theirs, mine }
  })
  return {
    coverage, own: share(asked.filter((patch) => witnesses.every((mine) => mine.has(patch)))),
    boxes: countBoxes({ scan, reference, at: pose, nearPx }), rival,
  }
}

/** How many of the patches that only another page has are on this scan all the same; null when there are too few. */
function shareOfWitnesses({ scan, patches, pose, nearPx }: { scan: Pyramid; patches: readonly Patch[]; pose: Pose; nearPx: number }): number | null {
  const asked = patches.slice(0, MOST_WITNESSES)
  if (asked.length < FEW) return null
  const seen = seePatches({ scan, patches: asked, at: pose, search: VERDICT_SEARCH })
  return seen.filter(({ ncc, offPx }) => ncc >= LEAST_NCC && offPx <= nearPx).length / asked.length
}

/** Near one box a bend is a shift. */
function shiftedBy({ map, bend }: Placement, [x, y, width, height]: BoxMm): Homography {
  if (!bend) return map
  const [dx, dy] = bendAt(bend, mmToPx(x + width / 2), mmToPx(y + height / 2))
  return compose(map, [1, 0, dx, 0, 1, dy, 0, 0, 1])
}

/** A box counts when all of its lines but one were found: writing may hide one. */
function countBoxes({ scan, reference, at, nearPx }: { scan: Pyramid; reference: Reference; at: Placement; nearPx: number }): Evidence['boxes'] {
  const source = { ...scan.full, factor: 1 }
  let asked = 0, found = 0
  reference.page.fields.forEach((field, i) => {
    const lines = reference.fieldLines[i]!
    if (field.kind !== 'score' && field.kind !== 'total' && field.kind !== 'mark') return
    const sighting = findBox({ source, map: shiftedBy(at, field.box), box: field.box, lines, reachPx: Math.ceil(nearPx) })
    // The rest of a box that the edge of the scan cuts says too little.
    if (sighting.expected < 3) return
    asked++
    if (sighting.found >= sighting.expected - 1) found++
  })
  return { asked, found }
}
