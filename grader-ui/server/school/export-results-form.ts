import { z } from 'zod'
import type { ResultsRow } from '../../../pipeline/model/results-form.ts'
import { EMPTY } from '../../../pipeline/model/score.ts'
import { writeResultsForm } from '../../../pipeline/results-form/write-results-form.ts'
import { countingValues, type CountingValue } from '../../../storage/queries/counting-values.ts'
import { groupBy } from '../../../storage/queries/group-by.ts'
import { newestResultsForm } from '../../../storage/queries/results-forms.ts'
import { worksOfSchool } from '../../../storage/queries/school-desk.ts'
import type { App, Services } from '../services.ts'
import { formOfSchool } from './form-of-school.ts'
import { schoolOf } from './school-desk.ts'

/** GET /api/school/results-form?form=ID: what stands on the paper, as the results form that schools fill in: the same sheets and columns. */
export function exportResultsForm(app: App, { database: db }: Services): void {
  app.get('/api/school/results-form', { schema: { querystring: z.object({ form: z.string() }) } }, async (request, reply) => {
    const schoolId = schoolOf(request)
    const stored = await formOfSchool(db, { schoolId, formId: request.query.form })
    const { form } = stored
    const works = await worksOfSchool(db, { schoolId, formId: form.id })
    const values = groupBy(await countingValues(db, works.map((work) => work.id)), (value) => value.workId)
    const typed = new Map((await newestResultsForm(db, { schoolId, formId: form.id }))?.rows.map((row) => [row.code, row]) ?? [])
    const absent = [...typed.values()].filter((row) => row.variant === null)
    const rows = works.map((work): ResultsRow => {
      const own = values.get(work.id) ?? []
      const row = typed.get(work.participantCode)
      return {
        code: work.participantCode, variant: work.variant ?? '', classNumber: row?.classNumber ?? null, journalMark: row?.journalMark ?? null,
        scores: Object.fromEntries(form.tasks.map((task) => [task.id, scoreOf(own, task.id)])), total: own.find((value) => value.field === 'total')?.value || null,
      }
    })
    const bytes = await writeResultsForm({ tasks: form.tasks, rows: [...rows, ...absent].sort((a, b) => (a.code < b.code ? -1 : 1)) })
    return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${form.title}.xlsx`)}`).send(Buffer.from(bytes))
  })
}

/** The table's cell comes first; an empty one gives way to the box at the task. */
const scoreOf = (values: readonly CountingValue[], task: string): string =>
  values.filter((value) => value.field === 'score' && value.task === task && value.value !== EMPTY).sort((a, b) => (a.box ?? 0) - (b.box ?? 0))[0]?.value ?? EMPTY
