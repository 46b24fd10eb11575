import { ok, refuse, type Result } from '../../pipeline/model/result.ts'
import type { Blind } from './as-expert.ts'
import { findBlindWork } from './blind-works.ts'
import type { GradeRefusal } from './grade-work.ts'

/** What a remark is about. A page's note has a name of its own, made by the browser, and a place as shares of the page's width and height. */
export type RemarkPlace =
  | { readonly type: 'later' }
  | { readonly type: 'task'; readonly task: string }
  | { readonly type: 'page'; readonly page: number; readonly note: string; readonly x: number; readonly y: number }

/** A remark that counts: the newest of its place, and not empty. */
export interface Remark { readonly place: RemarkPlace; readonly text: string }

/** Adds a remark; an empty text takes the earlier one of the same place back. `key` is the browser's: sent again, it changes nothing. */
export async function addRemark(blind: Blind, remark: {
  readonly id: string; readonly cipher: string; readonly place: RemarkPlace; readonly text: string; readonly key: string; readonly at: Date
}): Promise<Result<{ readonly assignmentId: string; readonly isNew: boolean }, GradeRefusal>> {
  const work = await findBlindWork(blind, remark.cipher)
  if (!work) return refuse('no-such-work')
  if (work.state === 'submitted') return refuse('already-submitted')
  const { place } = remark
  if (place.type === 'task' && !work.tasks.some((task) => task.id === place.task)) return refuse('no-such-task')
  const at = place.type === 'page' ? { form_page: place.page, note: place.note, x: place.x, y: place.y } : { form_page: null, note: null, x: null, y: null }
  const added = await blind.insertInto('remark').values({
    id: remark.id, assignment_id: work.assignmentId, kind: place.type, task: place.type === 'task' ? place.task : null, ...at, text: remark.text, key: remark.key, at: remark.at,
  }).onConflict((on) => on.columns(['assignment_id', 'key']).doNothing()).returning('id').executeTakeFirst()
  return ok({ assignmentId: work.assignmentId, isNew: added !== undefined })
}

/** The remarks that count of the given assignments, by assignment. */
export async function remarksOf(blind: Blind, assignmentIds: readonly string[]): Promise<ReadonlyMap<string, readonly Remark[]>> {
  if (assignmentIds.length === 0) return new Map()
  const rows = await blind.selectFrom('remark').distinctOn(['assignment_id', 'kind', 'task', 'form_page', 'note']).selectAll()
    .where('assignment_id', 'in', [...assignmentIds]).orderBy('assignment_id').orderBy('kind').orderBy('task').orderBy('form_page').orderBy('note').orderBy('seq', 'desc').execute()
  const remarks = new Map<string, Remark[]>()
  for (const row of rows) {
    if (row.text === '') continue
    const own = remarks.get(row.assignment_id) ?? []
    own.push({ place: placeOf(row), text: row.text })
    remarks.set(row.assignment_id, own)
  }
  return remarks
}

interface RemarkRow {
  readonly kind: RemarkPlace['type']; readonly task: string | null; readonly form_page: number | null; readonly note: string | null; readonly x: number | null; readonly y: number | null
}

function placeOf({ kind, task, form_page: page, note, x, y }: RemarkRow): RemarkPlace {
  if (kind === 'task' && task !== null) return { type: 'task', task }
  return kind === 'page' && page !== null && note !== null && x !== null && y !== null ? { type: 'page', page, note, x, y } : { type: 'later' }
}
