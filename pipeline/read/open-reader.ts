import type { CellEvidence, CodeEvidence, PageEvidence, ScoreEvidence, VariantEvidence } from '../model/evidence.ts'
import type { Field, Form } from '../model/form.ts'
import type { Raster } from '../model/raster.ts'
import { cellCandidates } from './cell-candidates.ts'
import { cellEvidence } from './cell-evidence.ts'
import { cellsEvidence, codeCells } from './code-cells.ts'
import { openCodeNetwork, type CodeNetwork } from './code-network.ts'
import { rowEvidence } from './row-evidence.ts'
import { CELL_REACH, CODE_REACH, fieldInk, type FieldInk } from './field-ink.ts'
import type { ReaderCalibration } from './ink-calibration.ts'
import { openInkNetwork } from './ink-network.ts'
import type { InkPart } from './ink-parts.ts'
import { inkWindow } from './ink-window.ts'
import type { PrintedPlace } from './header.ts'
import { variantDigits, variantEvidence } from './printed-variant.ts'
import { scorePlaces } from './score-places.ts'

/** Reads what is written in the fields of straightened pages. One reader serves one thread. */
export interface Reader {
  /**
   * The ink evidence of one page: code, scores, total and mark. `straight` is the page at 200 dpi, one or three channels;
   * `blank` the empty form page of the same size. All candidates of the page go through the network in one batch.
   */
  readPage(page: { straight: Raster; blank: Raster; form: Form; formPage: number }): Promise<PageEvidence>
  /** The variant that is printed at a place, which the blank says; print is read by the same network. `variants`: those that the form names. */
  readVariant(page: { straight: Raster; blank: Raster; place: PrintedPlace; variants: readonly string[] }): Promise<VariantEvidence>
}

type InkFieldKind = Extract<Field, { kind: 'code' | 'score' | 'total' | 'mark' }>

/** Opens a reader on the weights and the calibration that belong to them. */
export async function openReader(options: { model: Uint8Array; codeModel: Uint8Array; calibration: ReaderCalibration }): Promise<Reader> {
  const network = await openInkNetwork(options.model, options.calibration.windows)
  const rows = await openCodeNetwork(options.codeModel, options.calibration.rows)
  return {
    async readPage({ straight, blank, form, formPage }) {
      const fields = form.pages.find((page) => page.number === formPage)?.fields ?? []
      const places = scorePlaces(form).filter((place) => place.page === formPage)
      const windows: Uint8Array[] = []
      const look = (field: FieldInk, part: InkPart): number => windows.push(inkWindow(field, part)) - 1
      const pending = fields.filter(isInkField).map((field) => lookAt({ field, straight, blank, look, rows }))
      const votes = await network.classify(windows)
      const page: { -readonly [Key in keyof PageEvidence]: PageEvidence[Key] } = { form: form.id, formPage, scores: [] }
      const scores: ScoreEvidence[] = []
      for (const { field, finish } of pending) {
        const evidence = await finish(votes)
        if ('nodes' in evidence) page.code = evidence
        else if (field.kind === 'total') page.total = evidence
        else if (field.kind === 'mark') page.mark = evidence
        else if (field.kind === 'score') {
          const place = places.find((candidate) => candidate.field === field)
          if (place) scores.push({ ...evidence, task: field.task, box: place.box, place: place.place })
        }
      }
      return { ...page, scores }
    },
    async readVariant({ straight, blank, place, variants }) {
      const { ink, parts } = variantDigits({ straight, blank, place })
      return variantEvidence(await network.classify(parts.map((part) => inkWindow(ink, part))), variants)
    },
  }
}

const isInkField = (field: Field): field is InkFieldKind => field.kind === 'code' || field.kind === 'score' || field.kind === 'total' || field.kind === 'mark'

interface Pending { readonly field: InkFieldKind; readonly finish: (votes: readonly number[][]) => CellEvidence | CodeEvidence | Promise<CodeEvidence> }

/** Takes a field apart, hands its candidates over to be looked at, and says what to make of the answers. */
function lookAt(options: { field: InkFieldKind; straight: Raster; blank: Raster; look: (field: FieldInk, part: InkPart) => number; rows: CodeNetwork }): Pending {
  const { field, straight, blank, look, rows } = options
  const ink = fieldInk({ straight, blank, box: field.box, reach: field.kind === 'code' ? CODE_REACH : CELL_REACH })
  const boxPx = [Math.round(ink.left + ink.box[0]), Math.round(ink.top + ink.box[1]), Math.round(ink.box[2]), Math.round(ink.box[3])] as const
  if (field.kind === 'code') {
    if (field.cells === undefined) return { field, finish: () => rowEvidence(ink, rows, boxPx) }
    const asked = codeCells(ink, field.cells).map((part) => (part ? look(ink, part) : null))
    return { field, finish: (votes) => cellsEvidence(ink, asked.map((k) => (k === null ? null : votes[k] ?? null)), boxPx) }
  }
  const { whole, pairs, clusters, leftOut } = cellCandidates(ink)
  const askedWhole = whole ? look(ink, whole) : null
  const askedPairs = pairs.map(([left, right]) => [look(ink, left), look(ink, right)] as const)
  const askedClusters = clusters.map((cluster) => look(ink, cluster))
  return { field, finish: (votes) => cellEvidence({
    whole: askedWhole === null ? null : votes[askedWhole] ?? null,
    pairs: askedPairs.map(([left, right]) => [votes[left] ?? [], votes[right] ?? []] as const),
    clusters: askedClusters.map((k) => votes[k] ?? []), leftOut }, boxPx) }
}
