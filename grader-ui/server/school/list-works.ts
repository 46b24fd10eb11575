import { z } from 'zod'
import { countingValues, type CountingValue } from '../../../storage/queries/counting-values.ts'
import { findForm } from '../../../storage/queries/forms.ts'
import { groupBy } from '../../../storage/queries/group-by.ts'
import { rosterOf } from '../../../storage/queries/results-forms.ts'
import { schoolWithCampaign, worksOfSchool } from '../../../storage/queries/school-desk.ts'
import { schoolWorks } from '../../api/school.ts'
import type { App, Services } from '../services.ts'
import { notFound } from '../user-error.ts'
import { schoolOf } from './school-desk.ts'

/** GET /api/school/works?form=ID: the works of one form, each place of a page filled or not, and the codes without a work. */
export function listWorks(app: App, { database }: Services): void {
  app.get('/api/school/works', { schema: { querystring: z.object({ form: z.string() }), response: { 200: schoolWorks } } }, async (request) => {
    const schoolId = schoolOf(request)
    const stored = await findForm(database, request.query.form)
    if (!stored || stored.campaignId !== (await schoolWithCampaign(database, schoolId)).campaign_id) throw notFound('Такого предмета в этой перепроверке нет.')
    const works = await worksOfSchool(database, { schoolId, formId: stored.form.id })
    const values = groupBy(await countingValues(database, works.map((work) => work.id)), (value) => value.workId)
    const roster = await rosterOf(database, { schoolId, formId: stored.form.id })
    const known = new Set(works.map((work) => work.participantCode))
    return {
      works: works.map((work) => {
        const own = values.get(work.id) ?? []
        const pages = stored.form.pages.map(({ number }) => ({ formPage: number, pageId: work.pages.find((page) => page.formPage === number)?.id ?? null }))
        return {
          id: work.id, participantCode: work.participantCode, variant: work.variant, state: work.state, pages, openDoubts: work.openDoubts,
          total: valueOf(own, 'total'), mark: valueOf(own, 'mark'),
          notes: roster.length > 0 && !roster.includes(work.participantCode) ? ['кода нет в форме сбора результатов'] : [],
        }
      }),
      missingCodes: roster.filter((code) => !known.has(code)),
    }
  })
}

const valueOf = (values: readonly CountingValue[], field: 'total' | 'mark'): string | null => values.find((value) => value.field === field)?.value ?? null
