import type { z } from 'zod'
import { countWorks } from '../../../pipeline/protocol/count-works.ts'
import { currentCampaign } from '../../../storage/queries/campaigns.ts'
import { drawGround } from '../../../storage/queries/draws.ts'
import { formsOfCampaign } from '../../../storage/queries/forms.ts'
import { recheckedPlaces } from '../../../storage/queries/recheck-facts.ts'
import { waitingWorks } from '../../../storage/queries/waiting-works.ts'
import { protocolList, type ProtocolRow } from '../../api/chair.ts'
import { apartOf } from '../municipality/draw/schools-apart.ts'
import { waitingReasons } from '../recheck/waiting-words.ts'
import { approvalObstacles } from '../recheck/approval-obstacles.ts'
import type { App, Services } from '../services.ts'
import { openProtocol, type OpenProtocol } from './open-protocol.ts'

/** GET /api/chair/protocols: one row a school and form for which works were handed over, and why works still wait. */
export function listProtocols(app: App, { database }: Services): void {
  app.get('/api/chair/protocols', { schema: { response: { 200: protocolList } } }, async () => {
    const campaign = await currentCampaign(database)
    if (!campaign) return { campaignTitle: '', protocols: [], waits: [] }
    const protocols: ProtocolRow[] = []
    for (const place of await recheckedPlaces(database, campaign.id)) protocols.push(rowOf(await openProtocol(database, place)))
    const waits: z.infer<typeof protocolList>['waits'] = []
    for (const { form } of await formsOfCampaign(database, campaign.id)) {
      const apart = apartOf({ ground: await drawGround(database, form.id), rules: campaign.settings.draw })
      const reasons = waitingReasons({ waiting: await waitingWorks(database, form.id), apart })
      if (reasons.length > 0) waits.push({ formId: form.id, formTitle: form.title, reasons: [...reasons] })
    }
    return { campaignTitle: campaign.title, protocols, waits }
  })
}

/** The figures of a protocol. Differences are counted over the works that are through. */
export function rowOf({ schoolId, schoolName, form, record, signedBy, recheck }: OpenProtocol): ProtocolRow {
  const done = recheck.works.filter((work) => work.state === 'complete')
  const counts = countWorks(done.map((work) => work.comparison))
  return {
    schoolId, schoolName, formId: form.id, formTitle: form.title, works: recheck.works.length, gradedWorks: done.length,
    thirdOpen: recheck.works.filter((work) => work.state === 'third-open' || work.state === 'third-missing').length,
    withoutDiscrepancy: counts.withoutDiscrepancy, overstated: counts.overstated, understated: counts.understated, markChanged: counts.markChanged,
    state: record?.state ?? (approvalObstacles(recheck).length === 0 ? 'ready' : 'in-progress'), signedBy,
  }
}
