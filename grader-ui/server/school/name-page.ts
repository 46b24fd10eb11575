import type { Form } from '../../../pipeline/model/form.ts'
import type { PageRow, WorkRow } from '../../../storage/queries/page-places.ts'
import { voidQuestions } from '../../../storage/queries/questions.ts'
import type { Change } from '../change.ts'
import { UserError } from '../user-error.ts'
import { takePlace } from './put-page-into-work.ts'

/**
 * A page that the program does not know, or took for another, named by a person: it stands in its work at once. A task then tries to lay it over the blank; where that fails
 * its fields are asked one by one, and before experts see it everything is hidden by hand.
 */
export async function namePage({ change, page, form, formPage, work }: {
  readonly change: Change; readonly page: PageRow; readonly form: Form; readonly formPage: number; readonly work: WorkRow
}): Promise<void> {
  if (page.image_sha256 === null) throw new UserError({
    code: 'no-picture', status: 409, message: 'Эта страница не открылась, и показать её некому. Отсканируйте её заново и загрузите.',
  })
  if (!form.pages.some((one) => one.number === formPage)) throw new UserError({ code: 'no-such-page', message: `В этом бланке нет страницы ${formPage}: их ${form.pages.length}.` })
  const named = { ...page, form_id: form.id, form_page: formPage, by_hand: 'asked' as const }
  await change.db.updateTable('page').set({ form_id: named.form_id, form_page: named.form_page, by_hand: named.by_hand, ink_hash: null, ink_cells: null }).where('id', '=', page.id).execute()
  await voidQuestions(change.db, page.id)
  await takePlace({ change, page: named, work, whenTaken: 'take-over' })
  await change.addTask('place-page', page.id)
}
