import { checkPaper, type Breach } from '../../../pipeline/results-form/check-paper.ts'
import type { Form } from '../../../pipeline/model/form.ts'
import type { Db } from '../../../storage/database/database.ts'
import { countingValues } from '../../../storage/queries/counting-values.ts'
import { groupBy } from '../../../storage/queries/group-by.ts'
import { newestResultsForm } from '../../../storage/queries/results-forms.ts'
import type { WorkOfSchool } from '../../../storage/queries/school-desk.ts'

/** Everything on the paper of these works of one school and form that does not agree: box = table = total = Excel. */
export async function paperBreaches({ db, schoolId, form, works }: {
  readonly db: Db; readonly schoolId: string; readonly form: Form; readonly works: readonly WorkOfSchool[]
}): Promise<{ readonly withResultsForm: boolean; readonly breaches: readonly (Breach & { readonly participantCode: string })[] }> {
  const values = groupBy(await countingValues(db, works.map((work) => work.id)), (value) => value.workId)
  const resultsForm = await newestResultsForm(db, { schoolId, formId: form.id })
  const rowOf = new Map(resultsForm?.rows.map((row) => [row.code, row]) ?? [])
  const breaches = works.flatMap((work) => checkPaper({ form, values: values.get(work.id) ?? [], row: resultsForm ? rowOf.get(work.participantCode) ?? null : undefined })
    .map((breach) => ({ ...breach, participantCode: work.participantCode })))
  return { withResultsForm: resultsForm !== null, breaches }
}
