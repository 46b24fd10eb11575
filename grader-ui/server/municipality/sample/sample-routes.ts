import { z } from 'zod'
import { buildSampleManifest, drawCampaignSample } from '../../../../pipeline/draw/campaign-sample.ts'
import { seedOf } from '../../../../pipeline/draw/manifest.ts'
import { sampleSheets } from '../../../../pipeline/draw/sample-sheets.ts'
import { howMuchInWords } from '../../../../pipeline/reconcile/how-much-is-enough.ts'
import { writeWorkbook } from '../../../../pipeline/spreadsheet/workbook.ts'
import { addDecision, addSample, decisionsOf, newestSample } from '../../../../storage/queries/samples.ts'
import { byName, lockCampaign } from '../../../../storage/queries/setup.ts'
import { decisionRequest, sampleRequest, sampleView, type SampleForm, type SampleView } from '../../../api/sample.ts'
import { makeChange } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound, UserError } from '../../user-error.ts'
import { campaignNow } from '../campaign-now.ts'
import { sampleGround, type SampleGround } from './sample-ground.ts'

const done = { response: { 200: z.object({}) } }
/** The least that the order asks for. */
const LEAST = 10_000

/** GET and POST /api/municipality/sample, POST …/decisions, GET …/sample.xlsx: which works are rechecked, and why. */
export function sampleRoutes(app: App, services: Services): void {
  const { database: db } = services
  app.get('/api/municipality/sample', { schema: { response: { 200: sampleView } } }, async (): Promise<SampleView> => {
    const campaign = await campaignNow(services)
    const ground = await sampleGround(db, campaign.id)
    const sample = await newestSample(db, campaign.id)
    const decisions = await decisionsOf(db, campaign.id)
    const names = new Map((await db.selectFrom('school').select(['id', 'name']).where('campaign_id', '=', campaign.id).execute()).map((row) => [row.id, row.name]))
    const sampledAt = (schoolId: string, formId: string): number => sample?.works.filter((work) => work.id.startsWith(`${schoolId}/${formId}/`)).length ?? 0
    return {
      manifestSha256: buildSampleManifest({ works: ground.works, shareMillionths: LEAST, commitments: [] }).sha256,
      sample: sample && { sharePercent: sample.shareMillionths / 10_000, works: sample.works.length, at: sample.at.toISOString(), manifestSha256: sample.manifestSha256, seed: sample.seed },
      forms: ground.forms.map(({ form, risks, participants, lastYear }): SampleForm => {
        const population = [...participants.values()].reduce((sum, n) => sum + n, 0)
        const checked = sample?.works.filter((work) => work.stratum === form.title).length ?? 0
        return {
          formId: form.id, title: form.title, participants: population, sampled: checked,
          shows: population === 0 ? '' : howMuchInWords({ population, checked: checked || Math.ceil(population / 100), bad: 0 }),
          schools: risks.map(({ school, signs, byRule }) => {
            const decided = decisions.find((one) => one.school_id === school && one.form_id === form.id)
            return {
              schoolId: school, name: names.get(school) ?? '', participants: participants.get(school) ?? 0, lastYear: lastYear.has(school), byRule, sampled: sampledAt(school, form.id),
              signs: signs.map(({ type, n, estimate, interval, q, sentence }) => ({ type, n, estimate, low: interval?.low ?? null, high: interval?.high ?? null, q, sentence })),
              decision: decided ? { decision: decided.decision, reason: decided.reason, by: decided.by, at: decided.at.toISOString() } : null,
            }
          }),
        }
      }),
    }
  })
  app.post('/api/municipality/sample', { schema: { body: sampleRequest, ...done } }, async (request) => {
    const campaign = await campaignNow(services)
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      await lockCampaign(change.db, campaign.id)
      const { works } = await sampleGround(change.db, campaign.id)
      if (works.length === 0) throw new UserError({ code: 'no-results', status: 409, message: 'Результатов ещё нет: загрузите формы сбора результатов школ или дождитесь, когда их загрузят школы.' })
      const shareMillionths = Math.round(request.body.sharePercent * 10_000)
      const before = await newestSample(change.db, campaign.id)
      if (before && shareMillionths < before.shareMillionths) throw new UserError({ code: 'only-larger', status: 409, message: `Выборку можно только расширить: сейчас ${before.shareMillionths / 10_000} %.` })
      const manifest = buildSampleManifest({ works, shareMillionths, commitments: [] })
      const seed = before?.seed ?? seedFrom(buildSampleManifest({ works, shareMillionths: LEAST, commitments: [] }).sha256, request.body.dice)
      const sample = drawCampaignSample({ works, shareMillionths, seed })
      const id = change.newId()
      await addSample(change.db, { id, campaignId: campaign.id, shareMillionths, seed, manifest: manifest.text, manifestSha256: manifest.sha256, works: sample.map((one) => ({ ...one })), accountId: change.account.id, at: change.at })
      change.record({ type: 'sample.drawn', sample: id, shareMillionths, works: sample.length, of: works.length, manifestSha256: manifest.sha256, dice: before ? null : request.body.dice ?? null })
      return {}
    } })
  })
  app.post('/api/municipality/sample/decisions', { schema: { body: decisionRequest, ...done } }, async (request) => {
    const campaign = await campaignNow(services)
    const { schoolId, formId, decision, reason } = request.body
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      const row = (await sampleGround(change.db, campaign.id)).forms.find(({ form }) => form.id === formId)?.risks.find(({ school }) => school === schoolId)
      if (!row) throw notFound('Результатов этой школы по этому предмету нет. Обновите страницу.')
      const id = change.newId()
      await addDecision(change.db, { id, campaignId: campaign.id, schoolId, formId, decision, reason, signs: row.signs.map((sign) => sign.sentence), accountId: change.account.id, at: change.at })
      change.record({ type: 'risk.decided', decision: id, school: schoolId, form: formId, outcome: decision })
      return {}
    } })
  })
  app.get('/api/municipality/sample.xlsx', async (_request, reply) => {
    const campaign = await campaignNow(services)
    const sample = await newestSample(db, campaign.id)
    if (!sample) throw notFound('Выборки ещё нет.')
    const ground = await sampleGround(db, campaign.id)
    const bytes = await writeWorkbook(sampleSheets({ sample: [...sample.works].sort((a, b) => byName(placeOf(ground, a.id), placeOf(ground, b.id))), sources: ground.sources, risks: await namedRisks(services, ground) }))
    return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').header('content-disposition', 'attachment; filename="sample.xlsx"').send(Buffer.from(bytes))
  })
}

const placeOf = (ground: SampleGround, id: string): string => {
  const source = ground.sources.get(id)
  return `${source?.school ?? ''} ${source?.formId ?? ''} ${source?.code ?? ''}`
}

async function namedRisks({ database }: Services, ground: SampleGround) {
  const names = new Map((await database.selectFrom('school').select(['id', 'name']).execute()).map((row) => [row.id, row.name]))
  return ground.forms.map(({ form, risks, participants }) => ({
    stratum: form.title, works: [...participants.values()].reduce((sum, n) => sum + n, 0), rows: risks.map((row) => ({ ...row, school: names.get(row.school) ?? row.school })),
  }))
}

function seedFrom(manifestSha256: string, dice: string | undefined): string {
  const made = seedOf({ manifestSha256, commitments: [], nonces: [], dice: dice ?? '' })
  if (!made.ok) throw new UserError({ code: 'no-dice', message: 'Бросьте кости: для первой выборки нужны двадцать цифр.' })
  return made.value
}
