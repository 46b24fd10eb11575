import { z } from 'zod'
import { countQuestions } from '../../../storage/queries/questions.ts'
import { doubtAnswer, doubtCounter } from '../../api/school.ts'
import { makeChange } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { answerQuestion, takeAnswerBack } from './answer-question.ts'
import { schoolOf } from './school-desk.ts'

const params = z.object({ id: z.string() })

/** POST /api/school/doubts/:id/answer writes an answer, DELETE takes the last one back; both answer how many questions are left. */
export function answerDoubtRoutes(app: App, services: Services): void {
  app.post('/api/school/doubts/:id/answer', { schema: { params, body: doubtAnswer, response: { 200: doubtCounter } } }, async (request) => {
    const schoolId = schoolOf(request)
    await makeChange({ services, account: accountOf(request), steps: (change) => answerQuestion({ change, schoolId, questionId: request.params.id, value: request.body.value }) })
    return countQuestions(services.database, schoolId)
  })
  app.delete('/api/school/doubts/:id/answer', { schema: { params, response: { 200: doubtCounter } } }, async (request) => {
    const schoolId = schoolOf(request)
    await makeChange({ services, account: accountOf(request), steps: (change) => takeAnswerBack({ change, schoolId, questionId: request.params.id }) })
    return countQuestions(services.database, schoolId)
  })
}
