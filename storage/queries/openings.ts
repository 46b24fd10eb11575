import { z } from 'zod'
import type { Db } from '../database/database.ts'

/** The newest request to open the ciphers of a school's works of one form. */
export interface Opening {
  readonly id: string
  readonly ciphers: readonly string[]
  readonly askedBy: string
  readonly askedAt: Date
  readonly answer: { readonly answer: 'confirmed' | 'refused'; readonly by: string; readonly at: Date } | null
}

const ciphersOf = z.array(z.string())

const requests = (db: Db) => db.selectFrom('opening_request as r').innerJoin('account as chair', 'chair.id', 'r.asked_by').leftJoin('opening_answer as a', 'a.request_id', 'r.id').leftJoin('account as second', 'second.id', 'a.account_id')
  .select(['r.id', 'r.school_id', 'r.form_id', 'r.ciphers', 'r.asked_at', 'chair.name as asked_by', 'a.answer', 'a.at', 'second.name as answered_by'])

/** The newest request of a place; null while there is none. */
export async function newestOpening(db: Db, { schoolId, formId }: { readonly schoolId: string; readonly formId: string }): Promise<Opening | null> {
  const row = await requests(db).where('r.school_id', '=', schoolId).where('r.form_id', '=', formId).orderBy('r.seq', 'desc').limit(1).executeTakeFirst()
  return row ? {
    id: row.id, ciphers: ciphersOf.parse(row.ciphers), askedBy: row.asked_by, askedAt: row.asked_at,
    answer: row.answer && row.at ? { answer: row.answer, by: row.answered_by ?? '', at: row.at } : null,
  } : null
}

/** The requests of a campaign that nobody has answered, the oldest first. */
export async function openRequests(db: Db, campaignId: string): Promise<readonly { readonly id: string; readonly schoolName: string; readonly formId: string; readonly works: number; readonly askedBy: string; readonly askedAt: Date }[]> {
  const rows = await requests(db).innerJoin('school as s', 's.id', 'r.school_id').select('s.name as school_name').where('s.campaign_id', '=', campaignId).where('a.answer', 'is', null).orderBy('r.seq').execute()
  return rows.map((row) => ({ id: row.id, schoolName: row.school_name, formId: row.form_id, works: ciphersOf.parse(row.ciphers).length, askedBy: row.asked_by, askedAt: row.asked_at }))
}

/** Asks for ciphers to be opened. The database refuses while one of the works has a grading that is not submitted. */
export async function askForOpening(db: Db, one: { readonly id: string; readonly schoolId: string; readonly formId: string; readonly ciphers: readonly string[]; readonly accountId: string; readonly at: Date }): Promise<void> {
  await db.insertInto('opening_request').values({ id: one.id, school_id: one.schoolId, form_id: one.formId, ciphers: JSON.stringify(one.ciphers), asked_by: one.accountId, asked_at: one.at }).execute()
}

/** Answers a request as the second person. False when it is answered already: then nothing changed. */
export async function answerOpening(db: Db, one: { readonly requestId: string; readonly answer: 'confirmed' | 'refused'; readonly accountId: string; readonly at: Date }): Promise<boolean> {
  const added = await db.insertInto('opening_answer').values({ request_id: one.requestId, answer: one.answer, account_id: one.accountId, at: one.at })
    .onConflict((on) => on.column('request_id').doNothing()).returning('request_id').executeTakeFirst()
  return added !== undefined
}
