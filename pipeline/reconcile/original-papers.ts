/** One value as it stands on the school's paper. `sure`: a person has looked at it; otherwise only the scan was read. */
export interface PaperValue { readonly value: string; readonly sure: boolean }

/** What the school gave a work, as each of its papers says it. A value that is not there is absent or null. */
export interface OriginalPapers {
  /** What was typed into the results form: the result that counts officially. Null when the work is not in it. */
  readonly resultsForm: { readonly scores: Readonly<Record<string, string>>; readonly total: string | null } | null
  /** The score table of the title page. */
  readonly table: Readonly<Record<string, PaperValue>>
  /** The boxes at the tasks' margins. */
  readonly boxes: Readonly<Record<string, PaperValue>>
  readonly total: PaperValue | null
  readonly mark: PaperValue | null
}
