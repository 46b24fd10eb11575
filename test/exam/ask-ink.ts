import type { CellEvidence } from '../../pipeline/model/evidence.ts'
import type { Raster } from '../../pipeline/model/raster.ts'
import { bestCode } from '../../pipeline/read/code-lattice.ts'
import type { Reader } from '../../pipeline/read/open-reader.ts'
import { cropOf } from './crop.ts'
import type { ExamPage } from './exam-page.ts'
import type { Answer } from './tally.ts'

/** From this likelihood on the exam takes what the ink alone says as given without a person. */
export const INK_SURE = 0.995
const CROP_MARGIN_PX = 24

/** Reads a straightened page and compares every field with what was written: the ink alone, nothing decided together. */
export async function askInk(options: { reader: Reader; page: ExamPage; straight: Raster; blank: Raster }): Promise<Answer[]> {
  const { reader, page, straight, blank } = options
  const evidence = await reader.readPage({ straight, blank, form: page.form, formPage: page.formPage })
  return page.truth.map((field): Answer => {
    const common = { preset: page.preset, truth: field.value, where: `${page.form.id} ${page.work} p${page.formPage} ${field.task ?? field.kind}${field.crossedOut === null ? '' : ` (was ${field.crossedOut})`}${field.crossing ? ' crossing' : ''}` }
    if (field.kind === 'code') {
      const code = evidence.code
      const best = code ? bestCode(code, page.form.code.digits) : null
      const [said, confidence] = best ? [best.value, best.probability] : ['', code?.empty ?? 0]
      return { ...common, kind: 'code', said, confidence, automatic: said !== '' && confidence >= INK_SURE, ...(code ? { crop: cropOf(straight, code.boxPx, CROP_MARGIN_PX) } : {}) }
    }
    const cell: CellEvidence | undefined = field.kind === 'total' ? evidence.total : field.kind === 'mark' ? evidence.mark : evidence.scores.find((score) => score.task === field.task && score.box === field.box)
    const [said, confidence] = likeliest(cell)
    const kind = field.crossedOut !== null ? 'corrected' : field.value === '' ? 'empty' : field.kind
    return { ...common, kind, said, confidence, automatic: confidence >= INK_SURE && cell?.corrected !== true, ...(cell ? { crop: cropOf(straight, cell.boxPx, CROP_MARGIN_PX) } : {}) }
  })
}

/** The likeliest symbol of a cell; ink that is no value counts against the confidence. */
export function likeliest(cell: CellEvidence | undefined): readonly [string, number] {
  const symbols = Object.entries(cell?.likelihoods ?? {}).filter(([symbol]) => symbol !== 'other').sort((a, b) => b[1] - a[1])
  return symbols[0] ?? ['?', 0]
}
