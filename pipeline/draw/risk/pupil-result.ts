import { markOf, type Form } from '../../model/form.ts'
import type { ResultsForm } from '../../model/results-form.ts'
import { pointsOf } from '../../model/score.ts'

/** One participant's result, as the signs look at it. Null: not known. */
export interface PupilResult {
  readonly classNumber: string
  /** Points by task, in the form's order. */
  readonly points: readonly (number | null)[]
  readonly total: number | null
  /** 2…5, by the form's borders. */
  readonly mark: number | null
  /** 2…5, from the class register. */
  readonly journalMark: number | null
}

/** All that one school brings in one subject and grade. */
export interface SchoolResults { readonly school: string; readonly pupils: readonly PupilResult[] }

/** What all schools of a comparison have in common. */
export interface WorkShape {
  readonly tasks: readonly { readonly id: string; readonly maxScore: number }[]
  /** Lowest total for the marks 3, 4 and 5; absent when not stated. */
  readonly markBorders?: Form['markBorders']
}

/** A results form → what the signs look at. Absent participants are left out; `X` and `Н/П` are 0 points. */
export function pupilResults(results: Pick<ResultsForm, 'rows'>, work: WorkShape): PupilResult[] {
  return results.rows.filter((row) => row.variant !== null).map((row) => {
    const points = work.tasks.map(({ id }) => pointsOf(row.scores[id] ?? ''))
    const sum = points.some((one) => one === null) ? null : points.reduce<number>((total, one) => total + (one as number), 0)
    const total = /^\d{1,3}$/.test(row.total ?? '') ? Number(row.total) : sum
    const mark = total === null ? null : markOf({ ...work.markBorders ? { markBorders: work.markBorders } : {} }, total)
    return {
      classNumber: row.classNumber ?? '', points, total, mark: mark === null ? null : Number(mark),
      journalMark: /^[2-5]$/.test(row.journalMark ?? '') ? Number(row.journalMark) : null,
    }
  })
}
