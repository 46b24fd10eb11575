import type { Homography } from '../model/registration.ts'
import type { Patch } from './choose-patches.ts'
import { findBox } from './find-box.ts'
import { apply } from './homography.ts'
import type { Pyramid } from './pyramid.ts'
import type { Reference } from './reference.ts'
import type { Pose } from './refine-pose.ts'
import { seePatches } from './refine-pose.ts'
import { patchesLackedBy, VERDICT_SEARCH } from './tell-apart.ts'

/** What speaks for a scan being a certain page and against its being another. Shares are 0 … 1. */
export interface Evidence {
  /** Patches of the page that stand where the map says. */
  readonly coverage: number
  /** Of the patches that no other known page has, those that were seen; null when there are too few to tell. */
  readonly own: number | null
  /** Boxes for scores, total and mark whose printed lines stand where they should; null when the page has none with lines. */
  readonly boxes: number | null
  /** The strongest other page: the share of its witnesses that was seen, and of this page's witnesses against it. */
  readonly rival: { readonly reference: Reference; readonly theirs: number; readonly mine: number } | null
}

/** A patch is seen within this distance of its place, px at 200 dpi. */
const NEAR_PX = 3
const LEAST_NCC = 0.5
const MOST_WITNESSES = 24
/** Fewer patches than this say nothing. */
const FEW = 4

/** Gathers the evidence for a page that a pose was found for, against all others that are known. */
export function weighMatch({ scan, reference, pose, references }: {
  scan: Pyramid; reference: Reference; pose: Pick<Pose, 'map' | 'spreadPx'>; references: readonly Reference[]
}): Evidence {
  const { map } = pose
  const nearPx = Math.max(NEAR_PX, 4 * pose.spreadPx)
  const share = (patches: readonly Patch[]): number | null => shareSeen({ scan, patches, map, nearPx })
  const others = references.filter((other) => other.form !== reference.form || other.formPage !== reference.formPage)
  const witnesses = others.map((other) => patchesLackedBy(other, reference))
  const own = reference.patches.filter((patch) => witnesses.every((mine) => mine.includes(patch)))
  let rival: Evidence['rival'] = null
  others.forEach((other, i) => {
    const theirs = share(patchesLackedBy(reference, other).slice(0, MOST_WITNESSES)) ?? 0
    const mine = share(witnesses[i]!.slice(0, MOST_WITNESSES)) ?? 0
    if (!rival || mine - theirs < rival.mine - rival.theirs) rival = { reference: other, theirs, mine }
  })
  return { coverage: share(reference.patches) ?? 0, own: share(own), boxes: shareOfBoxes({ scan, reference, map, nearPx }), rival }
}

function shareSeen({ scan, patches, map, nearPx }: { scan: Pyramid; patches: readonly Patch[]; map: Homography; nearPx: number }): number | null {
  const asked = patches.filter((patch) => patch.landmarks[VERDICT_SEARCH])
  if (asked.length < FEW) return null
  const enlarged = Math.sqrt(Math.abs(map[0] * map[4] - map[1] * map[3]))
  const seen = seePatches({ scan, patches: asked, map, search: VERDICT_SEARCH }).filter((sighting) => {
    const [x, y] = apply(map, sighting.x, sighting.y)
    return sighting.ncc >= LEAST_NCC && Math.hypot(x - sighting.toX, y - sighting.toY) <= nearPx * enlarged
  })
  return seen.length / asked.length
}

/** A box counts when all of its lines but one were found: writing may hide one. */
function shareOfBoxes({ scan, reference, map, nearPx }: { scan: Pyramid; reference: Reference; map: Homography; nearPx: number }): number | null {
  const source = { ...scan.full, factor: 1 }
  let asked = 0, found = 0
  reference.page.fields.forEach((field, i) => {
    const lines = reference.fieldLines[i]!
    if (field.kind !== 'score' && field.kind !== 'total' && field.kind !== 'mark') return
    if (Object.values(lines).filter((line) => line !== null).length < 3) return
    asked++
    const sighting = findBox({ source, map, box: field.box, lines, reachPx: Math.ceil(nearPx) })
    if (sighting.found >= sighting.expected - 1) found++
  })
  return asked === 0 ? null : found / asked
}
