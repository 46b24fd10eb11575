import { cropAnswers, type AnswerCrop } from '../../pipeline/anonymise/crop-answers.ts'
import { detectBarcodes } from '../../pipeline/anonymise/detect-barcodes.ts'
import { detectReadable } from '../../pipeline/anonymise/detect-readable.ts'
import type { TaskGroup } from '../../pipeline/draw/units.ts'
import type { Models } from './load-models.ts'
import { blankKey, type PreparedForms } from './prepare-forms.ts'

/** A finished blind page, and the groups of tasks whose answers are cut out of it. `code`: the participant's, looked for on each picture. */
export interface CropOrder {
  readonly blind: Uint8Array
  readonly formId: string
  readonly formPage: number
  readonly groups: readonly TaskGroup[]
  readonly code: string | null
}

/** The answers to one group. */
export interface UnitCrop extends AnswerCrop { readonly unit: string }

/** A blind page → one picture a group that is answered on it, each looked at as the page was. */
export async function cropImage({ blind, formId, formPage, groups, code, forms, models }: CropOrder & { readonly forms: PreparedForms; readonly models: Models }): Promise<readonly UnitCrop[]> {
  const form = forms.forms.get(formId)!
  const blank = forms.blanks.get(blankKey(formId, formPage))!
  const crops: UnitCrop[] = []
  for (const { unit, tasks } of groups) {
    const crop = await cropAnswers({
      blind, blank, otherBlanks: forms.otherBlanks.get(blankKey(formId, formPage)) ?? [], form, formPage, tasks,
      inspect: async (image, ink, chosen) => [
        ...await detectReadable({ image, blank: chosen, form, formPage, code, reader: models.reader }),
        await detectBarcodes({ image, ink, reader: await models.barcode() }),
      ],
    })
    if (crop) crops.push({ unit, ...crop })
  }
  return crops
}
