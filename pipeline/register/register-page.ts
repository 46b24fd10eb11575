import type { Raster } from '../model/raster.ts'
import { STRAIGHT_DPI } from '../model/raster.ts'
import type { Registration } from '../model/registration.ts'
import { SEARCHES } from './choose-patches.ts'
import { median } from './fit-map.ts'
import { guessPoses, type Guess } from './guess-pose.ts'
import { slopeAt } from './homography.ts'
import { inkMap } from './ink-map.ts'
import { isBlankPage } from './is-blank-page.ts'
import { weighMatch, type Evidence } from './judge-match.ts'
import { buildPyramid, factorOfScan, type Pyramid } from './pyramid.ts'
import type { Reference } from './reference.ts'
import { refinePose, type Pose } from './refine-pose.ts'

/** How many of the likeliest references are tried before a page is called foreign. */
const TRIES = 4
/** Limits of the verdict: see pipeline/README.md for what right and wrong pages measured. */
const LEAST_SEEN = 15
const MOST_SPREAD_PX = 1.1
const LEAST_COVERAGE = 0.45
const LEAST_OWN = 0.4
const LEAST_BOXES = 0.7
/** One box may always be hidden: by a stamp, a thumb, the edge of the scan. */
const HIDDEN_BOXES = 1
const LEAST_LEAD = 0.25

/**
 * Which page of which form a scan shows and how it lies, without any printed marks: spectra find turn, size and the likeliest pages,
 * patches of the blank are then looked for from coarse to fine. A page is accepted when enough of its patches and printed boxes stand where the
 * fit says and no other page explains the scan nearly as well; else the answer is that it is foreign: refuse rather than guess.
 */
export function registerPage({ scan, references }: { scan: Raster; references: readonly Reference[] }): Registration {
  const first = references[0]
  if (!first) return { type: 'foreign', reason: 'no-form-matched' }
  const pyramid = buildPyramid(scan, factorOfScan(scan, first.pageSizeMm))
  const ink = inkMap(pyramid.tiny)
  let ambiguous = false, tries = 0
  for (const guess of guessPoses({ scan: pyramid, ink, references })) {
    if (++tries > TRIES) break
    const pose = settle(pyramid, guess)
    if (!pose || pose.sightings.length < LEAST_SEEN || pose.spreadPx > MOST_SPREAD_PX) continue
    const evidence = weighMatch({ scan: pyramid, reference: guess.reference, pose, references })
    const verdict = judge(evidence)
    if (verdict === 'accepted') return matched(guess.reference, finish(pyramid, guess.reference, pose), evidence.coverage)
    if (verdict === 'ambiguous') ambiguous = true
  }
  // Asked last: a form's page never needs the question.
  if (isBlankPage(pyramid.at50)) return { type: 'blank' }
  return { type: 'foreign', reason: ambiguous ? 'form-ambiguous' : 'no-form-matched' }
}

/** From a guess to a pose good to about a pixel; null as soon as the patches do not agree. */
function settle(scan: Pyramid, { reference, map }: Guess): Pose | null {
  let pose: Pose | null = null
  for (const search of [0, 1, 2]) {
    pose = refinePose({ scan, reference, guess: pose ?? { map, bend: null }, search, allowHomography: search > 0, allowBend: search === 2 })
    if (!pose) return null
  }
  return pose
}

/** The last search, at the scan's own resolution. Where it sees too little (a poor scan), the pose from 100 dpi stands. */
function finish(scan: Pyramid, reference: Reference, pose: Pose): Pose {
  const fine = refinePose({ scan, reference, guess: pose, search: SEARCHES.length - 1, allowHomography: true, allowBend: true })
  return fine && fine.sightings.length >= LEAST_SEEN && fine.spreadPx <= pose.spreadPx ? fine : pose
}

function judge({ coverage, own, boxes, rival }: Evidence): 'accepted' | 'ambiguous' | 'foreign' {
  if (coverage < LEAST_COVERAGE || boxes.found < Math.min(LEAST_BOXES * boxes.asked, boxes.asked - HIDDEN_BOXES)) return 'foreign'
  if (rival && rival.mine - rival.theirs < LEAST_LEAD) return rival.theirs > LEAST_OWN ? 'ambiguous' : 'foreign'
  return (own ?? coverage) < LEAST_OWN ? 'foreign' : 'accepted'
}

function matched({ form, formPage, blank: { width, height } }: Reference, { map, bend, distancesPx }: Pose, coverage: number): Registration {
  const [xx, xy, yx, yy] = slopeAt(map, width / 2, height / 2)
  const turnDeg = (Math.atan2(yx - xy, xx + yy) * 180) / Math.PI
  const quarters = Math.round(turnDeg / 90)
  return {
    type: 'matched', form, formPage, toScan: map, ...(bend ? { bend } : {}),
    rotation: QUARTERS[(quarters + 4) % 4]!, skewDeg: turnDeg - quarters * 90,
    residualPx: median(distancesPx), coverage, dpi: STRAIGHT_DPI * Math.sqrt(Math.abs(xx * yy - xy * yx)),
  }
}
const QUARTERS = [0, 90, 180, 270] as const
