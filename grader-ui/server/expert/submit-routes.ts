import { z } from 'zod'
import type { Account } from '../../../storage/queries/accounts.ts'
import { asExpert } from '../../../storage/blind/as-expert.ts'
import { blindQueue } from '../../../storage/blind/blind-works.ts'
import { submitWork } from '../../../storage/blind/grade-work.ts'
import { submitAnswer } from '../../api/expert.ts'
import { makeChange, type Change } from '../change.ts'
import { judgeChecks } from '../quality/judge-checks.ts'
import { callThirdExpert } from '../recheck/call-third-expert.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { UserError } from '../user-error.ts'
import { cipherParams, taken } from './grade-routes.ts'
import { isComplete } from './show-queue.ts'

/** POST …/works/:cipher/submit and …/batches/:batch/submit: from then on the scores stand. Until then every work can be opened and changed. */
export function submitRoutes(app: App, services: Services): void {
  app.post('/api/expert/works/:cipher/submit', { schema: { params: cipherParams, response: { 200: submitAnswer } } }, (request) => {
    const account = accountOf(request)
    const { cipher } = request.params
    return makeChange({ services, account, steps: async (change) => {
      const batch = await submitOne({ change, account, cipher })
      await judgeChecks({ change, left: [{ expertId: account.id, at: null }] })
      return { submitted: 1, left: await worksLeft(change, account, batch) }
    } })
  })

  app.post('/api/expert/batches/:batch/submit', { schema: { params: z.object({ batch: z.string() }), response: { 200: submitAnswer } } }, (request) => {
    const account = accountOf(request)
    const { batch } = request.params
    return makeChange({ services, account, steps: async (change) => {
      const works = await asExpert(change.db, account.id, blindQueue)
      const complete = works.filter((work) => work.form.id === batch && work.state === 'open' && !work.practice && isComplete(work))
      if (complete.length === 0) throw new UserError({ code: 'nothing-complete', status: 409, message: 'Сдавать пока нечего: ни в одной несданной работе не оценены все задания.' })
      for (const { cipher } of complete) await submitOne({ change, account, cipher })
      await judgeChecks({ change, left: [{ expertId: account.id, at: null }] })
      return { submitted: complete.length, left: await worksLeft(change, account, batch) }
    } })
  })
}

async function submitOne({ change, account, cipher }: { readonly change: Change; readonly account: Account; readonly cipher: string }): Promise<string> {
  const { work, commitment } = await asExpert(change.db, account.id, async (blind) => taken(await submitWork(blind, { cipher, at: change.at })))
  change.record({ type: 'grades.submitted', assignment: work.assignmentId, commitment })
  await callThirdExpert({ change, assignmentId: work.assignmentId })
  return work.form.id
}

const worksLeft = async (change: Change, account: Account, batch: string): Promise<number> =>
  (await asExpert(change.db, account.id, blindQueue)).filter((work) => work.form.id === batch && work.state === 'open' && !work.practice).length
