import type { FastifyPluginAsync } from 'fastify'
import { currentCampaign, type Campaign } from '../../../storage/queries/campaigns.ts'
import type { App, Services } from '../services.ts'
import { guardDesk } from '../session/load-account.ts'
import { UserError } from '../user-error.ts'
import { drawRoute } from './draw-route.ts'
import { showAudit } from './show-audit.ts'
import { showProgress } from './show-progress.ts'

/** The municipal coordinator's desk: progress, the draw, the audit log; no page, score or participant code. */
export const municipalityDesk = (services: Services): FastifyPluginAsync => async (instance) => {
  const app = instance as App
  guardDesk(app, 'municipality')
  for (const route of [showProgress, drawRoute, showAudit]) route(app, services)
}

/** The running campaign; refuses in words before there is one. */
export async function campaignNow({ database }: Pick<Services, 'database'>): Promise<Campaign> {
  const campaign = await currentCampaign(database)
  if (!campaign) throw new UserError({ code: 'no-campaign', status: 409, message: 'Перепроверка ещё не заведена.' })
  return campaign
}
