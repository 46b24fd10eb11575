import { drawGround, drawsOfForm, sizeOfDraws } from '../../../storage/queries/draws.ts'
import { hasOpenWorks } from '../../../storage/queries/public-draw.ts'
import { progressOfExperts, progressOfSchools } from '../../../storage/queries/campaign-progress.ts'
import type { Campaign } from '../../../storage/queries/campaigns.ts'
import { formsOfCampaign, type StoredForm } from '../../../storage/queries/forms.ts'
import { municipalityOverview, type MunicipalityOverview } from '../../api/municipality.ts'
import { waitingWorks } from '../../../storage/queries/waiting-works.ts'
import { worksWithoutThird } from '../recheck/call-third-expert.ts'
import { waitingReasons } from '../recheck/waiting-words.ts'
import type { App, Services } from '../services.ts'
import { drawObstacles } from './draw/draw-obstacles.ts'
import { apartOf } from './draw/schools-apart.ts'
import { campaignNow } from './campaign-now.ts'

/** GET /api/municipality/overview: how far each school and each expert is with each form, and whether it can be drawn. */
export function showProgress(app: App, services: Services): void {
  app.get('/api/municipality/overview', { schema: { response: { 200: municipalityOverview } } }, async () => {
    const campaign = await campaignNow(services)
    const forms: MunicipalityOverview['forms'] = []
    for (const stored of await formsOfCampaign(services.database, campaign.id)) forms.push(await formProgress({ db: services.database, campaign, stored }))
    return { campaignTitle: campaign.title, forms }
  })
}

async function formProgress({ db, campaign, stored: { form } }: { db: Services['database']; campaign: Campaign; stored: StoredForm }): Promise<MunicipalityOverview['forms'][number]> {
  const [first] = await drawsOfForm(db, form.id)
  const ground = await drawGround(db, form.id)
  const apart = apartOf({ ground, rules: campaign.settings.draw })
  return {
    formId: form.id, title: form.title,
    schools: [...await progressOfSchools(db, { campaignId: campaign.id, formId: form.id })],
    experts: [...await progressOfExperts(db, form.id)],
    draw: first ? { seed: await hasOpenWorks(db, form.id) ? null : first.seed, manifestSha256: first.manifest_sha256, at: first.at.toISOString(), ...await sizeOfDraws(db, form.id) } : null,
    apart, waits: [...waitingReasons({ waiting: await waitingWorks(db, form.id), apart })],
    obstacles: [...drawObstacles({
      ground, rules: campaign.settings.draw, thirdsMissing: (await worksWithoutThird({ db, form, settings: campaign.settings })).length,
    })],
  }
}
