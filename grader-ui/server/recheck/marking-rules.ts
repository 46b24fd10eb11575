import type { Db } from '../../../storage/database/database.ts'
import { currentCampaign, type CampaignSettings } from '../../../storage/queries/campaigns.ts'

/** The running campaign's rules for experts; without a campaign nothing is set. */
export async function markingRules(db: Db): Promise<CampaignSettings['marking'] | { readonly deadline: null }> {
  return (await currentCampaign(db))?.settings.marking ?? { deadline: null }
}
