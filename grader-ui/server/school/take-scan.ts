import { sniffFile } from '../../../pipeline/intake/sniff-file.ts'
import type { Account } from '../../../storage/queries/accounts.ts'
import { addScanFile, findScanFile } from '../../../storage/queries/scan-files.ts'
import { schoolWithCampaign } from '../../../storage/queries/school-desk.ts'
import type { UploadAnswer } from '../../api/school.ts'
import { makeChange } from '../change.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import type { Services } from '../services.ts'
import type { SpooledUpload } from './spool-upload.ts'

export type FileAnswer = UploadAnswer['files'][number]

/** Takes one upload that lies complete on disk: kept untouched under its SHA-256 and handed on to be opened, or refused in words. The file stays with the caller. */
export type TakeScan = (taking: { readonly account: Account; readonly schoolId: string; readonly name: string; readonly upload: SpooledUpload; readonly truncated?: boolean }) => Promise<FileAnswer>

/** All ways in share one: by the page, by the resumed upload, by a key. The same bytes sent at once by several of them are one file. */
export function openScanTaker(services: Services): TakeScan {
  // One large scan at a time has the disk.
  const storing = oneAtATime()
  return async ({ account, schoolId, name, upload, truncated = false }) => {
    const refused = (message: string): FileAnswer => ({ name, status: 'refused', message })
    if (truncated) return refused('файл больше допустимого. Разделите его на части и загрузите по очереди.')
    if (upload.sizeBytes === 0) return refused('файл пуст. Отсканируйте заново и загрузите ещё раз.')
    if (sniffFile(upload.head) === null) return refused('это не PDF, TIFF, JPEG, PNG или ZIP. Сохраните скан в одном из этих видов и загрузите ещё раз.')
    const { sha256, sizeBytes } = upload
    const alreadyHere: FileAnswer = { name, status: 'already-here', message: 'этот файл уже загружен, второй раз он не нужен.' }
    if (await findScanFile(services.database, { schoolId, sha256 })) return alreadyHere
    const stored = await storing(async () => services.blobs.putFile(upload.path))
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
}
