import { markOf, type Form } from '../model/form.ts'
import type { ResultsRow } from '../model/results-form.ts'
import { EMPTY, pointsOf } from '../model/score.ts'

/** One value that stands on the paper of a work, with the page it stands on. `box` counts the boxes of a task from 0. */
export interface PaperValue { readonly field: 'score' | 'total' | 'mark' | 'variant'; readonly task: string | null; readonly box: number | null; readonly value: string; readonly pageId: string | null }

/** What the coordinator is to find while scanning: an empty box, a missing total, boxes that differ, a wrong sum, and where paper and Excel differ. */
export type BreachKind = 'box-empty' | 'total-empty' | 'boxes-differ' | 'sum-differs' | 'mark-differs' | 'score-excel' | 'total-excel' | 'not-in-excel'

/** One breach: what stands on the paper there, and what it should agree with (null where there is nothing to agree with). */
export interface Breach { readonly kind: BreachKind; readonly task: string | null; readonly box: number | null; readonly paper: string; readonly other: string | null; readonly pageId: string | null }

/**
 * Every breach of one work, in the order of the form: box = table = total = Excel. A value that is still in question is not among `values`
 * and breaks nothing; a sum is only checked when every task has a score.
 */
export function checkPaper({ form, values, row }: {
  readonly form: Pick<Form, 'tasks' | 'markBorders'>; readonly values: readonly PaperValue[]
  /** The participant's row of the results form; null: the code is not in it; undefined: there is no results form yet. */
  readonly row: ResultsRow | null | undefined
}): readonly Breach[] {
  const breach = (kind: BreachKind, at: PaperValue, other: string | null): Breach => ({ kind, task: at.task, box: at.box, paper: at.value, other, pageId: at.pageId })
  const found: Breach[] = []
  const lead = new Map<string, string>()
  for (const task of form.tasks) {
    const boxes = values.filter((value) => value.field === 'score' && value.task === task.id).sort((a, b) => (a.box ?? 0) - (b.box ?? 0))
    const written = boxes.filter((one) => one.value !== EMPTY)
    for (const one of boxes) if (one.value === EMPTY) found.push(breach('box-empty', one, written[0]?.value ?? null))
    const [first, ...others] = written
    if (!first) continue
    lead.set(task.id, first.value)
    for (const one of others) if (one.value !== first.value) found.push(breach('boxes-differ', one, first.value))
    const excel = row?.scores[task.id]
    if (excel !== undefined && excel !== EMPTY && excel !== first.value) found.push(breach('score-excel', first, excel))
  }
  const total = values.find((value) => value.field === 'total')
  const mark = values.find((value) => value.field === 'mark')
  if (total?.value === EMPTY) found.push(breach('total-empty', total, row?.total ?? null))
  else if (total) {
    const points = form.tasks.map((task) => pointsOf(lead.get(task.id) ?? EMPTY))
    const sum = points.every((one) => one !== null) ? points.reduce<number>((all, one) => all + (one ?? 0), 0) : null
    if (sum !== null && sum !== Number(total.value)) found.push(breach('sum-differs', total, String(sum)))
    if (row?.total !== undefined && row.total !== null && row.total !== total.value) found.push(breach('total-excel', total, row.total))
    const earned = markOf(form, Number(total.value))
    if (mark && mark.value !== EMPTY && earned !== null && mark.value !== earned) found.push(breach('mark-differs', mark, earned))
  }
  if (row === null) found.push({ kind: 'not-in-excel', task: null, box: null, paper: '', other: null, pageId: values[0]?.pageId ?? null })
  return found
}
