import { z } from 'zod'
import { countQuestions } from '../../../storage/queries/questions.ts'
import { doubtCounter, placePage as placeRequest } from '../../api/school.ts'
import { makeChange } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { lockPageOfSchool } from '../../../storage/queries/page-places.ts'
import { notFound } from '../user-error.ts'
import { undoLastStep } from './record-moves.ts'
import { placePage } from './place-page.ts'
import { schoolOf } from './school-desk.ts'

/** POST /api/school/pages/:id/place: says where a page belongs or what it is; POST …/undo takes the last such step back. */
export function placePageRoute(app: App, services: Services): void {
  app.post('/api/school/pages/:id/place', { schema: { params: z.object({ id: z.string() }), body: placeRequest, response: { 200: doubtCounter } } }, async (request) => {
    const schoolId = schoolOf(request)
    await makeChange({ services, account: accountOf(request), steps: (change) => placePage({ change, schoolId, pageId: request.params.id, request: request.body }) })
    return countQuestions(services.database, schoolId)
  })
  app.post('/api/school/pages/:id/undo', { schema: { params: z.object({ id: z.string() }), response: { 200: doubtCounter } } }, async (request) => {
    const schoolId = schoolOf(request)
    await makeChange({ services, account: accountOf(request), steps: async (change) => {
      const page = await lockPageOfSchool(change.db, { id: request.params.id, schoolId })
      if (!page) throw notFound('Такой страницы нет. Обновите страницу.')
      await undoLastStep({ change, schoolId, pageId: page.id })
    } })
    return countQuestions(services.database, schoolId)
  })
}
