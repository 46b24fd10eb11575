import type { Grey } from '../image/grey.ts'
import { componentsOf, type Component } from '../image/components.ts'
import { inkMap } from './ink-map.ts'

/** Ink darker than this against the paper is print or writing; fainter is the other side shining through. */
const WRITTEN = 0.25
/** Sizes at 50 dpi, px. Spots up to this area are dust (2 mm²). */
const DUST_PX = 8
/** Punch holes are round and 4 to 8 mm wide. */
const HOLE_PX = { least: 8, most: 16 }
/** A row or column that has ink in this share of its stretches of 8 mm is dirt on the glass or a fold. */
const STRETCH_PX = 16
const STREAK_SHARE = 0.6
/** A page with less writing than this many px (about four letters) is empty. */
const LEAST_WRITING_PX = 60

/** Paper in the mean. What is darker shows nothing, whatever stands on it: a sheet that was not lit, or a picture that did not decode. */
const DARKEST_PAPER = 64

/** Is there nothing on the page? Judged at about 50 dpi; dust, streaks, punch holes and black margins do not count. */
export function isBlankPage(page: Grey): boolean {
  const { width, height } = page
  if (page.data.reduce((sum, level) => sum + level, 0) < DARKEST_PAPER * page.data.length) return false
  const ink = inkMap(page)
  const mask = new Uint8Array(ink.data.length)
  let count = 0
  for (let i = 0; i < mask.length; i++) if (ink.data[i]! >= WRITTEN) count += mask[i] = 1
  if (count < LEAST_WRITING_PX) return true
  // So much ink that no dirt explains it: no need to look closer.
  if (count > 0.015 * mask.length) return false
  clearStreaks({ mask, lines: width, length: height, line: 1, along: width })
  clearStreaks({ mask, lines: height, length: width, line: width, along: 1 })
  const writing = componentsOf({ mask, width, height }).filter((part) => part.area > DUST_PX && !isHole(part))
  return writing.reduce((sum, { area }) => sum + area, 0) < LEAST_WRITING_PX
}

/** Clears columns (or rows) that have ink nearly all along, with their neighbours. Steps are in the mask's own index. */
function clearStreaks({ mask, lines, length, line, along }: { mask: Uint8Array; lines: number; length: number; line: number; along: number }): void {
  const stretches = Math.ceil(length / STRETCH_PX)
  const streaks: number[] = []
  for (let i = 0; i < lines; i++) {
    const inked = new Set<number>()
    for (let k = 0; k < length; k++) if (mask[i * line + k * along] === 1) inked.add(Math.floor(k / STRETCH_PX))
    if (inked.size > STREAK_SHARE * stretches) streaks.push(i)
  }
  for (const streak of streaks) {
    for (let i = Math.max(0, streak - 2); i <= Math.min(lines - 1, streak + 2); i++) for (let k = 0; k < length; k++) mask[i * line + k * along] = 0
  }
}

const isHole = ({ width, height, area }: Component): boolean =>
  Math.min(width, height) >= HOLE_PX.least && Math.max(width, height) <= HOLE_PX.most && area > 0.65 * width * height
