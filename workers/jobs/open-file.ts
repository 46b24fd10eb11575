import { open } from 'node:fs/promises'
import { pagesOf, uploadPlan, type UploadPlan } from '../../pipeline/intake/plan-upload.ts'
import { sniffFile, type FileKind } from '../../pipeline/intake/sniff-file.ts'
import type { ReadingReason } from '../../pipeline/model/page-reading.ts'
import { appendAudit } from '../../storage/audit-log.ts'
import { addTask } from '../../storage/tasks.ts'
import { loadFormSet } from './form-set.ts'
import type { Job, JobContext } from './job.ts'
import { refusalWords } from './refusal-words.ts'
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
    const plan = file.plan === null ? await keepPlan(context, { fileId, plan: await context.recognisers.plan({ path, name: file.name }) }) : uploadPlan.parse(file.plan)
    const reason = refusalOf(plan, file.name)
    if (reason !== null) {
      await refuseFile(context, { fileId, reason, problem: refusalWords({ reason, kind: await kindOf(path), sizeBytes: Number(file.size_bytes) }) })
      return
    }
    const pages = pagesOf(plan)
    await db.updateTable('scan_file').set({ page_count: pages }).where('id', '=', fileId).execute()
    for await (const page of context.recognisers.walk({ path, name: file.name, plan, forms, fromOrdinal: stored })) {
      await storePage(context, { fileId, page })
      await context.progress(Math.floor((100 * (page.ordinal + 1)) / pages))
    }
    await finishFile(context, { fileId, schoolId: file.school_id, pages })
  })
}

/** Why nothing of the upload could be opened. */
const refusalOf = (plan: UploadPlan, name: string): ReadingReason | null => (plan.length === 1 && plan[0]!.file === name ? plan[0]!.refused : null)

async function kindOf(path: string): Promise<FileKind | null> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(4096), 0, 4096, 0)
    return sniffFile(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** The plan that was kept first counts: another process may have opened the file meanwhile. */
async function keepPlan({ db }: JobContext, { fileId, plan }: { readonly fileId: string; readonly plan: UploadPlan }): Promise<UploadPlan> {
  await db.updateTable('scan_file').set({ plan: JSON.stringify(plan) }).where('id', '=', fileId).where('plan', 'is', null).execute()
  const kept = await db.selectFrom('scan_file').select('plan').where('id', '=', fileId).executeTakeFirstOrThrow()
  return uploadPlan.parse(kept.plan)
}

async function refuseFile({ db, clock }: JobContext, { fileId, reason, problem }: { readonly fileId: string; readonly reason: ReadingReason; readonly problem: string }): Promise<void> {
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
