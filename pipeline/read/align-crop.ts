import type { DarkCrop } from './dark-crop.ts'

/** How far the print of the scan lies from where the blank has it, px, for each column of the crop. */
export interface PrintShift { readonly dx: Float32Array; readonly dy: Float32Array; readonly found: boolean }

const TILE_PX = 150
const TILE_REACH_PX = 3
/** Darkness above which a pixel of the blank is print. */
export const PRINT_DARK = 40
/** Printed pixels that are compared at most. */
const MOST_PRINTED = 700
const DARK_ENOUGH = 140
const OUTSIDE_DARK = 20
/** Fewer printed pixels than this say nothing about a shift. */
const FEWEST_PRINTED = 40

/**
 * Finds the printed lines of a blank's crop again in the scan's crop of the same place: the whole pixel shift within `reachPx`
 * that lays most darkness under the print, then, for wide fields, the same within 3 px for every 150 px of width, so that a
 * phone's bend does not matter. `found` is false when the blank prints nothing here or the scan shows no print.
 */
export function alignCrop(scan: DarkCrop, blank: DarkCrop, reachPx: number): PrintShift {
  const { width } = scan
  const print: number[] = []
  for (let i = 0; i < blank.data.length; i++) if ((blank.data[i] ?? 0) > PRINT_DARK) print.push(i)
  const dx = new Float32Array(width)
  const dy = new Float32Array(width)
  if (print.length < FEWEST_PRINTED) return { dx, dy, found: false }
  const whole = bestShift({ scan, print, reach: reachPx, around: [0, 0] })
  const tiles = Math.max(1, Math.round(width / TILE_PX))
  if (tiles === 1) return { dx: dx.fill(whole.dx), dy: dy.fill(whole.dy), found: whole.dark > 40 }
  const local = Array.from({ length: tiles }, (_, t) => {
    const [from, to] = [(t * width) / tiles, ((t + 1) * width) / tiles]
    const here = print.filter((i) => i % width >= from && i % width < to)
    return here.length < FEWEST_PRINTED ? whole : bestShift({ scan, print: here, reach: TILE_REACH_PX, around: [whole.dx, whole.dy] })
  })
  for (let x = 0; x < width; x++) {
    const t = Math.min(tiles - 1, Math.max(0, ((x + 0.5) * tiles) / width - 0.5))
    const [a, b] = [local[Math.floor(t)], local[Math.min(tiles - 1, Math.floor(t) + 1)]]
    const f = t - Math.floor(t)
    dx[x] = (a?.dx ?? 0) * (1 - f) + (b?.dx ?? 0) * f
    dy[x] = (a?.dy ?? 0) * (1 - f) + (b?.dy ?? 0) * f
  }
  return { dx, dy, found: whole.dark > 40 }
}

interface Shift { readonly dx: number; readonly dy: number; readonly dark: number }

/** Ink is often darker than print, so darkness counts up to a limit only; of equal shifts the nearest wins. */
function bestShift(options: { scan: DarkCrop; print: readonly number[]; reach: number; around: readonly [number, number] }): Shift {
  const { scan: { width, height, data }, reach, around } = options
  const step = Math.max(1, Math.floor(options.print.length / MOST_PRINTED))
  const xs: number[] = []
  const ys: number[] = []
  for (let k = 0; k < options.print.length; k += step) { const i = options.print[k] ?? 0; xs.push(i % width); ys.push(Math.floor(i / width)) }
  const weigh = (dx: number, dy: number): Shift & { score: number } => {
    let sum = 0
    for (let k = 0; k < xs.length; k++) {
      const x = (xs[k] ?? 0) + dx
      const y = (ys[k] ?? 0) + dy
      sum += x < 0 || y < 0 || x >= width || y >= height ? OUTSIDE_DARK : Math.min(DARK_ENOUGH, data[y * width + x] ?? 0)
    }
    const dark = sum / Math.max(1, xs.length)
    return { dx, dy, dark, score: dark - 0.15 * Math.hypot(dx - around[0], dy - around[1]) }
  }
  // Lines are at least two pixels thick: every second shift first, then the neighbours of the best.
  let best = weigh(around[0], around[1])
  for (let dy = around[1] - reach; dy <= around[1] + reach; dy += 2) for (let dx = around[0] - reach; dx <= around[0] + reach; dx += 2) {
    const found = weigh(dx, dy)
    if (found.score > best.score) best = found
  }
  const coarse = best
  for (let dy = coarse.dy - 1; dy <= coarse.dy + 1; dy++) for (let dx = coarse.dx - 1; dx <= coarse.dx + 1; dx++) {
    const found = weigh(dx, dy)
    if (found.score > best.score) best = found
  }
  return best
}
