import { addLook, settleBlindWork, standingBlindPages } from '../../../storage/queries/blind-pages.ts'
import type { Change } from '../change.ts'

/**
 * An expert saw personal data on a page: the work is taken from every expert at once and waits until the school's coordinator has looked, hidden it, and the new
 * image is certified; then it comes back with the scores it had. `formPage` null: all pages are looked at.
 */
export async function withdrawReported({ change, assignmentId, formPage }: { readonly change: Change; readonly assignmentId: string; readonly formPage: number | null }): Promise<void> {
  const { db } = change
  // A check of the expert shows its work as an assignment does, and is reported alike.
  const { work_id: workId } = await db.selectFrom('assignment').select('work_id').where('id', '=', assignmentId)
    .union(db.selectFrom('check_marking').select('work_id').where('id', '=', assignmentId)).executeTakeFirstOrThrow()
  await db.selectFrom('work').select('id').where('id', '=', workId).forUpdate().execute()
  const all = await standingBlindPages(db, [workId])
  const seen = all.filter((page) => page.formPage === formPage)
  const reported = seen.length > 0 ? seen : all
  for (const page of reported) await addLook(db, { id: change.newId(), blindPageId: page.id, kind: 'reported', accountId: change.account.id, at: change.at })
  await settleBlindWork(db, workId)
  change.record({ type: 'work.withdrawn-for-personal-data', work: workId, pages: reported.map((page) => page.formPage) })
}
