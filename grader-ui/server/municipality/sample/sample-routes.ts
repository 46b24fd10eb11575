import { z } from 'zod'
import { addDecision } from '../../../../storage/queries/samples.ts'
import { decisionRequest, sampleRequest, sampleShare, sampleView } from '../../../api/sample.ts'
import type { App, Services } from '../../services.ts'
import { notFound } from '../../user-error.ts'
import { extendSample, freezeSample, takeSample } from './draw-sample.ts'
import { sampleGround } from './sample-ground.ts'
import { sampleStep } from './sample-step.ts'
import { viewSample } from './view-sample.ts'

const done = { response: { 200: z.object({}) } }
const millionths = (percent: number): number => Math.round(percent * 10_000)

/** GET and POST /api/municipality/sample, POST …/freeze, …/extension and …/decisions: which works are rechecked, and why. */
export function sampleRoutes(app: App, services: Services): void {
  app.get('/api/municipality/sample', { schema: { response: { 200: sampleView } } }, () => viewSample(services))
  app.post('/api/municipality/sample/freeze', { schema: { body: sampleShare, ...done } }, (request) =>
    sampleStep(services, request, (step) => freezeSample({ ...step, shareMillionths: millionths(request.body.sharePercent) })))
  app.post('/api/municipality/sample', { schema: { body: sampleRequest, ...done } }, (request) => sampleStep(services, request, (step) => takeSample({ ...step, dice: request.body.dice })))
  app.post('/api/municipality/sample/extension', { schema: { body: sampleShare, ...done } }, (request) =>
    sampleStep(services, request, (step) => extendSample({ ...step, shareMillionths: millionths(request.body.sharePercent) })))
  app.post('/api/municipality/sample/decisions', { schema: { body: decisionRequest, ...done } }, (request) => sampleStep(services, request, async ({ change, campaign }) => {
    const { schoolId, formId, decision, reason } = request.body
    const row = (await sampleGround(change.db, campaign.id)).forms.find(({ form }) => form.id === formId)?.risks.find(({ school }) => school === schoolId)
    if (!row) throw notFound('Результатов этой школы по этому предмету нет. Обновите страницу.')
    const id = change.newId()
    await addDecision(change.db, { id, campaignId: campaign.id, schoolId, formId, decision, reason, signs: row.signs.map((sign) => sign.sentence), accountId: change.account.id, at: change.at })
    change.record({ type: 'risk.decided', decision: id, school: schoolId, form: formId, outcome: decision })
  }))
}
