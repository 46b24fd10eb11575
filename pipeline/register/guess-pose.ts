import type { Homography } from '../model/registration.ts'
import { SIDE } from './fft.ts'
import { compose, enlargeBy, invert } from './homography.ts'
import type { InkMap } from './ink-map.ts'
import { compareTurns, turnSpectrum, type Turn } from './log-polar.ts'
import type { Pyramid } from './pyramid.ts'
import type { Reference } from './reference.ts'
import { findShift, uprightSpectrum, type ShiftSpectrum } from './shift-spectrum.ts'

/** A reference that a scan may be, and roughly how it lies there: some px at 25 dpi. */
export interface Guess {
  readonly reference: Reference
  readonly map: Homography
}

/** Turns this alike share one upright transform. */
const SAME_TURN_RAD = 0.003
const SAME_SCALE = 0.004

/** References in the order of their likeness to a scan; each is placed only when it is asked for, since the first is mostly right. */
export function* guessPoses({ scan, ink, references }: { scan: Pyramid; ink: InkMap; references: readonly Reference[] }): Generator<Guess> {
  const turns = compareTurns(turnSpectrum(ink), references.map((reference) => reference.turns))
  const order = turns.map((turn, i) => ({ turn, reference: references[i]! })).sort((a, b) => b.turn.peak - a.turn.peak)
  const upright: { turn: Turn; spectrum: ShiftSpectrum }[] = []
  for (const { turn, reference } of order) {
    let known = upright.find(({ turn: t }) => Math.abs(t.turnRad - turn.turnRad) < SAME_TURN_RAD && Math.abs(t.scale - turn.scale) < SAME_SCALE)
    if (!known) upright.push(known = { turn, spectrum: uprightSpectrum(ink, turn) })
    yield { reference, map: placed({ scan, reference, turn: known.turn, ...findShift(known.spectrum, reference.shifts) }) }
  }
}

/**
 * Reference px → scan px. A reference's tiny pixel stands at x + left in the transform's square; the upright scan stands there about its own
 * middle, turned and scaled.
 */
function placed({ scan, reference, turn, shiftX, shiftY, upsideDown }: {
  scan: Pyramid; reference: Reference; turn: Turn; shiftX: number; shiftY: number; upsideDown: boolean
}): Homography {
  const { tiny } = reference
  const left = Math.floor((SIDE - tiny.width) / 2) + shiftX - SIDE / 2, top = Math.floor((SIDE - tiny.height) / 2) + shiftY - SIDE / 2
  const half = upsideDown ? -1 : 1
  const cos = Math.cos(turn.turnRad) * turn.scale * half, sin = Math.sin(turn.turnRad) * turn.scale * half
  const middleX = (scan.tiny.width - 1) / 2, middleY = (scan.tiny.height - 1) / 2
  const tinyToTiny: Homography = [cos, -sin, middleX + cos * left - sin * top, sin, cos, middleY + sin * left + cos * top, 0, 0, 1]
  return compose(enlargeBy(scan.tiny.factor), compose(tinyToTiny, invert(enlargeBy(tiny.factor))))
}
