import { uploadAnswer } from '../../api/school.ts'
import type { App } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { UserError } from '../user-error.ts'
import { schoolOf } from './school-desk.ts'
import { shownName } from './shown-name.ts'
import { spoolUpload } from './spool-upload.ts'
import type { FileAnswer, TakeScan } from './take-scan.ts'

/**
 * POST …/files: takes scans in, whole files in one request. One answer a file; a refused file does not stop the others, the same
 * file twice is stored once.
 */
export const uploadFiles = ({ takeScan, path }: { readonly takeScan: TakeScan; readonly path: string }) => (app: App): void => {
  app.post(path, { schema: { summary: 'Отправить сканы целиком: PDF, TIFF, JPEG, PNG или ZIP, одно поле file на файл', consumes: ['multipart/form-data'], response: { 200: uploadAnswer } } }, async (request) => {
    const answers: FileAnswer[] = []
    for await (const part of request.files()) {
      const upload = await spoolUpload(part.file)
      try {
        answers.push(await takeScan({ account: accountOf(request), schoolId: schoolOf(request), name: shownName(part.filename), upload, truncated: part.file.truncated }))
      } finally {
        await upload.drop()
      }
    }
    if (answers.length === 0) throw new UserError({ code: 'no-file', message: 'В запросе нет файла. Выберите файл и отправьте его ещё раз.' })
    return { files: answers }
  })
}
