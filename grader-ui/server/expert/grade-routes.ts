import { z } from 'zod'
import type { Result } from '../../../pipeline/model/result.ts'
import { asExpert } from '../../../storage/blind/as-expert.ts'
import { flagWork, type GradeRefusal } from '../../../storage/blind/grade-work.ts'
import { addRemark } from '../../../storage/blind/remarks.ts'
import { flagWork as flagRequest, putRemark, putScore, savedScore } from '../../api/expert.ts'
import { makeChange } from '../change.ts'
import { withdrawReported } from '../recheck/withdraw-reported.ts'
import { STOPPED } from '../quality/judge-checks.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { UserError } from '../user-error.ts'
import { GONE } from './show-work.ts'
import { takeScores } from './take-scores.ts'

export const cipherParams = z.object({ cipher: z.string() })

/** PUT …/scores, PUT …/remarks and POST …/flags of one of the own works. */
export function gradeRoutes(app: App, services: Services): void {
  const take = takeScores(services)
  app.put('/api/expert/works/:cipher/scores', { schema: { params: cipherParams, body: putScore, response: { 200: savedScore } } }, async (request) => {
    const { key, task, score, madeAt } = request.body
    const given = taken(await take({ expertId: accountOf(request).id, cipher: request.params.cipher, key, task, score, madeAt: madeAt === undefined ? null : new Date(madeAt) }))
    return { task, score: given.score }
  })

  app.put('/api/expert/works/:cipher/remarks', { schema: { params: cipherParams, body: putRemark, response: { 200: z.object({}) } } }, (request) => {
    const account = accountOf(request)
    const { key, about, text } = request.body
    return makeChange({ services, account, steps: async (change) => {
      const id = change.newId()
      const made = taken(await asExpert(change.db, account.id, (blind) => addRemark(blind, { id, cipher: request.params.cipher, place: about, text, key, at: change.at })))
      if (made.isNew) change.record({ type: 'remark.made', remark: id, assignment: made.assignmentId, kind: about.type })
      return {}
    } })
  })

  app.post('/api/expert/works/:cipher/flags', { schema: { params: cipherParams, body: flagRequest, response: { 200: z.object({}) } } }, (request) => {
    const account = accountOf(request)
    return makeChange({ services, account, steps: async (change) => {
      const id = change.newId()
      const work = taken(await asExpert(change.db, account.id, (blind) => flagWork(blind, { id, cipher: request.params.cipher, kind: request.body.kind, note: request.body.note, at: change.at })))
      change.record({ type: 'work.flagged', flag: id, assignment: work.assignmentId, kind: request.body.kind })
      if (request.body.kind === 'personal-data') await withdrawReported({ change, assignmentId: work.assignmentId, formPage: request.body.page ?? null })
      return {}
    } })
  })
}

const REFUSALS: Readonly<Record<GradeRefusal, { readonly status: number; readonly message: string }>> = {
  'no-such-work': { status: 404, message: GONE },
  'already-submitted': { status: 409, message: 'Эта работа уже сдана, и её баллы не меняются.' },
  'no-such-task': { status: 400, message: 'Этого задания в работе нет или вам его оценивать не нужно. Обновите страницу.' },
  'no-such-score': { status: 400, message: 'Такого балла за это задание не бывает. Поставьте число не больше максимального, X или Н/П.' },
  'practice-first': { status: 409, message: 'Сначала проверьте пробные работы: они первые в списке. После них откроются остальные.' },
  stopped: { status: 423, message: STOPPED },
  'too-late': { status: 409, message: 'Срок проверки прошёл, и новые баллы не принимаются. Готовые работы сдать можно; если не успели, попросите председателя комиссии продлить срок.' },
  'tasks-missing': { status: 409, message: 'Не у всех заданий есть балл. Оцените оставшиеся и сдайте работу.' },
}

/** What was taken; a refusal becomes words for the expert. */
export function taken<Value>(result: Result<Value, GradeRefusal>): Value {
  if (result.ok) return result.value
  throw new UserError({ code: result.reason, ...REFUSALS[result.reason] })
}
