import { z } from 'zod'
import { findForm } from '../../../../storage/queries/forms.ts'
import { makeChange } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound } from '../../user-error.ts'
import { campaignNow } from '../campaign-now.ts'

/** POST /api/municipality/draws/:formId/cut-again: tries once more to cut out the answers of the works whose could not be; of nobody where there is none. */
export function cutAgainRoute(app: App, services: Services): void {
  app.post('/api/municipality/draws/:formId/cut-again', { schema: { params: z.object({ formId: z.string() }), response: { 200: z.object({}) } } }, async (request) => {
    const campaign = await campaignNow(services)
    const stored = await findForm(services.database, request.params.formId)
    if (stored?.campaignId !== campaign.id) throw notFound('Такого предмета в этой перепроверке нет.')
    await makeChange({ services, account: accountOf(request), steps: async (change) => {
      const works = await change.db.selectFrom('work as w').innerJoin('apart_work as p', 'p.work_id', 'w.id').select('w.id').where('w.form_id', '=', stored.form.id).where('w.state', '=', 'anonymised').where('p.failed', '=', true).orderBy('w.id').execute()
      for (const { id } of works) await change.addTask('crop-work', id)
      if (works.length > 0) change.record({ type: 'answers.cut-again', form: stored.form.id, works: works.length })
    } })
    return {}
  })
}
