import type { MultipartFile } from '@fastify/multipart'
import { sniffFile } from '../../../pipeline/intake/sniff-file.ts'
import type { Account } from '../../../storage/queries/accounts.ts'
import { addScanFile, findScanFile } from '../../../storage/queries/scan-files.ts'
import { schoolWithCampaign } from '../../../storage/queries/school-desk.ts'
import { uploadAnswer, type UploadAnswer } from '../../api/school.ts'
import { makeChange } from '../change.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { UserError } from '../user-error.ts'
import { schoolOf } from './school-desk.ts'
import { shownName } from './shown-name.ts'
import { spoolUpload, type SpooledUpload } from './spool-upload.ts'

type FileAnswer = UploadAnswer['files'][number]

/**
 * POST /api/school/files: takes scans in, each stored untouched under its SHA-256 and handed on to be opened. One answer a file; a
 * refused file does not stop the others, the same file twice is stored once.
 */
export function uploadFiles(app: App, services: Services): void {
  const storing = oneAtATime()
  app.post('/api/school/files', { schema: { response: { 200: uploadAnswer } } }, async (request) => {
    const answers: FileAnswer[] = []
    for await (const part of request.files()) answers.push(await takeFile({ services, storing, account: accountOf(request), schoolId: schoolOf(request), part }))
    if (answers.length === 0) throw new UserError({ code: 'no-file', message: 'В запросе нет файла. Выберите файл и отправьте его ещё раз.' })
    return { files: answers }
  })
}

interface Taking { readonly services: Services; readonly storing: ReturnType<typeof oneAtATime>; readonly account: Account; readonly schoolId: string }

async function takeFile({ part, ...taking }: Taking & { readonly part: MultipartFile }): Promise<FileAnswer> {
  const name = shownName(part.filename)
  const upload = await spoolUpload(part.file)
  try {
    if (part.file.truncated) return refused(name, 'файл больше допустимого. Разделите его на части и загрузите по очереди.')
    if (upload.sizeBytes === 0) return refused(name, 'файл пуст. Отсканируйте заново и загрузите ещё раз.')
    if (sniffFile(upload.head) === null) return refused(name, 'это не PDF, TIFF, JPEG, PNG или ZIP. Сохраните скан в одном из этих видов и загрузите ещё раз.')
    return await storeFile({ ...taking, name, upload })
  } finally {
    await upload.drop()
  }
}

async function storeFile({ services, storing, account, schoolId, name, upload }: Taking & { readonly name: string; readonly upload: SpooledUpload }): Promise<FileAnswer> {
  const { sha256, sizeBytes } = upload
  const alreadyHere: FileAnswer = { name, status: 'already-here', message: 'этот файл уже загружен, второй раз он не нужен.' }
  if (await findScanFile(services.database, { schoolId, sha256 })) return alreadyHere
  const stored = await storing(async () => services.blobs.put(await upload.readBytes()))
  if (stored !== sha256) throw new Error('the stored upload has another hash than the received one')
  return makeChange({
    services, account, steps: async (change) => {
      const { campaign_id } = await schoolWithCampaign(change.db, schoolId)
      const id = change.newId()
      const added = await addScanFile(change.db, { id, campaignId: campaign_id, schoolId, name, sha256, sizeBytes, uploadedBy: account.id, at: change.at })
      if (!added) return alreadyHere
      await change.addTask('open-file', id)
      change.record({ type: 'scan-file.uploaded', file: id, school: schoolId, sha256, sizeBytes })
      return { name, status: 'accepted', message: 'принят, страницы читаются.' }
    },
  })
}

const refused = (name: string, message: string): FileAnswer => ({ name, status: 'refused', message })
