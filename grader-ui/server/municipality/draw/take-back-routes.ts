import { z } from 'zod'
import { findAccount } from '../../../../storage/queries/accounts.ts'
import { formsOfCampaign } from '../../../../storage/queries/forms.ts'
import { loadsOfForm } from '../../../../storage/queries/expert-loads.ts'
import { closeAccount } from '../../../../storage/queries/setup.ts'
import { expireRequest, takeBackRequest, takenBackAnswer } from '../../../api/draw.ts'
import { makeChange } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound } from '../../user-error.ts'
import { campaignNow } from '../campaign-now.ts'
import { takeBack, type TakenBack } from './take-back.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** POST /api/municipality/people/:id/take-back and POST /api/municipality/expire: unfinished works go to other experts by the draw's rules. */
export function takeBackRoutes(app: App, services: Services): void {
  app.post('/api/municipality/people/:id/take-back', { schema: { params: z.object({ id: z.string() }), body: takeBackRequest, response: { 200: takenBackAnswer } } }, async (request) => {
    const campaign = await campaignNow(services)
    const { which, count } = request.body
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      const expert = await findAccount(change.db, request.params.id)
      if (expert?.role !== 'expert') throw notFound('Такого эксперта нет. Обновите страницу.')
      if (which === 'leaves') {
        await closeAccount(change.db, { accountId: expert.id, at: change.at })
        change.record({ type: 'access.closed', person: expert.id })
      }
      const taken: TakenBack = which === 'leaves' ? { type: 'all' } : which === 'some' ? { type: 'some', count } : { type: 'forbidden' }
      return { moved: await takeBack({ change, campaign, expertId: expert.id, which: taken }) }
    } })
  })
  app.post('/api/municipality/expire', { schema: { body: expireRequest, response: { 200: takenBackAnswer } } }, async (request) => {
    const campaign = await campaignNow(services)
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      const before = new Date(change.at.getTime() - request.body.days * DAY_MS)
      const experts = new Set<string>()
      for (const { form } of await formsOfCampaign(change.db, campaign.id)) for (const load of await loadsOfForm(change.db, form.id)) experts.add(load.id)
      let moved = 0
      for (const expertId of [...experts].sort()) moved += await takeBack({ change, campaign, expertId, which: { type: 'idle', before } })
      return { moved }
    } })
  })
}
