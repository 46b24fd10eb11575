import { z } from 'zod'
import { asExpert } from '../../../storage/blind/as-expert.ts'
import { blindQueue } from '../../../storage/blind/blind-works.ts'
import { addGrade, flagWork, submitWork, type GradeRefusal } from '../../../storage/blind/grade-work.ts'
import type { Result } from '../../../pipeline/model/result.ts'
import { flagWork as flagRequest, putScore, savedScore, submitAnswer } from '../../api/expert.ts'
import { makeChange } from '../change.ts'
import { callThirdExpert } from '../recheck/call-third-expert.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { UserError } from '../user-error.ts'
import { gradedTasks } from './show-queue.ts'
import { nextOpen } from './show-work.ts'

const params = z.object({ cipher: z.string() })

/** PUT …/scores, POST …/submit and POST …/flags of one of the own works. */
export function gradeRoutes(app: App, services: Services): void {
  app.put('/api/expert/works/:cipher/scores', { schema: { params, body: putScore, response: { 200: savedScore } } }, (request) => {
    const account = accountOf(request)
    const { cipher } = request.params
    const { key, task, score } = request.body
    return makeChange({ services, account, steps: async (change) => {
      const id = change.newId()
      const { work, isNew } = await asExpert(change.db, account.id, async (blind) => ({
        work: taken(await addGrade(blind, { id, cipher, task, score, key, at: change.at })),
        isNew: await blind.selectFrom('grade').select('id').where('id', '=', id).executeTakeFirst() !== undefined,
      }))
      if (isNew) change.record({ type: 'grade.given', grade: id, assignment: work.assignmentId })
      return { task, score: work.grades.get(task) ?? '', graded: gradedTasks(work) }
    } })
  })

  app.post('/api/expert/works/:cipher/submit', { schema: { params, response: { 200: submitAnswer } } }, (request) => {
    const account = accountOf(request)
    const { cipher } = request.params
    return makeChange({ services, account, steps: async (change) => {
      const { work, commitment, nextCipher } = await asExpert(change.db, account.id, async (blind) => {
        const submitted = taken(await submitWork(blind, { cipher, at: change.at }))
        return { ...submitted, nextCipher: nextOpen(await blindQueue(blind), cipher) }
      })
      change.record({ type: 'grades.submitted', assignment: work.assignmentId, commitment })
      await callThirdExpert({ change, assignmentId: work.assignmentId })
      return { nextCipher }
    } })
  })

  app.post('/api/expert/works/:cipher/flags', { schema: { params, body: flagRequest, response: { 200: z.object({}) } } }, (request) => {
    const account = accountOf(request)
    return makeChange({ services, account, steps: async (change) => {
      const id = change.newId()
      const work = taken(await asExpert(change.db, account.id, (blind) => flagWork(blind, { id, cipher: request.params.cipher, ...request.body, at: change.at })))
      change.record({ type: 'work.flagged', flag: id, assignment: work.assignmentId, kind: request.body.kind })
      return {}
    } })
  })
}

const REFUSALS: Readonly<Record<GradeRefusal, { readonly status: number; readonly message: string }>> = {
  'no-such-work': { status: 404, message: 'Такой работы у вас нет. Вернитесь к списку работ.' },
  'already-submitted': { status: 409, message: 'Эта работа уже сдана, и её баллы не меняются.' },
  'no-such-task': { status: 400, message: 'Этого задания в работе нет или вам его оценивать не нужно. Обновите страницу.' },
  'no-such-score': { status: 400, message: 'Такого балла за это задание не бывает. Поставьте число не больше максимального, X или Н/П.' },
  'tasks-missing': { status: 409, message: 'Не у всех заданий есть балл. Оцените оставшиеся и сдайте работу.' },
}

function taken<Value>(result: Result<Value, GradeRefusal>): Value {
  if (result.ok) return result.value
  throw new UserError({ code: result.reason, ...REFUSALS[result.reason] })
}
