import type { Raster } from '../model/raster.ts'
import type { BoxMm } from '../model/form.ts'
import { findBox, type BoxSighting } from './find-box.ts'
import { linesOfBox } from './find-lines.ts'
import { IDENTITY } from './homography.ts'
import type { Reference } from './reference.ts'

/** What a page's fit may be off by, px: a millimetre. */
const DEFAULT_REACH_PX = 8

/**
 * Finds the printed box of a field on a straightened page by its own lines: how far it lies from where the form says, so that what is cut out
 * is right even where the sheet was bent. `found` 0: no line was seen, the form's place stands.
 */
export function refineBox({ straight, reference, boxMm, reachPx = DEFAULT_REACH_PX }: {
  straight: Raster; reference: Reference; boxMm: BoxMm; reachPx?: number
}): BoxSighting {
  const known = reference.page.fields.findIndex((field) => field.box === boxMm)
  const lines = reference.fieldLines[known] ?? linesOfBox({ ...reference.blank, factor: 1 }, boxMm)
  return findBox({ source: { ...straight, factor: 1 }, map: IDENTITY, box: boxMm, lines, reachPx })
}
