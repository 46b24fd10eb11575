import { greyOf, type Grey } from '../image/grey.ts'
import type { Form, FormPage } from '../model/form.ts'
import type { Raster } from '../model/raster.ts'
import { choosePatches, type Patch } from './choose-patches.ts'
import { linesOfBox, type BoxLines } from './find-lines.ts'
import { inkMap } from './ink-map.ts'
import { turnSpectrum, type TurnSpectrum } from './log-polar.ts'
import { buildPyramid, type Level, type Pyramid } from './pyramid.ts'
import { shiftSpectrum, type ShiftSpectrum } from './shift-spectrum.ts'

/** A form's empty page, prepared once to be found in many scans. About 6 MB. */
export interface Reference {
  readonly form: string
  readonly formPage: number
  readonly page: FormPage
  readonly pageSizeMm: readonly [number, number]
  /** The blank itself, 200 dpi: the size of a straightened page. */
  readonly blank: Grey
  readonly pyramid: Pyramid
  readonly patches: readonly Patch[]
  /** Printed lines around each field of the page, in its order. */
  readonly fieldLines: readonly BoxLines[]
  readonly turns: TurnSpectrum
  readonly shifts: ShiftSpectrum
  readonly tiny: Level
}

/** Prepares a page of a form from its blank at 200 dpi. Takes about 0.2 s; keep the result for the whole stack. */
export function prepareReference({ form, page, blank }: { form: Pick<Form, 'id' | 'pageSizeMm'>; page: FormPage; blank: Raster }): Reference {
  const grey = greyOf(blank)
  const pyramid = buildPyramid({ ...grey, channels: 1 }, 2)
  const ink = inkMap(pyramid.tiny)
  return {
    form: form.id, formPage: page.number, page, pageSizeMm: form.pageSizeMm, blank: grey, pyramid,
    patches: choosePatches(pyramid), fieldLines: page.fields.map((field) => linesOfBox({ ...grey, factor: 1 }, field.box)),
    turns: turnSpectrum(ink), shifts: shiftSpectrum(ink), tiny: pyramid.tiny,
  }
}
