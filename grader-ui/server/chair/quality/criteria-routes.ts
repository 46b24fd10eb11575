import { z } from 'zod'
import { findForm } from '../../../../storage/queries/forms.ts'
import { criteriaList, setCriteriaTasks, type CriteriaList } from '../../../api/quality.ts'
import type { Db } from '../../../../storage/database/database.ts'
import { makeChange } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { notFound, UserError } from '../../user-error.ts'

const MAX_BYTES = 50_000_000
const formParams = z.object({ formId: z.string() })

/** GET and POST (multipart: `variant`, `file`) /api/chair/criteria/:formId, PUT …/:formId/:id/tasks: the criteria that experts see beside the work. */
export function criteriaRoutes(app: App, services: Services): void {
  app.get('/api/chair/criteria/:formId', { schema: { params: formParams, response: { 200: criteriaList } } }, (request) => listOf(services.database, request.params.formId))

  app.post('/api/chair/criteria/:formId', { schema: { params: formParams, response: { 200: criteriaList } } }, async (request) => {
    const { formId } = request.params
    const account = accountOf(request)
    const stored = await findForm(services.database, formId)
    if (!stored) throw notFound('Такого предмета в этой перепроверке нет.')
    let variant = ''
    let file: { readonly name: string; readonly bytes: Uint8Array } | null = null
    for await (const part of request.parts({ limits: { fileSize: MAX_BYTES, files: 1, fieldSize: 100 } })) {
      if (part.type === 'field' && part.fieldname === 'variant' && typeof part.value === 'string') variant = part.value
      if (part.type !== 'file') continue
      const bytes = await part.toBuffer()
      if (part.file.truncated) throw new UserError({ code: 'too-large', status: 413, message: 'Файл критериев больше 50 МБ. Приложите критерии одного варианта одним файлом PDF.' })
      file = { name: part.filename, bytes }
    }
    if (file === null || file.bytes.length === 0) throw new UserError({ code: 'no-file', message: 'Выберите файл критериев (PDF).' })
    if (!stored.form.variants.includes(variant)) throw new UserError({ code: 'no-such-variant', message: 'Выберите вариант, к которому относятся критерии.' })
    const sha256 = await services.blobs.put(file.bytes)
    await makeChange({ services, account, steps: async (change) => {
      const id = change.newId()
      await change.db.insertInto('criteria').values({ id, form_id: formId, variant, name: file.name.slice(-200), sha256, state: 'waiting', problem: null, tasks: JSON.stringify({}), account_id: account.id, at: change.at }).execute()
      await change.addTask('draw-criteria', id)
      change.record({ type: 'criteria.attached', criteria: id, form: formId, variant, sha256 })
    } })
    return listOf(services.database, formId)
  })

  app.put('/api/chair/criteria/:formId/:id/tasks', { schema: { params: formParams.extend({ id: z.string() }), body: setCriteriaTasks, response: { 200: criteriaList } } }, async (request) => {
    const { formId, id } = request.params
    await makeChange({ services, account: accountOf(request), steps: async (change) => {
      const changed = await change.db.updateTable('criteria').set({ tasks: JSON.stringify(request.body.tasks) }).where('id', '=', id).where('form_id', '=', formId).executeTakeFirst()
      if (changed.numUpdatedRows === 0n) throw notFound('Таких критериев нет. Обновите страницу.')
      change.record({ type: 'criteria.pages-set', criteria: id })
    } })
    return listOf(services.database, formId)
  })
}

async function listOf(db: Db, formId: string): Promise<CriteriaList> {
  const stored = await findForm(db, formId)
  if (!stored) throw notFound('Такого предмета в этой перепроверке нет.')
  const rows = await db.selectFrom('criteria').distinctOn('variant').selectAll().where('form_id', '=', formId).orderBy('variant').orderBy('seq', 'desc').execute()
  const pages = await db.selectFrom('criteria_page as p').innerJoin('criteria as c', 'c.id', 'p.criteria_id').groupBy('c.id').select((is) => ['c.id', is.fn.countAll<string>().as('n')]).where('c.form_id', '=', formId).execute()
  return {
    variants: stored.form.variants, tasks: stored.form.tasks.map(({ id }) => id),
    criteria: rows.map((row) => ({ id: row.id, variant: row.variant, name: row.name, state: row.state, problem: row.problem, tasks: row.tasks, pages: Number(pages.find(({ id }) => id === row.id)?.n ?? 0) })),
  }
}
