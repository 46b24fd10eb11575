import { z } from 'zod'
import { worksOfSchool } from '../../../storage/queries/school-desk.ts'
import { fieldBoxes, fieldKey } from '../../../storage/queries/school-stack.ts'
import { paperChecks } from '../../api/school.ts'
import type { App, Services } from '../services.ts'
import { imageUrlOf } from './list-doubts.ts'
import { formOfSchool } from './form-of-school.ts'
import { paperBreaches } from './paper-breaches.ts'
import { schoolOf } from './school-desk.ts'

/** GET /api/school/checks?form=ID: what the order has the coordinator check while scanning, each breach with its place on the page. */
export function listChecks(app: App, { database: db }: Services): void {
  app.get('/api/school/checks', { schema: { querystring: z.object({ form: z.string() }), response: { 200: paperChecks } } }, async (request) => {
    const schoolId = schoolOf(request)
    const stored = await formOfSchool(db, { schoolId, formId: request.query.form })
    const { form } = stored
    const works = await worksOfSchool(db, { schoolId, formId: form.id })
    const { breaches: found, withResultsForm } = await paperBreaches({ db, schoolId, form, works })
    const boxes = await fieldBoxes(db, [...new Set(found.flatMap(({ pageId }) => (pageId === null ? [] : [pageId])))])
    return {
      works: works.length, withResultsForm, openDoubts: works.reduce((all, work) => all + work.openDoubts, 0),
      breaches: found.map(({ kind, task, box, paper, other, pageId, participantCode }) => {
        const page = pageId === null ? undefined : boxes.get(pageId)
        const crop = page?.boxes.get(fieldKey({ field: task !== null ? 'score' : kind === 'mark-differs' ? 'mark' : 'total', task, box })) ?? null
        return { kind, task, paper, other, participantCode, pageId, imageUrl: pageId === null ? null : imageUrlOf(pageId), widthPx: page?.widthPx ?? 0, heightPx: page?.heightPx ?? 0, cropPx: kind === 'not-in-excel' ? null : crop }
      }),
    }
  })
}
