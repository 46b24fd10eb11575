import { z } from 'zod'
import type { ResultsRow } from '../../../pipeline/model/results-form.ts'
import { countingValues, type CountingValue } from '../../../storage/queries/counting-values.ts'
import { groupBy } from '../../../storage/queries/group-by.ts'
import { leftOutWorks, type LeftOut } from '../../../storage/queries/left-out-works.ts'
import { newestResultsForm } from '../../../storage/queries/results-forms.ts'
import { blockedWorks, worksOfSchool, type WorkOfSchool } from '../../../storage/queries/school-desk.ts'
import { schoolWorks, type SchoolClass } from '../../api/school.ts'
import type { App, Services } from '../services.ts'
import { formOfSchool } from './form-of-school.ts'
import { schoolOf } from './school-desk.ts'

/** GET /api/school/works?form=ID: the works of one form, each place of a page filled or not, and the codes without a work. */
export function listWorks(app: App, { database }: Services): void {
  app.get('/api/school/works', { schema: { querystring: z.object({ form: z.string() }), response: { 200: schoolWorks } } }, async (request) => {
    const schoolId = schoolOf(request)
    const stored = await formOfSchool(database, { schoolId, formId: request.query.form })
    const works = await worksOfSchool(database, { schoolId, formId: stored.form.id })
    const values = groupBy(await countingValues(database, works.map((work) => work.id)), (value) => value.workId)
    const resultsForm = await newestResultsForm(database, { schoolId, formId: stored.form.id })
    const roster = resultsForm?.rows.filter((row) => row.variant !== null).map((row) => row.code) ?? []
    const blocked = await blockedWorks(database, works.filter((work) => work.state === 'released').map((work) => work.id))
    const leftOut = await leftOutWorks(database, works.map((work) => work.id))
    const known = new Set(works.map((work) => work.participantCode))
    return {
      works: works.map((work) => {
        const left = leftOut.get(work.id)
        const own = values.get(work.id) ?? []
        const pages = stored.form.pages.map(({ number }) => ({ formPage: number, pageId: work.pages.find((page) => page.formPage === number)?.id ?? null }))
        return {
          id: work.id, participantCode: work.participantCode, variant: work.variant, state: work.state, pages, openDoubts: work.openDoubts,
          total: valueOf(own, 'total'), mark: valueOf(own, 'mark'),
          notes: [
            ...(roster.length > 0 && !roster.includes(work.participantCode) ? ['кода нет в форме сбора результатов'] : []),
            ...(left ? [LEFT_OUT[left]] : []),
            ...(blocked.has(work.id) && !left ? ['обезличивание не закончено: посмотрите раздел «Обезличивание»'] : []),
          ],
        }
      }),
      missingCodes: roster.filter((code) => !known.has(code)),
      classes: classesOf({ rows: resultsForm?.rows ?? [], works, pagesPerWork: stored.form.pages.length }),
    }
  })
}

const LEFT_OUT: Readonly<Record<LeftOut, string>> = {
  'not-chosen': 'не вошла в выборку: экспертам не передаётся, делать с ней ничего не нужно',
  'kept-back': 'её ответы нельзя показать по одному: экспертам не передаётся, делать с ней ничего не нужно',
}

/** Declared, found and complete by class, as the results form numbers the classes. */
function classesOf({ rows, works, pagesPerWork }: { rows: readonly ResultsRow[]; works: readonly WorkOfSchool[]; pagesPerWork: number }): SchoolClass[] {
  const byCode = new Map(works.map((work) => [work.participantCode, work]))
  const wrote = groupBy(rows.filter((row) => row.variant !== null), (row) => row.classNumber)
  return [...wrote].map(([classNumber, own]) => {
    const found = own.flatMap((row) => byCode.get(row.code) ?? [])
    return {
      classNumber, declared: own.length, found: found.length, complete: found.filter((work) => new Set(work.pages.map((page) => page.formPage)).size === pagesPerWork).length,
      missingCodes: own.filter((row) => !byCode.has(row.code)).map((row) => row.code),
    }
  }).sort((a, b) => (a.classNumber ?? '').localeCompare(b.classNumber ?? '', 'ru', { numeric: true }))
}

const valueOf = (values: readonly CountingValue[], field: 'total' | 'mark'): string | null => values.find((value) => value.field === field)?.value ?? null
