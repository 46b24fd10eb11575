import { sql, type Selectable } from 'kysely'
import { z } from 'zod'
import type { Db } from './database/database.ts'
import type { Tables } from './database/tables.ts'
import { asAccount, type Account } from './queries/accounts.ts'

const data = z.record(z.string(), z.unknown())
export type SessionData = z.infer<typeof data>

/** Login sessions in the database: they outlive a restart of the server and hold for all its processes. */
export interface Sessions {
  /** What the session holds and the account that `accountId` in it names, as it is now; null when there is no session, or it has ended by `now`. */
  get(sid: string, now: Date): Promise<{ readonly data: SessionData; readonly account: Account | null } | null>
  set(sid: string, session: { readonly data: SessionData; readonly expiresAt: Date }): Promise<void>
  delete(sid: string): Promise<void>
  /** Removes the rows of sessions that ended; returns how many. */
  sweep(now: Date): Promise<number>
}

export function openSessions(db: Db): Sessions {
  return {
    async get(sid, now) {
      // Asked with every request: one statement for both.
      const { rows: [row] } = await sql<{ data: unknown; account: Selectable<Tables['account']> | null }>`
        select s.data, to_jsonb(a) as account from session s left join account a on a.id = s.data ->> 'accountId' where s.sid = ${sid} and s.expires_at > ${now}`.execute(db)
      return row ? { data: data.parse(row.data), account: row.account && asAccount(row.account) } : null
    },
    async set(sid, session) {
      const values = { data: JSON.stringify(session.data), expires_at: session.expiresAt }
      await db.insertInto('session').values({ sid, ...values }).onConflict((on) => on.column('sid').doUpdateSet(values)).execute()
    },
    async delete(sid) {
      await db.deleteFrom('session').where('sid', '=', sid).execute()
    },
    async sweep(now) {
      const deleted = await db.deleteFrom('session').where('expires_at', '<=', now).executeTakeFirst()
      return Number(deleted.numDeletedRows)
    },
  }
}
