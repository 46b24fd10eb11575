import { z } from 'zod'
import { summariseChecks } from '../../../../pipeline/reconcile/judge-check.ts'
import type { Db } from '../../../../storage/database/database.ts'
import { campaignOfForm, currentCampaign, type Campaign } from '../../../../storage/queries/campaigns.ts'
import { changeCampaign, lockCampaign } from '../../../../storage/queries/setup.ts'
import { checkResults, lateScores, stoppedExperts } from '../../../../storage/queries/check-results.ts'
import { agreedWorks } from '../../../../storage/queries/checks.ts'
import { findForm, formsOfCampaign } from '../../../../storage/queries/forms.ts'
import { dealtAnswer, markingRules, qualityView, type QualityView } from '../../../api/quality.ts'
import { makeChange } from '../../change.ts'
import { askForTwins } from '../../quality/ask-for-twins.ts'
import { dealChecks } from '../../quality/deal-checks.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound, UserError } from '../../user-error.ts'

const formParams = z.object({ formId: z.string() })

/** GET /api/chair/quality, PUT …/rules, POST …/:formId/deal and …/:formId/experts/:expertId/resume. */
export function qualityRoutes(app: App, services: Services): void {
  const { database } = services
  app.get('/api/chair/quality', { schema: { response: { 200: qualityView } } }, async () => viewOf(database, await campaignNow(database)))

  app.put('/api/chair/quality/rules', { schema: { body: markingRules, response: { 200: qualityView } } }, async (request) => {
    await makeChange({ services, account: accountOf(request), steps: async (change) => {
      const former = await lockCampaign(change.db, (await campaignNow(change.db)).id)
      const settings = { ...former.settings, marking: request.body }
      await changeCampaign(change.db, { ...former, settings })
      await askForTwins({ change, former, settings })
      change.record({ type: 'marking-rules.set', rules: { ...request.body } })
    } })
    return viewOf(database, await campaignNow(database))
  })

  app.post('/api/chair/quality/:formId/deal', { schema: { params: formParams, response: { 200: dealtAnswer } } }, async (request) => {
    const stored = await findForm(database, request.params.formId)
    if (!stored) throw notFound('Такого предмета в этой перепроверке нет.')
    const campaign = await campaignOfForm(database, stored.form.id)
    return makeChange({ services, account: accountOf(request), steps: (change) => dealChecks({ change, campaign, form: stored.form, only: 'notBegun' }) })
  })

  app.post('/api/chair/quality/:formId/experts/:expertId/resume', { schema: { params: formParams.extend({ expertId: z.string() }), response: { 200: qualityView } } }, async (request) => {
    const { formId, expertId } = request.params
    const account = accountOf(request)
    await makeChange({ services, account, steps: async (change) => {
      if (!(await stoppedExperts(change.db, formId)).has(expertId)) throw new UserError({ code: 'not-stopped', status: 409, message: 'Проверка этого эксперта не приостановлена. Обновите страницу.' })
      await change.db.insertInto('marking_stop').values({ id: change.newId(), expert_id: expertId, form_id: formId, state: 'resumed', account_id: account.id, at: change.at }).execute()
      change.record({ type: 'expert.resumed', expert: expertId, form: formId })
    } })
    return viewOf(database, await campaignNow(database))
  })
}

async function campaignNow(db: Db): Promise<Campaign> {
  const campaign = await currentCampaign(db)
  if (!campaign) throw new UserError({ code: 'no-campaign', status: 409, message: 'Перепроверка ещё не заведена.' })
  return campaign
}

async function viewOf(db: Db, campaign: Campaign): Promise<QualityView> {
  const forms: QualityView['forms'] = []
  for (const { form } of await formsOfCampaign(db, campaign.id)) {
    const agreed = await agreedWorks(db, form.id)
    const { works } = await db.selectFrom('work').where('form_id', '=', form.id).where('state', '=', 'anonymised').select((is) => is.fn.countAll<string>().as('works')).executeTakeFirstOrThrow()
    forms.push({
      formId: form.id, title: form.title, works: Number(works), practice: agreed.filter(({ purpose }) => purpose === 'practice').length,
      seeds: agreed.filter(({ purpose }) => purpose === 'seed').length, late: [...await lateScores(db, form.id)], experts: await expertsOf(db, form.id),
    })
  }
  return { rules: campaign.settings.marking, apart: campaign.settings.draw.unit === 'task', forms }
}

async function expertsOf(db: Db, formId: string): Promise<QualityView['forms'][number]['experts']> {
  const rows = await checkResults(db, formId)
  const stopped = await stoppedExperts(db, formId)
  return [...new Map(rows.map((row) => [row.expertId, row.name]))].map(([id, name]) => {
    const own = rows.filter((row) => row.expertId === id)
    const of = (kind: 'practice' | 'seed' | 'repeat') => summariseChecks(own.flatMap((row) => (row.kind === kind && row.outcome ? [row.outcome] : [])))
    return { id, name, practice: of('practice'), seed: of('seed'), repeat: of('repeat'), dealt: own.length, stopped: stopped.has(id) }
  })
}
