import type { Selectable } from 'kysely'
import type { Form } from '../../../pipeline/model/form.ts'
import { refreshVariant } from '../../../storage/queries/counting-values.ts'
import { findForm } from '../../../storage/queries/forms.ts'
import { addAnswer, lockQuestion, newestAnswer, reopenQuestions } from '../../../storage/queries/questions.ts'
import { lockPageOfSchool, movePage, withdrawEmptyWork, type PageRow } from '../../../storage/queries/page-places.ts'
import { rosterOf } from '../../../storage/queries/results-forms.ts'
import type { Tables } from '../../../storage/database/tables.ts'
import type { Change } from '../change.ts'
import { notFound, UserError } from '../user-error.ts'
import { checkDoubtValue } from './check-doubt-value.ts'
import { discardPage } from './discard-page.ts'
import { alreadyReleased, putPageIntoWork, workOfCode } from './put-page-into-work.ts'

type Question = Selectable<Tables['doubt']>

/** Writes a person's answer and everything that follows from it. Sending the same answer again changes nothing. */
export async function answerQuestion({ change, schoolId, questionId, value }: {
  readonly change: Change; readonly schoolId: string; readonly questionId: string; readonly value: string
}): Promise<void> {
  const { question, page, form } = await openedQuestion({ change, schoolId, questionId })
  const roster = form && question.kind === 'code' ? await rosterOf(change.db, { schoolId, formId: form.id }) : []
  const checked = checkDoubtValue({ kind: question.kind, task: question.task, form, roster, value })
  if (!checked.ok) throw new UserError({ code: 'bad-value', message: checked.reason })
  if (question.state === 'resolved' && await newestAnswer(change.db, question.id) === checked.value) return
  if (question.state !== 'open') throw new UserError({ code: 'already-answered', status: 409, message: 'На этот вопрос уже есть ответ. Обновите страницу.' })
  await addAnswer(change.db, { id: change.newId(), questionId: question.id, value: checked.value, accountId: change.account.id, at: change.at })
  await follow({ change, question, page, form, value: checked.value })
  change.record({ type: 'doubt.answered', doubt: question.id, page: page.id, kind: question.kind })
}

/** Takes the last answer to a question back, with everything that followed from it. */
export async function takeAnswerBack({ change, schoolId, questionId }: { readonly change: Change; readonly schoolId: string; readonly questionId: string }): Promise<void> {
  const { question, page } = await openedQuestion({ change, schoolId, questionId })
  if (question.state !== 'resolved') throw new UserError({ code: 'not-answered', status: 409, message: 'Отменять нечего: ответа на этот вопрос нет.' })
  await addAnswer(change.db, { id: change.newId(), questionId: question.id, value: null, accountId: change.account.id, at: change.at })
  switch (question.kind) {
    case 'code': case 'page':
      await movePage(change.db, page.id, { state: 'doubtful', workId: question.work_id, reasons: question.reasons })
      await reopenQuestions(change.db, page.id)
      if (page.work_id !== null) await withdrawEmptyWork(change.db, page.work_id)
      break
    default:
      await bringReadValueBack({ change, question, page })
  }
  change.record({ type: 'doubt.reopened', doubt: question.id, page: page.id, kind: question.kind })
}

async function openedQuestion({ change, schoolId, questionId }: { change: Change; schoolId: string; questionId: string }): Promise<{ question: Question; page: PageRow; form: Form | null }> {
  const question = await lockQuestion(change.db, { id: questionId, schoolId })
  const page = question && await lockPageOfSchool(change.db, { id: question.page_id, schoolId })
  if (!question || !page) throw notFound('Такого вопроса нет. Обновите страницу.')
  if (question.sheet !== page.sheet && question.kind !== 'code' && question.kind !== 'page') throw new UserError({
    code: 'other-page', status: 409, message: 'Вопрос был о другой странице бланка: с тех пор сказано, что это не она. Обновите страницу.',
  })
  if (page.work_id !== null) {
    const work = await change.db.selectFrom('work').select('state').where('id', '=', page.work_id).forUpdate().executeTakeFirstOrThrow()
    if (work.state !== 'staged') throw alreadyReleased()
  }
  return { question, page, form: page.form_id === null ? null : (await findForm(change.db, page.form_id))?.form ?? null }
}

async function follow({ change, question, page, form, value }: { change: Change; question: Question; page: PageRow; form: Form | null; value: string }): Promise<void> {
  switch (question.kind) {
    case 'code': {
      if (value === 'discard') return discardPage({ change, page })
      if (!form || page.form_page === null) throw new UserError({ code: 'no-form', message: 'Страница не похожа ни на один из бланков: код ей не поможет. Отсканируйте её заново или уберите.' })
      const work = await workOfCode({ change, schoolId: question.school_id, formId: form.id, participantCode: value })
      await putPageIntoWork({ change, page, work, whenTaken: 'step-back' })
      return
    }
    case 'page': {
      if (value === 'discard') return discardPage({ change, page })
      const claimed = question.work_id ?? page.work_id
      const work = claimed === null ? undefined : await change.db.selectFrom('work').selectAll().where('id', '=', claimed).forUpdate().executeTakeFirst()
      if (!work) throw new UserError({ code: 'no-work', message: 'Неизвестно, чья это страница. Укажите код на странице «Страницы вне работ».' })
      if (work.state !== 'staged') throw alreadyReleased()
      await putPageIntoWork({ change, page, work, whenTaken: 'take-over' })
      return
    }
    default: await writeValue({ change, question, page, value, source: 'person' })
  }
}

/** A page that is in no work yet keeps the answer with its question; the value follows when the page finds its work. */
async function writeValue({ change, question, page, value, source }: { change: Change; question: Question; page: PageRow; value: string; source: 'person' | 'scan' }): Promise<void> {
  const { kind } = question
  if (page.work_id === null || kind === 'code' || kind === 'page') return
  await change.db.insertInto('work_value').values({
    id: change.newId(), work_id: page.work_id, page_id: page.id, field: kind, task: question.task, box: question.box, value, source,
    account_id: source === 'person' ? change.account.id : null, at: change.at,
  }).execute()
  if (kind === 'variant') await refreshVariant(change.db, page.work_id)
}

/** Values are only added: taking back adds what the reader had said, once more. */
async function bringReadValueBack({ change, question, page }: { change: Change; question: Question; page: PageRow }): Promise<void> {
  await writeValue({ change, question, page, value: question.value, source: 'scan' })
}
