import { greyOf } from '../image/grey.ts'
import type { Raster } from '../model/raster.ts'

/** Surely print, and surely paper as far as a scan may lie off. */
const PRINT_BELOW = 90, PAPER_FROM = 245
const SLACK_PX = 2
/** So many px, evenly taken, tell two blanks apart. */
const SAMPLES = 2000
/** Darker than this share of the paper is printed. */
const DARK_BELOW = 0.7
/** So much of what only one blank prints must be there: a pupil's stroke over its place is not it. */
const LEAST_THERE = 0.5

/** The blank that a straightened page was printed from: what only one of them prints must be dark. The first where they do not differ. */
export function chooseBlank({ straight, blanks }: { readonly straight: Raster; readonly blanks: readonly Raster[] }): Raster {
  return blanks.slice(1).reduce((best, one) => {
    const [ofBest, ofOne] = differences(best, one)
    const there = shareDark(straight, ofOne)
    return there > LEAST_THERE && there > shareDark(straight, ofBest) ? one : best
  }, blanks[0]!)
}

function shareDark({ width, channels, data }: Raster, px: Int32Array): number {
  const middle = channels === 3 ? 1 : 0
  let dark = 0
  for (let i = 0; i < px.length; i++) {
    const level = data[px[i]! * channels + middle]!
    // The paper is what is brightest around.
    let paper = 1
    for (let by = -12; by <= 12; by += 3) paper = Math.max(paper, data[(px[i]! + by) * channels + middle] ?? 0, data[(px[i]! + by * width) * channels + middle] ?? 0)
    if (level < paper * DARK_BELOW) dark++
  }
  return px.length === 0 ? 0 : dark / px.length
}

type Differences = readonly [Int32Array, Int32Array]
const known = new WeakMap<Raster, WeakMap<Raster, Differences>>()

/** Px that only the one prints, and px that only the other does, made once a pair. */
function differences(one: Raster, other: Raster): Differences {
  const ofOne = known.get(one) ?? new WeakMap<Raster, Differences>()
  known.set(one, ofOne)
  const made = ofOne.get(other) ?? [onlyIn(one, other), onlyIn(other, one)]
  ofOne.set(other, made)
  return made
}

function onlyIn(one: Raster, other: Raster): Int32Array {
  if (one.width !== other.width || one.height !== other.height) return new Int32Array()
  const { width, height, data } = greyOf(one), { data: there } = greyOf(other)
  const px: number[] = []
  for (let y = SLACK_PX; y < height - SLACK_PX; y++) {
    for (let x = SLACK_PX, at = y * width + SLACK_PX; x < width - SLACK_PX; x++, at++) if (data[at]! < PRINT_BELOW && isPaper(there, at, width)) px.push(at)
  }
  return Int32Array.from(px.filter((_, index) => index % Math.ceil(px.length / SAMPLES) === 0))
}

function isPaper(levels: Uint8Array, at: number, width: number): boolean {
  for (let y = -SLACK_PX; y <= SLACK_PX; y++) for (let x = -SLACK_PX; x <= SLACK_PX; x++) if (levels[at + y * width + x]! < PAPER_FROM) return false
  return true
}
