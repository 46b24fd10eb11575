import type { Db } from '../database/database.ts'

/** Papers that go with a school's works and were not withdrawn, in the order of adding. */
export const attachmentsOfSchool = (db: Db, schoolId: string) =>
  db.selectFrom('attachment').selectAll().where('school_id', '=', schoolId).where('withdrawn_at', 'is', null).orderBy('seq').execute()

/** One of them; undefined when the school has none such. */
export const findAttachment = (db: Db, { id, schoolId }: { readonly id: string; readonly schoolId: string }) =>
  db.selectFrom('attachment').selectAll().where('id', '=', id).where('school_id', '=', schoolId).where('withdrawn_at', 'is', null).executeTakeFirst()
