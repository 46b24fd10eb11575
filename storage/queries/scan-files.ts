import type { Db } from '../database/database.ts'

/** The file of a school with these bytes; undefined when it was not uploaded yet. */
export const findScanFile = (db: Db, { schoolId, sha256 }: { readonly schoolId: string; readonly sha256: string }): Promise<{ id: string } | undefined> =>
  db.selectFrom('scan_file').select('id').where('school_id', '=', schoolId).where('sha256', '=', sha256).executeTakeFirst()

/** Adds an uploaded file, waiting to be opened. False when the school has these bytes already: then nothing changed. */
export async function addScanFile(db: Db, file: {
  readonly id: string; readonly campaignId: string; readonly schoolId: string; readonly name: string; readonly sha256: string; readonly sizeBytes: number; readonly uploadedBy: string; readonly at: Date
}): Promise<boolean> {
  const added = await db.insertInto('scan_file').values({
    id: file.id, campaign_id: file.campaignId, school_id: file.schoolId, name: file.name, sha256: file.sha256, size_bytes: file.sizeBytes,
    state: 'waiting', page_count: null, problem: null, uploaded_by: file.uploadedBy, uploaded_at: file.at,
  }).onConflict((on) => on.columns(['school_id', 'sha256']).doNothing()).returning('id').executeTakeFirst()
  return added !== undefined
}
