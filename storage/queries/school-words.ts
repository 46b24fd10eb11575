import { z } from 'zod'
import type { Db } from '../database/database.ts'

/** A school's own list of words to hide; `version` grows with every change, 0 before the first. */
export interface SchoolWords { readonly words: readonly string[]; readonly version: number }

/** The list that holds. `lock`: it cannot be changed until the transaction ends. */
export async function wordsOfSchool(db: Db, schoolId: string, { lock = false } = {}): Promise<SchoolWords> {
  // The school's row is locked, since before the first list there is no other.
  if (lock) await db.selectFrom('school').select('id').where('id', '=', schoolId).forShare().execute()
  const row = await db.selectFrom('school_words').select(['words', 'version']).where('school_id', '=', schoolId).executeTakeFirst()
  return row ? { words: z.array(z.string()).parse(row.words), version: row.version } : { words: [], version: 0 }
}

/** Puts a list in the place of the former one, which is gone then. */
export async function changeSchoolWords(db: Db, { schoolId, words, accountId, at }: { readonly schoolId: string; readonly words: readonly string[]; readonly accountId: string; readonly at: Date }): Promise<void> {
  await db.selectFrom('school').select('id').where('id', '=', schoolId).forUpdate().execute()
  await db.insertInto('school_words').values({ school_id: schoolId, words: JSON.stringify(words), version: 1, account_id: accountId, at })
    .onConflict((on) => on.column('school_id').doUpdateSet((is) => ({ words: is.ref('excluded.words'), version: is('school_words.version', '+', 1), account_id: accountId, at }))).execute()
}
