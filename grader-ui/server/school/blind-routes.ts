import { z } from 'zod'
import { LOOK_REASONS } from '../../../pipeline/anonymise/look-reasons.ts'
import type { LookReason } from '../../../pipeline/model/blind-certificate.ts'
import { standingBlindPages, standingOf, waitingBlindWorks, type StandingBlindPage } from '../../../storage/queries/blind-pages.ts'
import { formsOfCampaign } from '../../../storage/queries/forms.ts'
import { schoolWithCampaign } from '../../../storage/queries/school-desk.ts'
import { blindCounter, blindWorks, lookAtPages, maskPage as maskRequest, type BlindPageToLookAt } from '../../api/school.ts'
import { makeChange } from '../change.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound } from '../user-error.ts'
import { holdPages, maskPage, passPages } from './look-at-blind-pages.ts'
import { schoolOf } from './school-desk.ts'
import { imageType } from './show-page-image.ts'

const params = z.object({ id: z.string() })

/** GET /api/school/blind, GET …/:id/image, POST …/look and POST …/:id/masks: the last look at blind pages before experts get them. */
export function blindRoutes(app: App, services: Services): void {
  const { database, blobs } = services
  const count = async (schoolId: string): Promise<{ pages: number }> => ({ pages: (await waitingBlindWorks(database, schoolId)).reduce((sum, work) => sum + work.pages.length, 0) })

  app.get('/api/school/blind', { schema: { response: { 200: blindWorks } } }, async (request) => {
    const schoolId = schoolOf(request)
    const { campaign_id } = await schoolWithCampaign(database, schoolId)
    const titles = new Map((await formsOfCampaign(database, campaign_id)).map(({ form }) => [form.id, form.title]))
    const works = await waitingBlindWorks(database, schoolId)
    const released = await database.selectFrom('work').select('id').where('school_id', '=', schoolId).where('state', '=', 'released').execute()
    const beingMade = (await standingBlindPages(database, released.map((work) => work.id))).filter((page) => standingOf(page) === 'being-made').length
    return {
      works: works.map((work) => ({ workId: work.workId, participantCode: work.participantCode, formTitle: titles.get(work.formId) ?? '', pages: work.pages.map(asPage) })),
      pages: works.reduce((sum, work) => sum + work.pages.length, 0), beingMade,
    }
  })
  app.get('/api/school/blind/:id/image', { schema: { params } }, async (request, reply) => {
    const found = await database.selectFrom('blind_page as b').innerJoin('work as w', 'w.id', 'b.work_id').select('b.sha256').where('b.id', '=', request.params.id).where('w.school_id', '=', schoolOf(request)).executeTakeFirst()
    const bytes = found && await blobs.get(found.sha256)
    if (!bytes) throw notFound('Этой страницы нет или она уже обезличена заново. Обновите страницу.')
    return reply.type(imageType(bytes)).header('cache-control', 'private, max-age=86400, immutable').send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
  app.post('/api/school/blind/look', { schema: { body: lookAtPages, response: { 200: blindCounter } } }, async (request) => {
    const schoolId = schoolOf(request)
    const { pages, say } = request.body
    await makeChange({ services, account: accountOf(request), steps: (change) => (say === 'nothing-tells' ? passPages({ change, schoolId, pages }) : holdPages({ change, schoolId, pages })) })
    return count(schoolId)
  })
  app.post('/api/school/blind/:id/masks', { schema: { params, body: maskRequest, response: { 200: blindCounter } } }, async (request) => {
    const schoolId = schoolOf(request)
    await makeChange({ services, account: accountOf(request), steps: (change) => maskPage({ change, schoolId, id: request.params.id, masks: request.body.masks }) })
    return count(schoolId)
  })
}

const LOOK_AGAIN = 'Эту страницу просят посмотреть глазами. Закройте всё, по чему можно узнать школу, ученика или балл.'
const PERSONAL_DATA = 'Эксперт сообщил, что здесь видны личные данные. Закройте имя, фамилию, название школы и всё, по чему можно узнать ученика.'

function asPage(page: StandingBlindPage): BlindPageToLookAt {
  const words = page.reasons.map((reason) => LOOK_REASONS[reason as LookReason] ?? reason)
  return {
    id: page.id, formPage: page.formPage, imageUrl: `/api/school/blind/${page.id}/image`, widthPx: page.widthPx, heightPx: page.heightPx,
    reasons: page.look?.kind === 'reported' ? [PERSONAL_DATA, ...words] : words.length === 0 ? [LOOK_AGAIN] : words, mustMask: page.verdict === 'blocked', masks: [...page.certificate.masks],
  }
}
