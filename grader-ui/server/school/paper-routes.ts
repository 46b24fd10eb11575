import { z } from 'zod'
import { attachmentsOfSchool, findAttachment } from '../../../storage/queries/attachments.ts'
import { findForm } from '../../../storage/queries/forms.ts'
import { uploadAnswer } from '../../api/school.ts'
import { papers } from '../../api/school-papers.ts'
import { makeChange } from '../change.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound, UserError } from '../user-error.ts'
import { paperType, type PaperKind } from './paper-type.ts'
import { schoolOf } from './school-desk.ts'
import { shownName } from './shown-name.ts'
import { spoolUpload } from './spool-upload.ts'

const about = z.object({ kind: z.enum(['criteria', 'letter', 'audio']), form: z.string().max(100).optional(), variant: z.string().max(20).optional() })
const NEEDED: Readonly<Record<PaperKind, string>> = { criteria: 'PDF', letter: 'PDF, JPEG или PNG', audio: 'MP3, M4A, OGG или WAV' }
const byId = { schema: { params: z.object({ id: z.string() }) } }

/** Papers that go with the works: marking criteria of a variant, the cover letter, recordings of oral parts. Kept as they are, never processed. */
export function paperRoutes(app: App, services: Services): void {
  const { database, blobs } = services
  const storing = oneAtATime()
  app.get('/api/school/papers', { schema: { response: { 200: papers } } }, async (request) => ({
    papers: (await attachmentsOfSchool(database, schoolOf(request))).map((one) => ({
      id: one.id, kind: one.kind, formId: one.form_id, variant: one.variant, name: one.name, sizeBytes: Number(one.size_bytes), at: one.at.toISOString(), url: `/api/school/papers/${one.id}`,
    })),
  }))
  app.post('/api/school/papers', { schema: { querystring: about, response: { 200: uploadAnswer } } }, async (request) => {
    const { kind, form, variant } = request.query
    if (kind === 'criteria' && !(form !== undefined && await findForm(database, form))) throw new UserError({ code: 'no-form', message: 'Укажите предмет, к которому относятся критерии.' })
    const part = await request.file()
    if (!part) throw new UserError({ code: 'no-file', message: 'В запросе нет файла. Выберите файл и отправьте его ещё раз.' })
    const name = shownName(part.filename)
    const upload = await spoolUpload(part.file)
    try {
      const refused = (message: string) => ({ files: [{ name, status: 'refused' as const, message }] })
      if (part.file.truncated) return refused('файл больше допустимого.')
      if (paperType(upload.head, kind) === null) return refused(`нужен файл ${NEEDED[kind]}. Сохраните его в этом виде и загрузите ещё раз.`)
      const sha256 = await storing(async () => blobs.putFile(upload.path))
      await makeChange({ services, account: accountOf(request), steps: async (change) => {
        const id = change.newId()
        await change.db.insertInto('attachment').values({
          id, school_id: schoolOf(request), form_id: form ?? null, kind, variant: variant ?? null, name, sha256, size_bytes: upload.sizeBytes, account_id: change.account.id, at: change.at, withdrawn_at: null,
        }).execute()
        change.record({ type: 'paper.added', paper: id, school: schoolOf(request), kind, sha256 })
      } })
      return { files: [{ name, status: 'accepted' as const, message: 'сохранён.' }] }
    } finally {
      await upload.drop()
    }
  })
  app.get('/api/school/papers/:id', byId, async (request, reply) => {
    const found = await findAttachment(database, { id: request.params.id, schoolId: schoolOf(request) })
    const bytes = found && await blobs.get(found.sha256)
    if (!found || !bytes) throw notFound('Такого файла нет. Обновите страницу.')
    return reply.type(paperType(bytes, found.kind) ?? 'application/octet-stream')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
  app.delete('/api/school/papers/:id', { schema: { ...byId.schema, response: { 200: z.object({}) } } }, async (request) => {
    await makeChange({ services, account: accountOf(request), steps: async (change) => {
      const found = await change.db.updateTable('attachment').set({ withdrawn_at: change.at }).where('id', '=', request.params.id).where('school_id', '=', schoolOf(request)).where('withdrawn_at', 'is', null).executeTakeFirst()
      if (found.numUpdatedRows === 0n) throw notFound('Такого файла нет. Обновите страницу.')
      change.record({ type: 'paper.withdrawn', paper: request.params.id })
    } })
    return {}
  })
}
