import { READING_REASONS } from '../../pipeline/model/page-reading.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import { addTask } from '../../storage/tasks.ts'
import type { RecognisedPage } from '../recognition/messages.ts'
import { loadFormSet } from './form-set.ts'
import type { Job, JobContext } from './job.ts'
import { storePage } from './store-page.ts'
import { withOriginal } from './with-original.ts'

/**
 * Takes an uploaded file apart: every page is recognised and written down, one transaction a page. Run again, it goes on behind the
 * last page that was written down.
 */
export const openFile: Job = async (context, fileId) => {
  const { db } = context
  const file = await db.selectFrom('scan_file').selectAll().where('id', '=', fileId).executeTakeFirst()
  if (!file || file.state === 'opened' || file.state === 'refused') return
  await db.updateTable('scan_file').set({ state: 'opening' }).where('id', '=', fileId).execute()
  const { stored } = await db.selectFrom('page').select((is) => is.fn.countAll<number>().as('stored')).where('file_id', '=', fileId).executeTakeFirstOrThrow()
  const forms = await loadFormSet(context, file.campaign_id)
  await withOriginal(context, file.sha256, async (path) => {
    let pages = stored
    for await (const page of context.recognisers.walk({ path, name: file.name, forms, fromOrdinal: stored })) {
      if (page.ordinal === 0 && page.pageCount === 0 && page.outcome.type === 'refused' && page.file === file.name) {
        await refuseFile(context, { fileId, reason: page.outcome.reason })
        return
      }
      await storePage(context, { fileId, page })
      pages++
      if (page.pageCount > 0) await context.progress(Math.floor((100 * pages) / Math.max(pages, page.pageCount)))
    }
    await finishFile(context, { fileId, schoolId: file.school_id, pages })
  })
}

type RefusalReason = Extract<RecognisedPage['outcome'], { type: 'refused' }>['reason']

async function refuseFile({ db, clock }: JobContext, { fileId, reason }: { readonly fileId: string; readonly reason: RefusalReason }): Promise<void> {
  const problem = `Файл не принят: ${READING_REASONS[reason]}. Сохраните его заново или отсканируйте ещё раз и загрузите снова.`
  await db.transaction().execute(async (trx) => {
    await trx.updateTable('scan_file').set({ state: 'refused', problem }).where('id', '=', fileId).execute()
    await appendAudit(trx, { type: 'scan-file.refused', actor: 'system', at: clock(), file: fileId, reason })
  })
}

async function finishFile({ db, clock, dispatch }: JobContext, { fileId, schoolId, pages }: { readonly fileId: string; readonly schoolId: string; readonly pages: number }): Promise<void> {
  const taskId = await db.transaction().execute(async (trx) => {
    await trx.updateTable('scan_file').set({ state: 'opened', page_count: pages }).where('id', '=', fileId).execute()
    const task = await addTask(trx, { kind: 'decide-school', subjectId: schoolId })
    await appendAudit(trx, { type: 'scan-file.opened', actor: 'system', at: clock(), file: fileId, pages })
    return task
  })
  await dispatch([taskId])
}
