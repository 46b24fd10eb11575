import type { z } from 'zod'
import { lockPageOfSchool, movePage, newestReading, withdrawEmptyWork, type PageRow } from '../../../storage/queries/page-places.ts'
import { reopenQuestions, voidQuestions } from '../../../storage/queries/questions.ts'
import { rosterOf } from '../../../storage/queries/results-forms.ts'
import type { placePage as placeRequest } from '../../api/school.ts'
import type { Change } from '../change.ts'
import { notFound, UserError } from '../user-error.ts'
import { checkCode } from './check-doubt-value.ts'
import { discardPage } from './discard-page.ts'
import { formOfSchool } from './form-of-school.ts'
import { namePage } from './name-page.ts'
import { recordMoves } from './record-moves.ts'
import { sayVariant } from './say-variant.ts'
import { alreadyReleased, putPageIntoWork, workOfCode } from './put-page-into-work.ts'

type PlaceRequest = z.infer<typeof placeRequest>

/** Does what a person decided about a page: into a work, away, aside, turned, or back. Each can be taken back. */
export async function placePage({ change, schoolId, pageId, request }: {
  readonly change: Change; readonly schoolId: string; readonly pageId: string; readonly request: PlaceRequest
}): Promise<void> {
  const page = await lockPageOfSchool(change.db, { id: pageId, schoolId })
  if (!page) throw notFound('Такой страницы нет. Обновите страницу.')
  if (page.state === 'waiting') throw new UserError({ code: 'page-busy', status: 409, message: 'Страница ещё читается. Подождите немного и повторите.' })
  if (page.work_id !== null) {
    const work = await change.db.selectFrom('work').select('state').where('id', '=', page.work_id).forUpdate().executeTakeFirstOrThrow()
    if (work.state !== 'staged') throw alreadyReleased()
  }
  const action = request.action === 'set-aside' ? `set-aside-${request.kind}` : isCorrection(page, request) ? 'another-page' : request.action
  await recordMoves({ change, schoolId, action, about: page.id, steps: async () => {
    switch (request.action) {
      case 'assign': return assign({ change, schoolId, page, request })
      case 'discard': return discardPage({ change, page })
      case 'restore': return restore({ change, schoolId, page })
      case 'set-aside': return setAside({ change, page, kind: request.kind })
      case 'turn': return turn({ change, page, degrees: request.degrees })
    }
  } })
  change.record(request.action === 'assign' && isCorrection(page, request)
    ? { type: 'page.another-page', page: page.id, form: request.formId, formPage: request.formPage, wasForm: page.form_id, wasPage: page.form_page }
    : { type: `page.${request.action}`, page: page.id })
}

/** It counted for a page of a form so far, and a person says that it is another one. */
const isCorrection = (page: PageRow, request: PlaceRequest): boolean =>
  request.action === 'assign' && page.form_id !== null && (page.form_id !== request.formId || page.form_page !== request.formPage)

/**
 * A page that the program recognised goes where it is said to, with all that was read on it; one that it did not recognise is what the person says it is. That the
 * program took it for the wrong page must be said expressly: it is laid over the blank anew, and what was read and answered for the wrong one counts no more.
 */
async function assign({ change, schoolId, page, request }: { change: Change; schoolId: string; page: PageRow; request: Extract<PlaceRequest, { action: 'assign' }> }): Promise<void> {
  const { formId, formPage } = request
  const isNamed = page.form_id === formId && page.form_page === formPage
  const isRecognised = page.form_id !== null && page.by_hand === null
  if (isRecognised && !isNamed && !request.anotherPage) throw new UserError({
    code: 'other-page', status: 409, message: `По бланку это страница ${page.form_page}: проверьте предмет и номер страницы. Если программа ошиблась, откройте страницу и нажмите «Это другая страница».`,
  })
  const { form } = await formOfSchool(change.db, { schoolId, formId })
  const code = checkCode({ form, roster: await rosterOf(change.db, { schoolId, formId }), code: request.participantCode })
  if (!code.ok) throw new UserError({ code: 'bad-value', message: code.reason })
  const work = await workOfCode({ change, schoolId, formId, participantCode: code.value })
  const left = page.work_id
  if (isNamed) {
    await putPageIntoWork({ change, page, work, whenTaken: 'take-over' })
    await voidQuestions(change.db, page.id, ['code', 'page'])
    if (page.by_hand === 'asked') await change.addTask('place-page', page.id)
  } else await namePage({ change, page, form, formPage, work })
  if (request.variant !== undefined) {
    if (!form.variants.includes(request.variant)) throw new UserError({ code: 'bad-value', message: `Такого варианта нет. В бланке есть: ${form.variants.join(', ')}.` })
    await sayVariant({ change, pageId: page.id, workId: work.id, variant: request.variant })
  }
  if (left !== null && left !== work.id) await withdrawEmptyWork(change.db, left)
}

/** A page that is no page of a work, by a person's eyes: it asks nothing and stands where people can see what it is. */
async function setAside({ change, page, kind }: { change: Change; page: PageRow; kind: 'criteria' | 'foreign' | 'blank' }): Promise<void> {
  await discardPage({ change, page })
  await movePage(change.db, page.id, { state: kind === 'blank' ? 'blank' : 'foreign', workId: null, reasons: [`marked-${kind}`] })
}

/** Only for looking at it: a page of a form stands straight already. */
async function turn({ change, page, degrees }: { change: Change; page: PageRow; degrees: number }): Promise<void> {
  if (page.form_id !== null) throw new UserError({ code: 'straight-already', status: 409, message: 'Страница бланка уже выровнена по бланку. Если она стоит неверно, отсканируйте её заново.' })
  await change.db.updateTable('page').set({ turn: (page.turn + degrees) % 360 }).where('id', '=', page.id).execute()
}

/** A page comes back to where its reading puts it: into its work when the code is certain, before a person's eyes otherwise. */
async function restore({ change, schoolId, page }: { change: Change; schoolId: string; page: PageRow }): Promise<void> {
  if (page.state !== 'discarded' && !page.reasons.some((reason) => reason.startsWith('marked-'))) throw new UserError({ code: 'not-discarded', status: 409, message: 'Эта страница не убрана. Обновите страницу.' })
  const reading = await newestReading(change.db, page.id)
  // Whose a page is that a person named, a person says again.
  if (!reading || page.form_id === null || page.form_page === null || page.by_hand !== null) {
    const state = reading?.status === 'blank' || reading?.status === 'unreadable' ? reading.status : 'foreign'
    return movePage(change.db, page.id, { state, workId: null })
  }
  if (reading.code?.status === 'read') {
    const work = await workOfCode({ change, schoolId, formId: page.form_id, participantCode: reading.code.value })
    await putPageIntoWork({ change, page, work, whenTaken: 'step-back' })
    return
  }
  await reopenQuestions(change.db, page.id)
  const asks = await change.db.selectFrom('doubt').select('id').where('page_id', '=', page.id).where('state', '=', 'open').where('kind', 'in', ['code', 'page']).executeTakeFirst()
  // A page that asks nothing would be seen by nobody in the doubtful ones.
  await movePage(change.db, page.id, { state: asks ? 'doubtful' : 'foreign', workId: null })
}
