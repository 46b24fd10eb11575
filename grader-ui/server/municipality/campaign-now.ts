import { currentCampaign, type Campaign } from '../../../storage/queries/campaigns.ts'
import type { Services } from '../services.ts'
import { UserError } from '../user-error.ts'

/** The running campaign; refuses in words before there is one. */
export async function campaignNow({ database }: Pick<Services, 'database'>): Promise<Campaign> {
  const campaign = await currentCampaign(database)
  if (!campaign) throw new UserError({ code: 'no-campaign', status: 409, message: 'Перепроверка ещё не заведена.' })
  return campaign
}
