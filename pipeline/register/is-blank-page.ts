import type { Grey } from '../image/grey.ts'
import { componentsOf } from '../image/components.ts'
import { inkMap } from './ink-map.ts'

/** Ink darker than this against the paper is print or writing; fainter is the other side shining through. */
const WRITTEN = 0.25
/** At 50 dpi: spots up to this many px are dust (2 mm²), and a line this much of the page long is dirt on the glass or a fold. */
const DUST_PX = 8
const STREAK_SHARE = 0.7
/** A page with less writing than this many px (about four letters) is empty. */
const LEAST_WRITING_PX = 60

/** Is there nothing on the page? Judged at about 50 dpi; dust, streaks, punch holes at the edge and black margins do not count. */
export function isBlankPage(page: Grey): boolean {
  const ink = inkMap(page)
  const mask = new Uint8Array(ink.data.length)
  let count = 0
  for (let i = 0; i < mask.length; i++) if (ink.data[i]! >= WRITTEN) count += mask[i] = 1
  if (count < LEAST_WRITING_PX) return true
  // So much ink that no dirt explains it: no need to look closer.
  if (count > 0.01 * mask.length) return false
  const writing = componentsOf({ mask, width: page.width, height: page.height })
    .filter(({ area, width, height }) => area > DUST_PX && width < STREAK_SHARE * page.width && height < STREAK_SHARE * page.height)
  return writing.reduce((sum, { area }) => sum + area, 0) < LEAST_WRITING_PX
}
