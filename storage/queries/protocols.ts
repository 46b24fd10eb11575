import type { Selectable } from 'kysely'
import type { JsonValue } from '../../pipeline/model/canonical-json.ts'
import type { Db } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'

export type ProtocolRecord = Selectable<Tables['protocol']>

/** The approved or signed protocol of a school and form; undefined while there is none. */
export const findProtocol = (db: Db, { schoolId, formId }: { readonly schoolId: string; readonly formId: string }): Promise<ProtocolRecord | undefined> =>
  db.selectFrom('protocol').selectAll().where('school_id', '=', schoolId).where('form_id', '=', formId).executeTakeFirst()

/** Adds an approved protocol. False when there is one already: then nothing changed. */
export async function addProtocol(db: Db, one: {
  readonly id: string; readonly campaignId: string; readonly schoolId: string; readonly formId: string; readonly content: JsonValue; readonly pdfSha256: string; readonly approvedBy: string; readonly at: Date
}): Promise<boolean> {
  const added = await db.insertInto('protocol').values({
    id: one.id, campaign_id: one.campaignId, school_id: one.schoolId, form_id: one.formId, state: 'approved', content: JSON.stringify(one.content), pdf_sha256: one.pdfSha256, signed_sha256: null,
    approved_by: one.approvedBy, approved_at: one.at, signed_by: null, signed_at: null,
  }).onConflict((on) => on.columns(['campaign_id', 'school_id', 'form_id']).doNothing()).returning('id').executeTakeFirst()
  return added !== undefined
}

/** Marks an approved protocol signed. False when it was signed already: then nothing changed. */
export async function markSigned(db: Db, { id, signedSha256, signedBy, at }: { readonly id: string; readonly signedSha256: string; readonly signedBy: string; readonly at: Date }): Promise<boolean> {
  const updated = await db.updateTable('protocol').set({ state: 'signed', signed_sha256: signedSha256, signed_by: signedBy, signed_at: at })
    .where('id', '=', id).where('state', '=', 'approved').executeTakeFirst()
  return updated.numUpdatedRows === 1n
}

/** The names of accounts by id. */
export async function namesOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('account').select(['id', 'name']).where('id', 'in', [...ids]).execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}
