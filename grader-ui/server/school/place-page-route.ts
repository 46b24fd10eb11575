import { z } from 'zod'
import { countQuestions } from '../../../storage/queries/questions.ts'
import { doubtCounter, placePage as placeRequest } from '../../api/school.ts'
import { makeChange } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { placePage } from './place-page.ts'
import { schoolOf } from './school-desk.ts'

/** POST /api/school/pages/:id/place: says where a page belongs, puts it away or brings it back. */
export function placePageRoute(app: App, services: Services): void {
  app.post('/api/school/pages/:id/place', { schema: { params: z.object({ id: z.string() }), body: placeRequest, response: { 200: doubtCounter } } }, async (request) => {
    const schoolId = schoolOf(request)
    await makeChange({ services, account: accountOf(request), steps: (change) => placePage({ change, schoolId, pageId: request.params.id, request: request.body }) })
    return countQuestions(services.database, schoolId)
  })
}
