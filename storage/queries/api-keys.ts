import type { Db } from '../database/database.ts'
import { findAccount, type Account } from './accounts.ts'

/** The account for which a key acts, by the key's SHA-256; null when there is none such or it was revoked. */
export async function accountOfKey(db: Db, sha256: string): Promise<Account | null> {
  const row = await db.selectFrom('api_key').select('account_id').where('sha256', '=', sha256).where('revoked_at', 'is', null).executeTakeFirst()
  return row ? findAccount(db, row.account_id) : null
}

/** The keys of a school that hold, newest first. */
export const keysOfSchool = (db: Db, schoolId: string) =>
  db.selectFrom('api_key').select(['id', 'name', 'created_at']).where('school_id', '=', schoolId).where('revoked_at', 'is', null).orderBy('created_at', 'desc').execute()
