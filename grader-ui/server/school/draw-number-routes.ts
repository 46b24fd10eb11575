import { z } from 'zod'
import { drawsOfForm } from '../../../storage/queries/draws.ts'
import { formsOfCampaign } from '../../../storage/queries/forms.ts'
import { commitmentsIn, commitmentsOf, newestFreeze, noncesOf } from '../../../storage/queries/public-draw.ts'
import { schoolWithCampaign } from '../../../storage/queries/school-desk.ts'
import { ownNumber, schoolDraws, type SchoolDraws } from '../../api/draw.ts'
import { makeChange } from '../change.ts'
import { takeSchoolNumber } from '../municipality/draw/school-number.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { formOfSchool } from './form-of-school.ts'
import { schoolOf } from './school-desk.ts'

/** GET /api/school/draw-numbers, POST …/:formId: a school takes part in making the seed, so that nobody alone can choose it. */
export function drawNumberRoutes(app: App, services: Services): void {
  const { database } = services
  app.get('/api/school/draw-numbers', { schema: { response: { 200: schoolDraws } } }, async (request): Promise<SchoolDraws> => {
    const schoolId = schoolOf(request)
    const { campaign_id } = await schoolWithCampaign(database, schoolId)
    const forms: SchoolDraws['forms'] = []
    for (const { form } of await formsOfCampaign(database, campaign_id)) {
      const freeze = await newestFreeze(database, form.id)
      const published = freeze !== null && commitmentsIn(freeze).some((one) => one.school === schoolId)
      const revealed = freeze !== null && (await noncesOf(database, freeze.id)).some((one) => one.school === schoolId)
      const promised = (await commitmentsOf(database, form.id)).some((one) => one.school === schoolId)
      const drawn = (await drawsOfForm(database, form.id)).length > 0
      const state = drawn ? 'closed' : revealed ? 'revealed' : published ? 'reveal' : promised ? 'promised' : 'collecting'
      forms.push({ formId: form.id, title: form.title, state, manifestSha256: freeze?.manifestSha256 ?? null })
    }
    return { forms }
  })
  app.post('/api/school/draw-numbers/:formId', { schema: { params: z.object({ formId: z.string() }), body: ownNumber, response: { 200: z.object({}) } } }, async (request) => {
    const schoolId = schoolOf(request)
    await formOfSchool(database, { schoolId, formId: request.params.formId })
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      await takeSchoolNumber({ change, formId: request.params.formId, schoolId, text: request.body.text })
      return {}
    } })
  })
}
