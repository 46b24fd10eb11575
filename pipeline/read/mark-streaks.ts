import type { DarkCrop } from './dark-crop.ts'

/** Steepest lean of a streak, columns a row: pages lie askew by a few degrees at most. */
const MOST_LEAN = 0.08
/** Darkness from which a pixel may belong to a streak; and how far it must be darker than the paper on both sides. */
const STREAK_DARK = 24
const STEP_DARK = 16
const BESIDE_PX = 5
/** Share of its free pixels that must show the streak: ink crosses it, dust and grain break it. */
const LEAST_SHARE = 0.8
/** The same in the quarters at the top and at the bottom, where seldom anything is written. */
const LEAST_ENDS = 0.78
const WIDEST_PX = 6
/** Share of the crop's height that may lie beyond the sheet, above or below. */
const MOST_UNSEEN = 0.08
/** Darkness above the streak's own (its lower quartile: ink may cover most of it) from which a pixel is ink upon it. */
const INK_ABOVE = 28

/**
 * Adds the streaks of dirty scanner glass to a crop's mask of print (128): lines a few pixels wide that run from the upper edge of the crop to the
 * lower one. Whatever a hand writes into a field ends inside it, so a streak can be told from a 1. Ink that crosses a streak
 * is bridged as ink that crosses print is. Mutates and returns `mask`.
 */
export function markStreaks(scan: DarkCrop, mask: Uint8Array): Uint8Array {
  const { width, height } = scan
  if (height < 20) return mask
  const print = mask.slice()
  const ridge = ridgeOf(scan, print)
  // The sheet may end inside the crop, above or below: its streaks end there too.
  const unseen = Math.floor(height * MOST_UNSEEN)
  for (const rows of [{ first: 0, last: height - 1 }, { first: unseen, last: height - 1 }, { first: 0, last: height - 1 - unseen }]) {
    const lines = startsOf(ridge, width, rows).map((top) => straightestFrom({ ridge, width, rows, top })).filter(({ share }) => share >= LEAST_SHARE)
    for (const line of lines) {
      // Of the lines through one streak the one that lies on it best.
      if (lines.some((other) => Math.abs(other.top - line.top) <= WIDEST_PX / 2 && (other.share > line.share || (other.share === line.share && other.top < line.top)))) continue
      cover({ scan, print, mask, rows, line })
    }
  }
  return mask
}

interface Rows { readonly first: number; readonly last: number }
/** A line from `top` in the first row to `bottom` in the last, columns, and the share of it that shows a ridge. */
interface Line { readonly top: number; readonly bottom: number; readonly share: number }

function straightestFrom({ ridge, width, rows, top }: { ridge: Uint8Array; width: number; rows: Rows; top: number }): Line {
  const most = Math.ceil(MOST_LEAN * (rows.last - rows.first))
  let best: Line = { top, bottom: top, share: 0 }
  for (let bottom = Math.max(0, top - most); bottom <= Math.min(width - 1, top + most); bottom++) {
    const share = shareAlong({ ridge, width, rows, top, bottom })
    if (share > best.share || (share === best.share && Math.abs(bottom - top) < Math.abs(best.bottom - top))) best = { top, bottom, share }
  }
  return best
}

/** 1 where a pixel is darker than the paper to its left and right, 2 where print covers it, else 0. */
function ridgeOf({ width, height, data }: DarkCrop, mask: Uint8Array): Uint8Array {
  const ridge = new Uint8Array(width * height)
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) {
    if (mask[i]) { ridge[i] = 2; continue }
    const dark = data[i]!
    if (dark < STREAK_DARK) continue
    const left = x >= BESIDE_PX ? data[i - BESIDE_PX]! : 0
    const right = x + BESIDE_PX < width ? data[i + BESIDE_PX]! : 0
    if (dark - left >= STEP_DARK && dark - right >= STEP_DARK) ridge[i] = 1
  }
  return ridge
}

/** Columns in which the upper rows of the crop show a ridge: where a streak may begin. */
function startsOf(ridge: Uint8Array, width: number, { first, last }: Rows): number[] {
  const count = Math.max(4, Math.round((last - first) * 0.08))
  const starts: number[] = []
  for (let x = 0; x < width; x++) {
    let [seen, free] = [0, 0]
    for (let y = first; y < first + count; y++) {
      const value = ridge[y * width + x]!
      if (value !== 2) { free++; if (value === 1) seen++ }
    }
    if (free >= count / 2 && seen >= free * 0.7) starts.push(x)
  }
  return starts
}

/** The share of the line's free pixels that show a ridge, 0 when either end does not. */
function shareAlong({ ridge, width, rows: { first, last }, top, bottom }: { ridge: Uint8Array; width: number; rows: Rows; top: number; bottom: number }): number {
  const step = (bottom - top) / (last - first)
  const quarter = (last - first) >> 2
  const counts = [0, 0, 0, 0, 0, 0]
  for (let y = first; y <= last; y++) {
    const i = y * width + Math.round(top + (y - first) * step)
    const value = ridge[i]!
    if (value === 2) continue
    const part = y < first + quarter ? 0 : y > last - quarter ? 4 : 2
    counts[part]!++
    // A streak one pixel wide does not fall on the line in every row.
    counts[part + 1]! += value === 1 ? 1 : ridge[i - 1] === 1 || ridge[i + 1] === 1 ? 0.9 : 0
  }
  const [topFree, topSeen, midFree, midSeen, endFree, endSeen] = counts as [number, number, number, number, number, number]
  if (topFree < quarter / 3 || endFree < quarter / 3 || topSeen < topFree * LEAST_ENDS || endSeen < endFree * LEAST_ENDS) return 0
  return (topSeen + midSeen + endSeen) / Math.max(1, topFree + midFree + endFree)
}

/** Marks the line and what is dark beside it, as wide as the streak is at most. What is clearly darker than the streak is ink upon it and stays. */
function cover({ scan: { width, data }, print, mask, rows: { first, last }, line: { top, bottom } }: { scan: DarkCrop; print: Uint8Array; mask: Uint8Array; rows: Rows; line: Line }): void {
  const at = (y: number): number => Math.round(top + ((y - first) * (bottom - top)) / (last - first))
  const levelOf = (k: number): number => {
    const values: number[] = []
    for (let y = first; y <= last; y++) {
      const x = at(y)
      if (!print[y * width + x] && x + k >= 0 && x + k < width) values.push(data[y * width + x + k]!)
    }
    return values.sort((a, b) => a - b)[values.length >> 2] ?? 0
  }
  const middle = levelOf(0)
  for (const side of [-1, 1]) for (let k = side === 1 ? 0 : -1; Math.abs(k) <= WIDEST_PX / 2; k += side) {
    const level = levelOf(k)
    if (level < middle * 0.3) break
    for (let y = first; y <= last; y++) {
      const i = y * width + at(y) + k
      if (at(y) + k >= 0 && at(y) + k < width && !mask[i] && data[i]! <= middle + INK_ABOVE) mask[i] = 128
    }
  }
}
