import type { Expression, ExpressionBuilder, Selectable, SqlBool } from 'kysely'
import type { Db } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'

/** The open questions of a school with the page each is about; the same kind together, then work by work. */
export async function openQuestions(db: Db, schoolId: string) {
  return db.selectFrom('doubt as d').innerJoin('page as p', 'p.id', 'd.page_id').innerJoin('scan_file as f', 'f.id', 'p.file_id').leftJoin('work as w', 'w.id', 'd.work_id')
    .select([
      'd.id', 'd.kind', 'd.task', 'd.box', 'd.reasons', 'd.value', 'd.candidates', 'd.crop_px', 'p.id as page_id', 'p.form_id', 'p.form_page', 'p.number as file_page',
      'p.width_px', 'p.height_px', 'f.name as file_name', 'w.participant_code', 'd.seq',
    ])
    .where('d.school_id', '=', schoolId).where('d.state', '=', 'open').orderBy('d.seq').execute()
}

/** How many questions of a school wait and how many a person has answered. */
export async function countQuestions(db: Db, schoolId: string): Promise<{ readonly open: number; readonly answered: number }> {
  const row = await db.selectFrom('doubt').where('school_id', '=', schoolId).select((is) => [
    is.fn.countAll<string>().filterWhere('state', '=', 'open').as('open'),
    is.fn.countAll<string>().filterWhere('state', '=', 'resolved').as('answered'),
  ]).executeTakeFirstOrThrow()
  return { open: Number(row.open), answered: Number(row.answered) }
}

/** One question of a school, locked until the transaction ends; undefined when the school has none such. */
export const lockQuestion = (db: Db, { id, schoolId }: { readonly id: string; readonly schoolId: string }): Promise<Selectable<Tables['doubt']> | undefined> =>
  db.selectFrom('doubt').selectAll().where('id', '=', id).where('school_id', '=', schoolId).forUpdate().executeTakeFirst()

/** The newest answer to a question: its value, null when it was taken back, undefined when there was none. */
export async function newestAnswer(db: Db, questionId: string): Promise<string | null | undefined> {
  const row = await db.selectFrom('doubt_answer').select('value').where('doubt_id', '=', questionId).orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return row?.value
}

/** Adds an answer, or with null takes the last one back, and moves the question's state with it. */
export async function addAnswer(db: Db, answer: { readonly id: string; readonly questionId: string; readonly value: string | null; readonly accountId: string; readonly at: Date }): Promise<void> {
  await db.insertInto('doubt_answer').values({ id: answer.id, doubt_id: answer.questionId, value: answer.value, account_id: answer.accountId, at: answer.at }).execute()
  await db.updateTable('doubt').set({ state: answer.value === null ? 'open' : 'resolved' }).where('id', '=', answer.questionId).execute()
}

/** An answer that stands to a question about a value of a page. */
export interface StandingAnswer {
  readonly field: 'score' | 'total' | 'mark' | 'variant'
  readonly task: string | null
  readonly box: number | null
  readonly value: string
  readonly account_id: string
}

/** The answers that stand to the questions about the values of a page, in the order of the questions. */
export async function standingAnswers(db: Db, pageId: string): Promise<readonly StandingAnswer[]> {
  const rows = await db.selectFrom('doubt as d').innerJoin('doubt_answer as a', 'a.doubt_id', 'd.id').innerJoin('page as p', 'p.id', 'd.page_id').distinctOn(['d.id'])
    .select(['d.id', 'd.kind', 'd.task', 'd.box', 'a.value', 'a.account_id', 'd.seq']).where('d.page_id', '=', pageId).where('d.state', '=', 'resolved').where('d.sheet', 'is not distinct from', (is) => is.ref('p.sheet'))
    .orderBy('d.id').orderBy('a.seq', 'desc').execute()
  return rows.sort((a, b) => a.seq - b.seq).flatMap(({ kind, task, box, value, account_id }) =>
    (value === null || kind === 'code' || kind === 'page' ? [] : [{ field: kind, task, box, value, account_id }]))
}

/** Nobody needs to answer these any more: the page was put away or moved by hand. */
export async function voidQuestions(db: Db, pageId: string, kinds?: readonly Tables['doubt']['kind'][]): Promise<void> {
  let update = db.updateTable('doubt').set({ state: 'void' }).where('page_id', '=', pageId).where('state', '=', 'open')
  if (kinds) update = update.where('kind', 'in', [...kinds])
  await update.execute()
}

/** What was answered about the values of a page while it was taken for this page of a form counts no more. The answers stay on record. */
export async function voidAnswered(db: Db, { pageId, formId, formPage }: { readonly pageId: string; readonly formId: string; readonly formPage: number }): Promise<void> {
  await db.updateTable('doubt').set({ state: 'void' }).where('page_id', '=', pageId).where('sheet', '=', `${formId} ${formPage}`)
    .where('kind', 'in', ['score', 'total', 'mark', 'variant']).where('state', '<>', 'void').execute()
}

/** Whether a question is about the page as what it counts for now: its values are, once a person said it is another page, others. */
export const isOfSheetNow = (is: ExpressionBuilder<Tables, 'doubt'>, pageId: string): Expression<SqlBool> => is.or([
  is('kind', 'in', ['code', 'page']), is('doubt.sheet', 'is not distinct from', is.selectFrom('page').select('page.sheet').where('page.id', '=', pageId)),
])

/** Asks again what had become void, each thing once: the newest question of a kind, task and box. */
export async function reopenQuestions(db: Db, pageId: string, kinds?: readonly Tables['doubt']['kind'][]): Promise<void> {
  const newest = await db.selectFrom('doubt').distinctOn(['kind', 'task', 'box']).select(['id', 'state', 'kind']).where('page_id', '=', pageId).where((is) => isOfSheetNow(is, pageId))
    .orderBy('kind').orderBy('task').orderBy('box').orderBy('seq', 'desc').execute()
  const again = newest.filter((one) => one.state === 'void' && (!kinds || kinds.includes(one.kind)))
  if (again.length > 0) await db.updateTable('doubt').set({ state: 'open' }).where('id', 'in', again.map((one) => one.id)).execute()
}
