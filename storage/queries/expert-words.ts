import type { Db } from '../database/database.ts'

/** What an expert wrote beside the scores of a work: about a task, at a place of a page, or in a report to the chair. Knows the work by its cipher. */
export interface ExpertWord {
  readonly cipher: string
  readonly round: number
  readonly about: { readonly type: 'task'; readonly task: string } | { readonly type: 'page'; readonly page: number } | { readonly type: 'flag'; readonly kind: string }
  readonly text: string
}

/** All that experts wrote about the works of one form at one school: reports at once, comments and notes when the work is handed in; what was taken back is left out. */
export async function expertWords(db: Db, { schoolId, formId }: { readonly schoolId: string; readonly formId: string }): Promise<readonly ExpertWord[]> {
  const remarks = await db.selectFrom('remark as r').innerJoin('assignment as a', 'a.id', 'r.assignment_id').innerJoin('work as w', 'w.id', 'a.work_id')
    .distinctOn(['w.cipher', 'a.round', 'r.assignment_id', 'r.kind', 'r.task', 'r.form_page', 'r.note']).select(['w.cipher', 'a.round', 'r.task', 'r.form_page', 'r.text'])
    .where('w.school_id', '=', schoolId).where('w.form_id', '=', formId).where('a.state', '=', 'submitted').where('r.kind', 'in', ['task', 'page'])
    .orderBy('w.cipher').orderBy('a.round').orderBy('r.assignment_id').orderBy('r.kind', 'desc').orderBy('r.task').orderBy('r.form_page').orderBy('r.note').orderBy('r.seq', 'desc').execute()
  const flags = await db.selectFrom('flag as f').innerJoin('assignment as a', 'a.id', 'f.assignment_id').innerJoin('work as w', 'w.id', 'a.work_id')
    .select(['w.cipher', 'a.round', 'f.kind', 'f.note']).where('w.school_id', '=', schoolId).where('w.form_id', '=', formId).orderBy('f.seq').execute()
  return [
    ...flags.map(({ cipher, round, kind, note }): ExpertWord => ({ cipher, round, about: { type: 'flag', kind }, text: note })),
    ...remarks.flatMap(({ cipher, round, task, form_page: page, text }): ExpertWord[] =>
      (text === '' ? [] : [{ cipher, round, about: task === null ? { type: 'page', page: page! } : { type: 'task', task }, text }])),
  ]
}
