import { voidQuestions } from '../../../storage/queries/questions.ts'
import { movePage, withdrawEmptyWork, type PageRow } from '../../../storage/queries/page-places.ts'
import type { Change } from '../change.ts'

/** Puts a page away: it asks nothing and gives no values, and can be brought back. */
export async function discardPage({ change, page }: { readonly change: Change; readonly page: PageRow }): Promise<void> {
  await movePage(change.db, page.id, { state: 'discarded', workId: null })
  await voidQuestions(change.db, page.id)
  if (page.work_id !== null) await withdrawEmptyWork(change.db, page.work_id)
}
