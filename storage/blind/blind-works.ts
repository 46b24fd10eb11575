import { sql } from 'kysely'
import { formSchema, type Form, type Task } from '../../pipeline/model/form.ts'
import type { Db } from '../database/database.ts'
import type { Blind } from './as-expert.ts'

/** A work as its expert sees it. */
export interface BlindWork {
  readonly assignmentId: string
  readonly cipher: string
  readonly form: Form
  readonly variant: string | null
  /** 1 and 2 are the independent gradings, 3 is the third expert's. */
  readonly round: number
  readonly state: 'open' | 'submitted'
  /** A work to practise on, whose agreed scores are shown once it is handed in. Comes before the others. */
  readonly practice: boolean
  /** What is to be graded, in protocol order. */
  readonly tasks: readonly Task[]
  /** Task → the score that counts: the newest. */
  readonly grades: ReadonlyMap<string, string>
}

/** A page without anything that says whose it is. */
export interface BlindPage {
  readonly id: string
  readonly formPage: number
  /** Names the blob of the image. */
  readonly sha256: string
  readonly widthPx: number
  readonly heightPx: number
  /** Where the picture lies on the whole page, px, when it is only the answers to some tasks; null: it is the page. */
  readonly crop: { readonly left: number; readonly top: number; readonly pageWidth: number; readonly pageHeight: number } | null
}

/** All works of the expert in the order of the draw's shuffle. */
export async function blindQueue(blind: Blind): Promise<readonly BlindWork[]> {
  return worksOf(blind, await blind.selectFrom('expert_assignment').selectAll().orderBy('practice', 'desc').orderBy('place').orderBy('assignment_id').execute())
}

/** One work of the expert by its cipher; null when the expert has none such. */
export async function findBlindWork(blind: Blind, cipher: string): Promise<BlindWork | null> {
  const rows = await blind.selectFrom('expert_assignment').selectAll().where('cipher', '=', cipher).execute()
  return (await worksOf(blind, rows))[0] ?? null
}

/** The pages of one of the expert's works, in the order of the form. */
export async function blindPages(blind: Blind, assignmentId: string): Promise<readonly BlindPage[]> {
  const rows = await blind.selectFrom('expert_page').selectAll().where('assignment_id', '=', assignmentId).orderBy('form_page').execute()
  return rows.map(asPage)
}

/** The blob of one page of any of an expert's works, looked for with that expert's eyes; null when the expert has none such. */
export async function findBlindPage(db: Db, { expertId, pageId }: { readonly expertId: string; readonly pageId: string }): Promise<string | null> {
  const { rows } = await sql<{ sha256: string | null }>`select find_blind_page(${expertId}, ${pageId}) as sha256`.execute(db)
  return rows[0]!.sha256
}

/** What holds for the expert's heaps, by form: the last moment for scores, and whether the marking is stopped. */
export async function blindRules(blind: Blind): Promise<ReadonlyMap<string, { readonly deadline: Date | null; readonly stopped: boolean }>> {
  const rows = await blind.selectFrom('expert_rule').selectAll().execute()
  return new Map(rows.map(({ form_id, ...rule }) => [form_id, rule]))
}

/** What the commission agreed on for a practice work that was handed in: scores by task and a word on them; null for any other work. */
export async function agreedScores(blind: Blind, assignmentId: string): Promise<{ readonly scores: Readonly<Record<string, string>>; readonly note: string } | null> {
  return await blind.selectFrom('expert_agreed').select(['scores', 'note']).where('assignment_id', '=', assignmentId).executeTakeFirst() ?? null
}

/** What the others gave, round by round, once the third expert has handed in and the campaign lets it be seen; empty before. */
export async function peerScores(blind: Blind, assignmentId: string): Promise<readonly { readonly round: number; readonly task: string; readonly score: string }[]> {
  return blind.selectFrom('expert_peer_grade').select(['round', 'task', 'score']).where('assignment_id', '=', assignmentId).orderBy('round').execute()
}

interface AssignmentRow {
  readonly assignment_id: string; readonly cipher: string; readonly form_id: string; readonly variant: string | null
  readonly round: number; readonly tasks: string[] | null; readonly state: 'open' | 'submitted' | 'withdrawn'; readonly practice: boolean
}

async function worksOf(blind: Blind, rows: readonly AssignmentRow[]): Promise<readonly BlindWork[]> {
  if (rows.length === 0) return []
  const formRows = await blind.selectFrom('form').select(['id', 'content']).where('id', 'in', rows.map((row) => row.form_id)).execute()
  const forms = new Map(formRows.map((row) => [row.id, formSchema.parse(row.content)]))
  const grades = await blind.selectFrom('grade').distinctOn(['assignment_id', 'task']).select(['assignment_id', 'task', 'score'])
    .where('assignment_id', 'in', rows.map((row) => row.assignment_id)).orderBy('assignment_id').orderBy('task').orderBy('seq', 'desc').execute()
  return rows.map((row) => {
    const form = forms.get(row.form_id)!
    return {
      assignmentId: row.assignment_id, cipher: row.cipher, form, variant: row.variant, round: row.round, practice: row.practice, state: row.state === 'submitted' ? 'submitted' : 'open',
      tasks: form.tasks.filter((task) => row.tasks === null || row.tasks.includes(task.id)),
      grades: new Map(grades.filter((grade) => grade.assignment_id === row.assignment_id).map((grade) => [grade.task, grade.score])),
    }
  })
}

const asPage = (row: { blind_page_id: string; form_page: number; sha256: string; width_px: number; height_px: number; crop: BlindPage['crop'] }): BlindPage =>
  ({ id: row.blind_page_id, formPage: row.form_page, sha256: row.sha256, widthPx: row.width_px, heightPx: row.height_px, crop: row.crop })
