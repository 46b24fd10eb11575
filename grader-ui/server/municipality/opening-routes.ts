import { z } from 'zod'
import { formsOfCampaign } from '../../../storage/queries/forms.ts'
import { answerOpening, openRequests } from '../../../storage/queries/openings.ts'
import { answerOpening as answerRequest, openingList } from '../../api/municipality.ts'
import { makeChange } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound, UserError } from '../user-error.ts'
import { campaignNow } from './campaign-now.ts'

/** GET /api/municipality/openings: what the chair asks to be opened; POST …/:id: the second person's yes or no. */
export function openingRoutes(app: App, services: Services): void {
  app.get('/api/municipality/openings', { schema: { response: { 200: openingList } } }, async () => {
    const campaign = await campaignNow(services)
    const titles = new Map((await formsOfCampaign(services.database, campaign.id)).map(({ form }) => [form.id, form.title]))
    const requests = await openRequests(services.database, campaign.id)
    return { requests: requests.map(({ id, schoolName, formId, works, askedBy, askedAt }) => ({ id, schoolName, formTitle: titles.get(formId) ?? formId, works, askedBy, askedAt: askedAt.toISOString() })) }
  })
  app.post('/api/municipality/openings/:id', { schema: { params: z.object({ id: z.string() }), body: answerRequest, response: { 200: z.object({}) } } }, async (request) => {
    const campaign = await campaignNow(services)
    const account = accountOf(request)
    await makeChange({ services, account, steps: async (change) => {
      const found = await change.db.selectFrom('opening_request as r').innerJoin('school as s', 's.id', 'r.school_id').select('r.id').where('r.id', '=', request.params.id).where('s.campaign_id', '=', campaign.id).executeTakeFirst()
      if (!found) throw notFound('Такого запроса нет. Обновите страницу.')
      const { answer } = request.body
      if (!await answerOpening(change.db, { requestId: found.id, answer, accountId: account.id, at: change.at })) throw new UserError({ code: 'already-answered', status: 409, message: 'На этот запрос уже ответили. Обновите страницу.' })
      change.record({ type: `cipher-opening.${answer}`, request: found.id })
    } })
    return {}
  })
}
