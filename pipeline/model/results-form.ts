import { z } from 'zod'

/** One participant's row of the school's results form (sheet `Протокол`). */
export const resultsRow = z.object({
  code: z.string(),
  /** null: the participant was absent. */
  variant: z.string().nullable(),
  scores: z.record(z.string(), z.string()),
  total: z.string().nullable(),
  classNumber: z.string().nullable(),
  journalMark: z.string().nullable(),
})
export type ResultsRow = z.infer<typeof resultsRow>

/** A place in a table that cannot be used, in words a secretary can act on. */
export interface TableProblem {
  readonly sheet: string
  /** From 1, as the spreadsheet program shows it. */
  readonly row: number
  /** Letters, as the spreadsheet program shows it. */
  readonly column: string
  readonly message: string
}

/** A school's results form, read: task columns in order, rows, and everything that is wrong with it. */
export interface ResultsForm {
  readonly tasks: readonly { readonly id: string; readonly maxScore: number }[]
  readonly rows: readonly ResultsRow[]
  readonly problems: readonly TableProblem[]
}
