/** Resolution that is worked on: straightened pages have 200 dpi, and a fifth more loses nothing on the way there. */
export const WORKING_DPI = 240
/** The longer side of an A4 page at it. Smaller pictures are never made smaller, whatever resolution a file states. */
const LEAST_SIDE_PX = Math.round((297 * WORKING_DPI) / 25.4)
/** A photograph states no resolution that means anything, and its page does not fill it. */
const PHOTOGRAPH_SIDE_PX = 3508
/** Less is not worth sampling a picture once more. */
const LEAST_GAIN = 1.1

/**
 * How long the longer side of a picture should be decoded, px: half the pixels of a 300 dpi scan say as much of its ink and need half the time and memory
 * in every later step. `dpi` null: the file does not say. Infinity: as it is.
 */
export function workingSidePx({ widthPx, heightPx, dpi }: { readonly widthPx: number; readonly heightPx: number; readonly dpi: number | null }): number {
  const longer = Math.max(widthPx, heightPx)
  const wanted = dpi === null ? PHOTOGRAPH_SIDE_PX : Math.max(LEAST_SIDE_PX, Math.round((longer * WORKING_DPI) / dpi))
  return longer > LEAST_GAIN * wanted ? wanted : Infinity
}
