import { findForm } from '../../../../storage/queries/forms.ts'
import { drawAnswer, makeDraw as drawRequest } from '../../../api/municipality.ts'
import { makeChange } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound } from '../../user-error.ts'
import { makeDraw } from './make-draw.ts'
import { campaignNow } from '../campaign-now.ts'

/** POST /api/municipality/draw: draws the works of a form; a shortfall is answered in words and draws nothing. */
export function drawRoute(app: App, services: Services): void {
  app.post('/api/municipality/draw', { schema: { body: drawRequest, response: { 200: drawAnswer } } }, async (request) => {
    const campaign = await campaignNow(services)
    const { formId, dice } = request.body
    const stored = await findForm(services.database, formId)
    if (stored?.campaignId !== campaign.id) throw notFound('Такого предмета в этой перепроверке нет.')
    const outcome = await makeChange({ services, account: accountOf(request), steps: (change) => makeDraw({ change, campaign, form: stored.form, dice: dice ?? null }) })
    return { ...outcome, shortfall: [...outcome.shortfall] }
  })
}
