import type { Campaign } from '../../../../storage/queries/campaigns.ts'
import { lockCampaign } from '../../../../storage/queries/setup.ts'
import { makeChange, type Change } from '../../change.ts'
import type { Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { campaignNow } from '../campaign-now.ts'

/** What a step towards the sample works with. */
export interface SampleStep { readonly change: Change; readonly campaign: Campaign }

/** Runs one step of the coordinator; two at once come one after the other. */
export async function sampleStep(services: Services, request: Parameters<typeof accountOf>[0], steps: (step: SampleStep) => Promise<void>): Promise<Record<string, never>> {
  const { id } = await campaignNow(services)
  return makeChange({ services, account: accountOf(request), steps: async (change) => {
    await steps({ change, campaign: await lockCampaign(change.db, id) })
    return {}
  } })
}
