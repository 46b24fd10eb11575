import { z } from 'zod'
import { readFormFiles, type LoadedForm } from '../../../../pipeline/intake/read-form-files.ts'
import { maxTotal } from '../../../../pipeline/model/form.ts'
import { findForm, formsOfCampaign, formsInUse, putForm, removeForm } from '../../../../storage/queries/forms.ts'
import { accountsOfRole, lockCampaign } from '../../../../storage/queries/setup.ts'
import { formAnswer, formList, type FormAnswer, type FormView } from '../../../api/setup.ts'
import { makeChange } from '../../change.ts'
import type { App, Services } from '../../services.ts'
import { accountOf } from '../../session/load-account.ts'
import { shownName } from '../../school/shown-name.ts'
import { notFound, UserError } from '../../user-error.ts'
import { campaignNow } from '../campaign-now.ts'

const MAX_BYTES = 30_000_000

/** GET and POST /api/municipality/forms, DELETE …/:id: the forms of the works with their blanks; every problem of a file is told by its field. */
export function formsRoutes(app: App, services: Services): void {
  const { database, blobs } = services
  app.get('/api/municipality/forms', { schema: { response: { 200: formList } } }, async () => {
    const campaign = await campaignNow(services)
    const used = await formsInUse(database, campaign.id)
    const experts = (await accountsOfRole(database, ['expert'])).filter((one) => !one.closed && one.years >= campaign.settings.draw.minYears)
    return { forms: (await formsOfCampaign(database, campaign.id)).map(({ form, blanks }): FormView => ({
      id: form.id, title: form.title, subject: form.subject, grade: form.grade, year: form.year ?? null, pages: form.pages.length, tasks: form.tasks.length, maxTotal: maxTotal(form), variants: form.variants,
      hasBorders: form.markBorders !== undefined, blanks: Object.keys(blanks), inUse: used.has(form.id), able: experts.filter((one) => one.subjects.includes(form.subject)).length,
    })) }
  })
  app.post('/api/municipality/forms', { schema: { response: { 200: formAnswer } } }, async (request): Promise<FormAnswer> => {
    const campaign = await campaignNow(services)
    const files = new Map<string, Uint8Array>()
    const answer: FormAnswer = { stored: [], problems: [] }
    for await (const part of request.files({ limits: { fileSize: MAX_BYTES } })) {
      const bytes = await part.toBuffer()
      if (part.file.truncated) answer.problems.push({ file: shownName(part.filename), path: '', message: 'файл больше 30 МБ: бланк столько не занимает' })
      else files.set(shownName(part.filename), bytes)
    }
    const texts = [...files].filter(([name]) => /\.json$/i.test(name))
    if (texts.length === 0 && answer.problems.length === 0) throw new UserError({ code: 'no-form', message: 'Среди файлов нет файла формы (.json). Выберите вместе файл формы и её бланк в PDF.' })
    for (const [name, bytes] of texts) {
      const read = await readFormFiles({ name, text: new TextDecoder().decode(bytes), blankOf: (file) => files.get(file) ?? null })
      if (!read.ok) answer.problems.push(...read.reason.map(({ path, message }) => ({ file: name, path, message })))
      else {
        const stored = await store(read.value)
        if (stored === null) answer.problems.push({ file: name, path: 'id', message: `форма «${read.value.form.id}» уже в работе: по ней есть страницы или её ведёт другая перепроверка. Дайте новой форме другой id` })
        else answer.stored.push({ title: read.value.form.title, replaced: stored.replaced })
      }
    }
    return answer

    async function store({ form, blanks }: LoadedForm): Promise<{ readonly replaced: boolean } | null> {
      const kept = Object.fromEntries(await Promise.all([...blanks].map(async ([file, bytes]) => [file, await blobs.put(bytes)] as const)))
      return makeChange({ services, account: accountOf(request), steps: async (change) => {
        await lockCampaign(change.db, campaign.id)
        const before = await findForm(change.db, form.id)
        if (before && (before.campaignId !== campaign.id || (await formsInUse(change.db, campaign.id)).has(form.id))) return null
        await putForm(change.db, { form, campaignId: campaign.id, blanks: kept })
        change.record({ type: 'form.stored', form: form.id, blanks: kept })
        return { replaced: before !== null }
      } })
    }
  })
  app.delete('/api/municipality/forms/:id', { schema: { params: z.object({ id: z.string() }), response: { 200: z.object({}) } } }, async (request) => {
    const campaign = await campaignNow(services)
    return makeChange({ services, account: accountOf(request), steps: async (change) => {
      await lockCampaign(change.db, campaign.id)
      const stored = await findForm(change.db, request.params.id)
      if (stored?.campaignId !== campaign.id) throw notFound('Такой формы в этой перепроверке нет. Обновите страницу.')
      if ((await formsInUse(change.db, campaign.id)).has(stored.form.id)) throw new UserError({ code: 'form-in-use', status: 409, message: 'По этой форме уже есть страницы или работы: убрать её нельзя.' })
      await removeForm(change.db, stored.form.id)
      change.record({ type: 'form.removed', form: stored.form.id })
      return {}
    } })
  })
}
