import { z } from 'zod'
import { resultsRow, type ResultsForm } from '../../pipeline/model/results-form.ts'
import type { Db } from '../database/database.ts'

const content = z.object({
  tasks: z.array(z.object({ id: z.string(), maxScore: z.number() })),
  rows: z.array(resultsRow),
  problems: z.array(z.object({ sheet: z.string(), row: z.number(), column: z.string(), message: z.string() })),
})

/** The results form that counts for a school and form: the newest. Null when none was uploaded. */
export async function newestResultsForm(db: Db, { schoolId, formId }: { readonly schoolId: string; readonly formId: string }): Promise<(ResultsForm & { readonly name: string; readonly sha256: string }) | null> {
  const row = await db.selectFrom('results_form').selectAll().where('school_id', '=', schoolId).where('form_id', '=', formId).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return row ? { ...content.parse(row.content), name: row.name, sha256: row.sha256 } : null
}

/** Adds a results form; the ones before stay. */
export async function addResultsForm(db: Db, one: {
  readonly id: string; readonly schoolId: string; readonly formId: string; readonly name: string; readonly sha256: string; readonly content: ResultsForm; readonly accountId: string; readonly at: Date
}): Promise<void> {
  await db.insertInto('results_form').values({
    id: one.id, school_id: one.schoolId, form_id: one.formId, name: one.name, sha256: one.sha256, content: JSON.stringify(one.content), account_id: one.accountId, at: one.at,
  }).execute()
}

/** The codes of a school's participants who wrote the work, by its results form; empty when there is none. */
export async function rosterOf(db: Db, place: { readonly schoolId: string; readonly formId: string }): Promise<readonly string[]> {
  return (await newestResultsForm(db, place))?.rows.filter((row) => row.variant !== null).map((row) => row.code) ?? []
}
