import type { Raster } from '../model/raster.ts'

/** Print lighter than this on the blank (answer lines, grids, shades) is printed anew where nothing is written over it. */
const LIGHT_PRINT = 90
/** What is darker than the print nearby by this much is written. */
const WRITTEN_BY = 70
/** Levels up to this on black print are that print. */
const BLACK_PRINT = 120

/**
 * Draws the form's print as its blank has it, in place of how this scanner saw it: grey lines always come out alike, black is black. `page` is a whitened page;
 * what is darker than the print around it is somebody's ink and stays.
 */
export function reprint({ page: { width, height, data }, blank }: { readonly page: Raster & { readonly channels: 1 }; readonly blank: Raster }): void {
  const print = printOf(blank)
  for (let y = 0; y < Math.min(height, blank.height); y++) {
    for (let x = 0, at = y * width, from = y * blank.width; x < Math.min(width, blank.width); x++, at++, from++) {
      const around = print.darkestAround[from]!
      if (around === 255) continue
      if (around >= LIGHT_PRINT) {
        if (data[at]! >= around - WRITTEN_BY) data[at] = print.levels[from]!
      } else if (print.levels[from]! < LIGHT_PRINT && data[at]! < BLACK_PRINT) data[at] = 0
    }
  }
}

interface Print { readonly levels: Uint8Array; readonly darkestAround: Uint8Array }
const known = new WeakMap<Raster, Print>()

/** The blank in grey, and the darkest of the 25 px around each of its px. Worked out once a blank. */
function printOf(blank: Raster): Print {
  const before = known.get(blank)
  if (before) return before
  const { width, height, channels, data } = blank
  const levels = channels === 1 ? data : Uint8Array.from({ length: width * height }, (_, at) => (data[3 * at]! * 77 + data[3 * at + 1]! * 150 + data[3 * at + 2]! * 29) >> 8)
  const rows = new Uint8Array(levels.length).fill(255), darkestAround = new Uint8Array(levels.length).fill(255)
  for (let at = 2; at < levels.length - 2; at++) rows[at] = Math.min(levels[at - 2]!, levels[at - 1]!, levels[at]!, levels[at + 1]!, levels[at + 2]!)
  for (let at = 2 * width; at < levels.length - 2 * width; at++) darkestAround[at] = Math.min(rows[at - 2 * width]!, rows[at - width]!, rows[at]!, rows[at + width]!, rows[at + 2 * width]!)
  const print = { levels, darkestAround }
  known.set(blank, print)
  return print
}
