import { z } from 'zod'
import { buildManifest } from '../../../../pipeline/draw/manifest.ts'
import { drawGround, drawsOfForm, lockDraws } from '../../../../storage/queries/draws.ts'
import { findForm } from '../../../../storage/queries/forms.ts'
import { addFreeze, commitmentsOf } from '../../../../storage/queries/public-draw.ts'
import { freezeAnswer, schoolNumber } from '../../../api/draw.ts'
import { makeChange } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound, UserError } from '../../user-error.ts'
import { campaignNow } from '../campaign-now.ts'
import { drawObstacles } from './draw-obstacles.ts'
import { takeSchoolNumber } from './school-number.ts'

const params = z.object({ formId: z.string() })

/** POST /api/municipality/draws/:formId/freeze and …/numbers: the inputs of a draw are published by their hash before anybody can know its seed. */
export function freezeRoutes(app: App, services: Services): void {
  const formOf = async (formId: string) => {
    const campaign = await campaignNow(services)
    const stored = await findForm(services.database, formId)
    if (stored?.campaignId !== campaign.id) throw notFound('Такого предмета в этой перепроверке нет.')
    return { campaign, form: stored.form }
  }
  app.post('/api/municipality/draws/:formId/freeze', { schema: { params, response: { 200: freezeAnswer } } }, async (request) => {
    const { campaign, form } = await formOf(request.params.formId)
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      await lockDraws(change.db, form.id)
      if ((await drawsOfForm(change.db, form.id)).length > 0) throw new UserError({ code: 'already-drawn', status: 409, message: 'Жеребьёвка уже проведена: опись больше не меняется.' })
      const ground = await drawGround(change.db, form.id)
      const obstacles = drawObstacles({ ground, rules: campaign.settings.draw, thirdsMissing: 0 })
      if (obstacles.length > 0) throw new UserError({ code: 'draw-impossible', status: 409, message: obstacles.join(' ') })
      const manifest = buildManifest({ ...ground, rules: campaign.settings.draw, commitments: await commitmentsOf(change.db, form.id) })
      const id = change.newId()
      await addFreeze(change.db, { id, formId: form.id, manifest: manifest.text, manifestSha256: manifest.sha256, accountId: change.account.id, at: change.at })
      change.record({ type: 'draw.frozen', freeze: id, form: form.id, manifestSha256: manifest.sha256, works: ground.works.length, experts: ground.experts.length })
      return { sha256: manifest.sha256 }
    } })
  })
  app.post('/api/municipality/draws/:formId/numbers', { schema: { params, body: schoolNumber, response: { 200: z.object({ state: z.enum(['promised', 'revealed']) }) } } }, async (request) => {
    const { campaign, form } = await formOf(request.params.formId)
    const school = await services.database.selectFrom('school').select('id').where('id', '=', request.body.schoolId).where('campaign_id', '=', campaign.id).executeTakeFirst()
    if (!school) throw notFound('Такой школы в этой перепроверке нет. Обновите страницу.')
    return makeChange({ services, account: accountOf(request), steps: async (change) => ({ state: await takeSchoolNumber({ change, formId: form.id, schoolId: school.id, text: request.body.text }) }) })
  })
}
