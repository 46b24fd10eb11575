import { z } from 'zod'
import { newestErasure } from '../../../storage/queries/erasures.ts'
import { lockCampaign } from '../../../storage/queries/setup.ts'
import { erasureAnswer, erasureAsked, retentionView } from '../../api/retention.ts'
import { makeChange } from '../change.ts'
import { campaignNow } from '../municipality/campaign-now.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound, UserError } from '../user-error.ts'
import { lookAtRetention } from './view-retention.ts'

const done = { response: { 200: z.object({}) } }

/** GET and POST /api/municipality/retention: what would go when the time of keeping is over; asks the chair for it. */
export function askForErasure(app: App, services: Services): void {
  showRetention(app, services, '/api/municipality/retention')
  app.post('/api/municipality/retention', { schema: done }, async (request) => {
    const { id: campaignId } = await campaignNow(services)
    const account = accountOf(request)
    await makeChange({ services, account, steps: async (change) => {
      const campaign = await lockCampaign(change.db, campaignId)
      const { view: { obstacles, request: newest }, list: { names, sha256 } } = await lookAtRetention({ db: change.db, campaign, now: change.at })
      if (obstacles.length > 0) throw new UserError({ code: 'kept', status: 409, message: obstacles.join(' ') })
      if (newest?.state === 'waits' || newest?.state === 'erasing') throw new UserError({ code: 'asked-already', status: 409, message: 'Удаление уже запрошено. Обновите страницу.' })
      const id = change.newId()
      await change.db.insertInto('erasure_request').values({ id, campaign_id: campaign.id, pictures: names.length, list_sha256: sha256, asked_by: account.id, asked_at: change.at }).execute()
      change.record({ type: 'erasure.asked', request: id, pictures: names.length, list: sha256 })
    } })
    return {}
  })
}

/** GET /api/chair/retention, GET …/asked and POST …/:id: the second person's yes or no. What changed since it was asked is not erased. */
export function answerErasure(app: App, services: Services): void {
  showRetention(app, services, '/api/chair/retention')
  // Asked for on every page and event of the chair's desk: it looks at no pictures.
  app.get('/api/chair/retention/asked', { schema: { response: { 200: erasureAsked } } }, async () => {
    const newest = await newestErasure(services.database, (await campaignNow(services)).id)
    return { asked: newest !== null && newest.answer === null }
  })
  app.post('/api/chair/retention/:id', { schema: { params: z.object({ id: z.string() }), body: erasureAnswer, ...done } }, async (request) => {
    const { id: campaignId } = await campaignNow(services)
    const account = accountOf(request)
    const { answer } = request.body
    await makeChange({ services, account, steps: async (change) => {
      const campaign = await lockCampaign(change.db, campaignId)
      const newest = await newestErasure(change.db, campaign.id)
      if (newest?.id !== request.params.id) throw notFound('Такого запроса нет. Обновите страницу.')
      if (newest.answer !== null) throw new UserError({ code: 'already-answered', status: 409, message: 'На этот запрос уже ответили. Обновите страницу.' })
      if (answer === 'confirmed') {
        const { view: { obstacles }, list } = await lookAtRetention({ db: change.db, campaign, now: change.at })
        if (obstacles.length > 0) throw new UserError({ code: 'kept', status: 409, message: obstacles.join(' ') })
        if (list.sha256 !== newest.list_sha256) throw new UserError({ code: 'pictures-changed', status: 409, message: 'После запроса состав изображений изменился. Откажите, и пусть координатор запросит удаление заново.' })
      }
      await change.db.insertInto('erasure_answer').values({ request_id: newest.id, answer, account_id: account.id, at: change.at }).execute()
      if (answer === 'confirmed') await change.addTask('erase-pictures', newest.id)
      change.record({ type: `erasure.${answer}`, request: newest.id })
    } })
    return {}
  })
}

const showRetention = (app: App, services: Services, path: string): void => {
  app.get(path, { schema: { response: { 200: retentionView } } }, async () => (await lookAtRetention({ db: services.database, campaign: await campaignNow(services), now: services.clock() })).view)
}
