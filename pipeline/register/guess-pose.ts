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
/** How many references are tried as their own spectra say, before all are asked about one turn. */
const TRUSTED = 2
/** Width of the vote over turns: 0.4°. */
const VOTE_RAD = 0.007
/** Sizes of a page against the whole picture that are tried when spectra do not say: as it should be, a worn feeder, a photograph. */
const USUAL_SCALES = [1, 0.98, 1.02, 0.92]
/** A place stands out when its peak is this much above the next page's. */
const STANDS_OUT = 1.5

/**
 * References in the order of their likeness to a scan, each placed when it is asked for, since the first is mostly right. After the likeliest
 * by their own spectra come those that fit best at the turn on which the spectra agree: a page covered with writing hides its
 * size from its spectrum, but hardly its turn.
 */
export function* guessPoses({ scan, ink, references }: { scan: Pyramid; ink: InkMap; references: readonly Reference[] }): Generator<Guess> {
  const turns = compareTurns(turnSpectrum(ink), references.map((reference) => reference.turns))
  const order = turns.map((turn, i) => ({ turn, reference: references[i]! })).sort((a, b) => b.turn.peak - a.turn.peak)
  const upright: { turn: Turn; spectrum: ShiftSpectrum }[] = []
  for (const { turn, reference } of order.slice(0, TRUSTED)) {
    let known = upright.find(({ turn: t }) => Math.abs(t.turnRad - turn.turnRad) < SAME_TURN_RAD && Math.abs(t.scale - turn.scale) < SAME_SCALE)
    if (!known) upright.push(known = { turn, spectrum: uprightSpectrum(ink, turn) })
    yield { reference, map: placed({ scan, reference, turn: known.turn, ...findShift(known.spectrum, reference.shifts) }) }
  }
  const turnRad = agreedTurn(turns)
  const found: { peak: number; guess: Guess }[] = []
  for (const scale of USUAL_SCALES) {
    const turn = { turnRad, scale, peak: 0 }
    const spectrum = uprightSpectrum(ink, turn)
    const shifts = references.map((reference) => ({ reference, shift: findShift(spectrum, reference.shifts) }))
    const [best, next] = shifts.sort((a, b) => b.shift.peak - a.shift.peak)
    if (!best) return
    const guess = { reference: best.reference, map: placed({ scan, reference: best.reference, turn, ...best.shift }) }
    found.push({ peak: best.shift.peak, guess })
    if (best.shift.peak > STANDS_OUT * (next?.shift.peak ?? 0)) break
  }
  yield* found.sort((a, b) => b.peak - a.peak).slice(0, TRUSTED).map(({ guess }) => guess)
}

/** The turn that most references' best guesses lie near, weighted by their peaks. */
function agreedTurn(turns: readonly Turn[]): number {
  const near = (a: number, b: number): number => Math.exp(-(((a - b) / VOTE_RAD) ** 2))
  const votes = turns.map(({ turnRad }) => turns.reduce((sum, other) => sum + other.peak * near(other.turnRad, turnRad), 0))
  return turns[votes.indexOf(Math.max(...votes))]!.turnRad
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
