import { refreshVariant } from '../../../storage/queries/counting-values.ts'
import { voidQuestions } from '../../../storage/queries/questions.ts'
import type { Change } from '../change.ts'

/** Writes down which variant a work is by a person's word about one of its pages; null: as if none were known. Nobody is asked about that page's variant any more. */
export async function sayVariant({ change, pageId, workId, variant }: { readonly change: Change; readonly pageId: string; readonly workId: string; readonly variant: string | null }): Promise<void> {
  const { db, account, at } = change
  await db.insertInto('work_value').values({
    id: change.newId(), work_id: workId, page_id: pageId, field: 'variant', task: null, box: null, value: variant ?? '', source: 'person', account_id: account.id, at,
  }).execute()
  await refreshVariant(db, workId)
  await voidQuestions(db, pageId, ['variant'])
}
