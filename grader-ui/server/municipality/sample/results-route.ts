import { z } from 'zod'
import { formsOfCampaign } from '../../../../storage/queries/forms.ts'
import { addRiskFile } from '../../../../storage/queries/samples.ts'
import { resultsAnswer, type ResultsAnswer } from '../../../api/sample.ts'
import { makeChange } from '../../change.ts'
import { shownName } from '../../school/shown-name.ts'
import { readForKnownForm } from '../../school/upload-results-forms.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound, UserError } from '../../user-error.ts'
import { campaignNow } from '../campaign-now.ts'

const MAX_BYTES = 20_000_000
const querystring = z.object({ school: z.string(), year: z.enum(['this', 'last']) })

/** POST /api/municipality/sample/results: a school's results forms of this year or the last, for the signs and the sample. */
export function resultsRoute(app: App, services: Services): void {
  app.post('/api/municipality/sample/results', { schema: { querystring, response: { 200: resultsAnswer } } }, async (request): Promise<ResultsAnswer> => {
    const campaign = await campaignNow(services)
    const { school: schoolId, year } = request.query
    const school = await services.database.selectFrom('school').select('id').where('id', '=', schoolId).where('campaign_id', '=', campaign.id).executeTakeFirst()
    if (!school) throw notFound('Такой школы в этой перепроверке нет. Обновите страницу.')
    const forms = await formsOfCampaign(services.database, campaign.id)
    const files: ResultsAnswer['files'] = []
    for await (const part of request.files({ limits: { fileSize: MAX_BYTES } })) {
      const name = shownName(part.filename)
      const bytes = await part.toBuffer()
      const read = await readForKnownForm(bytes, forms)
      if (!read.ok) {
        files.push({ name, accepted: false, message: read.reason })
        continue
      }
      const { form, content } = read.value
      const sha256 = await services.blobs.put(bytes)
      await makeChange({ services, account: accountOf(request), steps: async (change) => {
        const id = change.newId()
        await addRiskFile(change.db, { id, campaignId: campaign.id, schoolId, formId: form.id, year, name, sha256, content, accountId: change.account.id, at: change.at })
        change.record({ type: 'risk.results-stored', file: id, school: schoolId, form: form.id, year, sha256, rows: content.rows.length })
      } })
      files.push({ name, accepted: true, message: `${form.title}: участников ${content.rows.length}.${content.problems.length > 0 ? ` Замечаний: ${content.problems.length}, такие ячейки не учтены.` : ''}` })
    }
    if (files.length === 0) throw new UserError({ code: 'no-file', message: 'В запросе нет файла. Выберите файл и отправьте его ещё раз.' })
    return { files }
  })
}
