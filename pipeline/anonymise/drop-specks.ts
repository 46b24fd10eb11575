import type { BoxMm } from '../model/form.ts'
import { mmToPx } from '../model/raster.ts'
import type { BlankPrint } from './blank-print.ts'
import { EDGE_PX } from './paint-out.ts'

/** Patches of fewer px are no pen's; of fewer than the second they are dust where no writing is near: a full stop has 12 and stands by a word. */
const LEAST_PX = 7, LEAST_ALONE_PX = 30
/** Writing is near within two such cells, px. */
const CELL = 8
/** Patches that lie all in the soft edges of print are its own fray, up to this size, px. */
const FRAY_PX = 600, FRAY_REACH = 2, PRINTED = 140
/** In this strip along the sheet's edge, px (10 mm), where no answer belongs, what hangs together with the edge and what is smaller than a letter is the scanner's border. */
const STRIP_PX = 80, LETTER_PX = 60
/** Nobody writes so near to the edge, px: 6 mm. */
const NEAREST_PX = 48

interface Patch { readonly px: readonly number[]; readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/** Takes patches of ink out, in place, that nobody wrote: dust, the fray of print, a scanner's border. */
export function dropSpecks({ ink, print, unprinted, answers }: {
  readonly ink: Uint8Array; readonly print: BlankPrint; readonly unprinted: Uint8Array; readonly answers: readonly BoxMm[]
}): void {
  const { width, height, darkest } = print
  const isPrinted = (at: number): boolean => darkest[at]! < PRINTED
  const isByPrint = (at: number): boolean => unprinted[at] === 0
    && (isPrinted(at) || isPrinted(at - FRAY_REACH) || isPrinted(at + FRAY_REACH) || isPrinted(at - FRAY_REACH * width) || isPrinted(at + FRAY_REACH * width))
  const liesWithin = ({ left, top, right, bottom }: Patch, strip: number): boolean => right < strip || left >= width - strip || bottom < strip || top >= height - strip
  const isBorder = (patch: Patch): boolean => liesWithin(patch, patch.px.length < LETTER_PX ? STRIP_PX : NEAREST_PX) && !isInAnswer(patch)
  const isInAnswer = ({ left, top, right, bottom }: Patch): boolean => answers.some(([x, y, w, h]) => left < mmToPx(x + w) && right > mmToPx(x) && top < mmToPx(y + h) && bottom > mmToPx(y))
  clearBorder({ ink, width, height, isAnswer: (x, y) => answers.some(([left, top, w, h]) => x >= mmToPx(left) && x < mmToPx(left + w) && y >= mmToPx(top) && y < mmToPx(top + h)) })
  const across = Math.ceil(width / CELL) + 4
  const written = new Uint8Array(across * (Math.ceil(height / CELL) + 4))
  const cellOf = (at: number): number => ((((at / width) | 0) / CELL | 0) + 2) * across + (((at % width) / CELL) | 0) + 2
  const small: Patch[] = []
  for (const patch of patchesOf(ink, width, height)) {
    if (patch.px.length < LEAST_PX || isBorder(patch) || (patch.px.length < FRAY_PX && patch.px.every(isByPrint))) for (const at of patch.px) ink[at] = 0
    else if (patch.px.length < LEAST_ALONE_PX) small.push(patch)
    else for (const at of patch.px) written[cellOf(at)] = 1
  }
  for (const { px } of small) {
    const cell = cellOf(px[0]!)
    let isAlone = true
    for (let y = -2; y <= 2; y++) for (let x = -2; x <= 2; x++) if (written[cell + y * across + x] === 1) isAlone = false
    if (isAlone) for (const at of px) ink[at] = 0
  }
}

/** Clears what hangs together with the sheet's edge, inside the strip. */
function clearBorder({ ink, width, height, isAnswer }: { ink: Uint8Array; width: number; height: number; isAnswer: (x: number, y: number) => boolean }): void {
  const isStrip = (x: number, y: number): boolean => x < STRIP_PX || x >= width - STRIP_PX || y < STRIP_PX || y >= height - STRIP_PX
  const queue: number[] = []
  const take = (x: number, y: number): void => {
    if (x < 0 || y < 0 || x >= width || y >= height || ink[y * width + x] === 0 || !isStrip(x, y) || isAnswer(x, y)) return
    ink[y * width + x] = 0
    queue.push(y * width + x)
  }
  for (let y = 0; y < height; y++) for (let k = 0; k < EDGE_PX; k++) { take(k, y); take(width - 1 - k, y) }
  for (let x = 0; x < width; x++) for (let k = 0; k < EDGE_PX; k++) { take(x, k); take(x, height - 1 - k) }
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const x = at % width, y = (at / width) | 0
    for (let v = y - 1; v <= y + 1; v++) for (let u = x - 1; u <= x + 1; u++) take(u, v)
  }
}

function* patchesOf(ink: Uint8Array, width: number, height: number): Generator<Patch> {
  const seen = new Uint8Array(ink.length)
  for (let start = 0; start < ink.length; start++) {
    if (ink[start] === 0 || seen[start] === 1) continue
    const px = [start]
    seen[start] = 1
    let [left, top, right, bottom] = [width, height, 0, 0]
    for (let next = 0; next < px.length; next++) {
      const at = px[next]!, x = at % width, y = (at / width) | 0
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      if (y > bottom) bottom = y
      for (let v = -width; v <= width; v += width) {
        for (let near = at + v - 1; near <= at + v + 1; near++) {
          if (ink[near] !== 1 || seen[near] === 1) continue
          seen[near] = 1
          px.push(near)
        }
      }
    }
    yield { px, left, top, right, bottom }
  }
}
