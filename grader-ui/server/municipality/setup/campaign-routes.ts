import { z } from 'zod'
import { campaignSettings, currentCampaign } from '../../../../storage/queries/campaigns.ts'
import { holdUnseenPages } from '../../../../storage/queries/blind-pages.ts'
import { addCampaign, changeCampaign, isDrawn, lockCampaign } from '../../../../storage/queries/setup.ts'
import { campaignRequest, campaignView } from '../../../api/setup.ts'
import { makeChange } from '../../change.ts'
import { askForTwins } from '../../quality/ask-for-twins.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { UserError } from '../../user-error.ts'

/** GET, POST and PUT /api/municipality/campaign: founds the recheck and changes its settings; the rules of the draw stand once works are drawn. */
export function campaignRoutes(app: App, services: Services): void {
  const { database } = services
  app.get('/api/municipality/campaign', { schema: { response: { 200: campaignView } } }, async () => {
    const campaign = await currentCampaign(database)
    return {
      campaign: campaign && { title: campaign.title, municipality: campaign.municipality, settings: campaign.settings },
      defaults: campaignSettings.parse({}), drawn: campaign !== null && await isDrawn(database, campaign.id),
    }
  })
  const done = { response: { 200: z.object({}) } }
  app.post('/api/municipality/campaign', { schema: { body: campaignRequest, ...done } }, (request) => makeChange({
    services, account: accountOf(request), steps: async (change) => {
      if (await currentCampaign(change.db)) throw new UserError({ code: 'campaign-exists', status: 409, message: 'Перепроверка уже заведена. Обновите страницу.' })
      const id = change.newId()
      await addCampaign(change.db, { id, ...request.body, settings: campaignSettings.parse(request.body.settings), at: change.at })
      change.record({ type: 'campaign.founded', campaign: id, schools: 0, forms: [] })
      return {}
    },
  }))
  app.put('/api/municipality/campaign', { schema: { body: campaignRequest, ...done } }, (request) => makeChange({
    services, account: accountOf(request), steps: async (change) => {
      const current = await currentCampaign(change.db)
      if (!current) throw new UserError({ code: 'no-campaign', status: 409, message: 'Перепроверка ещё не заведена.' })
      const campaign = await lockCampaign(change.db, current.id)
      const settings = campaignSettings.parse({ ...campaign.settings, ...request.body.settings })
      const rulesMoved = JSON.stringify([settings.draw, settings.thirdExpert]) !== JSON.stringify([campaign.settings.draw, campaign.settings.thirdExpert])
      if (rulesMoved && await isDrawn(change.db, campaign.id)) {
        throw new UserError({ code: 'rules-stand', status: 409, message: 'Работы уже распределены: правила жеребьёвки и третьей проверки больше не меняются. Остальное изменить можно.' })
      }
      await changeCampaign(change.db, { id: campaign.id, title: request.body.title, municipality: request.body.municipality, settings })
      // Answers of works that are blind already are cut out now; of the others when they are.
      if (settings.draw.unit === 'task' && campaign.settings.draw.unit !== 'task') {
        const works = await change.db.selectFrom('work').select('id').where('campaign_id', '=', campaign.id).where('state', 'in', ['released', 'anonymised']).orderBy('id').execute()
        for (const { id } of works) await change.addTask('crop-work', id)
      }
      await askForTwins({ change, former: campaign, settings })
      if (settings.blind.lookAt === 'all' && campaign.settings.blind.lookAt !== 'all') {
        await holdUnseenPages(change.db, { campaignId: campaign.id, accountId: change.account.id, newId: () => change.newId(), at: change.at })
      }
      change.record({ type: 'campaign.changed', campaign: campaign.id, rules: rulesMoved, lookAt: settings.blind.lookAt })
      return {}
    },
  }))
}
