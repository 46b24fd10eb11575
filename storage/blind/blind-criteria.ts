import type { Blind } from './as-expert.ts'

/** One page of the criteria of a form's variant, as a picture. */
export interface CriteriaPage {
  readonly id: string; readonly variant: string; readonly number: number; readonly sha256: string; readonly widthPx: number; readonly heightPx: number
  /** Task → the page where its criteria stand, where the commission has said so. */
  readonly tasks: Readonly<Record<string, number>>
}

/** The criteria of a form of which the expert has works, by variant and page; empty when none are attached. */
export async function blindCriteria(blind: Blind, formId: string): Promise<readonly CriteriaPage[]> {
  const rows = await blind.selectFrom('expert_criteria').selectAll().where('form_id', '=', formId).orderBy('variant').orderBy('number').execute()
  return rows.map((row) => ({ id: row.page_id, variant: row.variant, number: row.number, sha256: row.sha256, widthPx: row.width_px, heightPx: row.height_px, tasks: row.tasks }))
}

/** The picture behind one page of criteria; null when the expert has no works of that form. */
export async function findCriteriaPage(blind: Blind, id: string): Promise<{ readonly sha256: string } | null> {
  return await blind.selectFrom('expert_criteria').select('sha256').where('page_id', '=', id).executeTakeFirst() ?? null
}
