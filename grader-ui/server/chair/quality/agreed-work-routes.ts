import { z } from 'zod'
import { sniffImage } from '../../../../pipeline/image/sniff-image.ts'
import { canonicalScore, EMPTY, isAllowedScore } from '../../../../pipeline/model/score.ts'
import type { Db } from '../../../../storage/database/database.ts'
import { agreedWorks } from '../../../../storage/queries/checks.ts'
import { findForm } from '../../../../storage/queries/forms.ts'
import { agreedWork, agreedWorkList, setAgreed, type AgreedWorkView } from '../../../api/quality.ts'
import { makeChange } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound, UserError } from '../../user-error.ts'

const OFFERED = 30
const cipherParams = z.object({ cipher: z.string() })

/** The works of a form by cipher, one of them with its blind pages, and the scores that the commission agrees on for it. */
export function agreedWorkRoutes(app: App, services: Services): void {
  const { database, blobs } = services
  app.get('/api/chair/quality/:formId/works', { schema: { params: z.object({ formId: z.string() }), response: { 200: agreedWorkList } } }, async (request) => {
    const agreed = await agreedWorks(database, request.params.formId)
    const others = await database.selectFrom('work').select(['id', 'cipher', 'variant']).where('form_id', '=', request.params.formId).where('state', '=', 'anonymised').orderBy('cipher').limit(OFFERED + agreed.length).execute()
    const known = new Set(agreed.map(({ workId }) => workId))
    return { works: [...agreed.map(({ cipher, variant, purpose }) => ({ cipher, variant, purpose })), ...others.filter(({ id }) => !known.has(id)).map(({ cipher, variant }) => ({ cipher, variant, purpose: 'none' as const }))] }
  })

  app.get('/api/chair/quality/works/:cipher', { schema: { params: cipherParams, response: { 200: agreedWork } } }, (request) => viewOf(database, request.params.cipher))

  app.put('/api/chair/quality/works/:cipher', { schema: { params: cipherParams, body: setAgreed, response: { 200: agreedWork } } }, async (request) => {
    const account = accountOf(request)
    const { purpose, note } = request.body
    await makeChange({ services, account, steps: async (change) => {
      const view = await viewOf(change.db, request.params.cipher)
      const scores = checkedScores(view, request.body.scores, purpose !== 'none')
      const { id } = await workOf(change.db, view.cipher)
      const agreed = change.newId()
      await change.db.insertInto('agreed_work').values({ id: agreed, work_id: id, purpose, scores: JSON.stringify(scores), note, account_id: account.id, at: change.at }).execute()
      change.record({ type: 'work.agreed', agreed, work: id, purpose })
    } })
    return viewOf(database, request.params.cipher)
  })

  app.get('/api/chair/quality/works/:cipher/pages/:page', { schema: { params: cipherParams.extend({ page: z.coerce.number().int() }) } }, async (request, reply) => {
    const { id } = await workOf(database, request.params.cipher)
    const row = await database.selectFrom('blind_page').select('sha256').where('work_id', '=', id).where('form_page', '=', request.params.page).orderBy('seq', 'desc').limit(1).executeTakeFirst()
    const bytes = row && await blobs.get(row.sha256)
    const kind = bytes && sniffImage(bytes)
    if (!bytes || !kind) throw notFound('Такой страницы нет.')
    return reply.type(`image/${kind}`).header('cache-control', 'private, max-age=86400').send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
}

async function workOf(db: Db, cipher: string): Promise<{ readonly id: string; readonly form_id: string; readonly variant: string | null }> {
  const work = await db.selectFrom('work').select(['id', 'form_id', 'variant']).where('cipher', '=', cipher).where('state', '=', 'anonymised').executeTakeFirst()
  if (!work) throw notFound('Такой работы нет. Вернитесь к списку.')
  return work
}

async function viewOf(db: Db, cipher: string): Promise<AgreedWorkView> {
  const work = await workOf(db, cipher)
  const stored = await findForm(db, work.form_id)
  if (!stored) throw new Error(`no form ${work.form_id}`)
  const newest = await db.selectFrom('agreed_work').select(['purpose', 'scores', 'note']).where('work_id', '=', work.id).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  const pages = await db.selectFrom('blind_page').distinctOn('form_page').select(['form_page', 'width_px', 'height_px']).where('work_id', '=', work.id).orderBy('form_page').orderBy('seq', 'desc').execute()
  return {
    cipher, formId: stored.form.id, title: stored.form.title, variant: work.variant, purpose: newest?.purpose ?? 'none', note: newest?.note ?? '',
    tasks: stored.form.tasks.map(({ id, maxScore }) => ({ id, maxScore, score: newest?.scores[id] ?? null, comment: '' })),
    pages: pages.map((page) => ({ imageUrl: `/api/chair/quality/works/${cipher}/pages/${page.form_page}`, widthPx: page.width_px, heightPx: page.height_px, number: page.form_page })),
  }
}

/** The scores in their one spelling; refuses what the form does not know, and gaps where a purpose needs all of them. */
function checkedScores({ tasks }: AgreedWorkView, given: Readonly<Record<string, string>>, complete: boolean): Record<string, string> {
  const scores: Record<string, string> = {}
  for (const { id, maxScore } of tasks) {
    const score = canonicalScore(given[id])
    if (score === null || (score !== EMPTY && !isAllowedScore(score, maxScore))) throw new UserError({ code: 'no-such-score', message: `Задание ${id}: такого балла не бывает. Поставьте число не больше ${maxScore}, X или Н/П.` })
    if (score === EMPTY && complete) throw new UserError({ code: 'tasks-missing', status: 409, message: `Нет балла за задание ${id}. Пробной или контрольной может быть только работа, у которой согласованы все баллы.` })
    if (score !== EMPTY) scores[id] = score
  }
  return scores
}
