import { z } from 'zod'
import type { Db } from './database/database.ts'

const data = z.record(z.string(), z.unknown())
export type SessionData = z.infer<typeof data>

/** Login sessions in the database: they outlive a restart of the server and hold for all its processes. */
export interface Sessions {
  /** What the session holds; null when there is none, or it has ended by `now`. */
  get(sid: string, now: Date): Promise<SessionData | null>
  set(sid: string, session: { readonly data: SessionData; readonly expiresAt: Date }): Promise<void>
  delete(sid: string): Promise<void>
  /** Removes the rows of sessions that ended; returns how many. */
  sweep(now: Date): Promise<number>
}

export function openSessions(db: Db): Sessions {
  return {
    async get(sid, now) {
      const row = await db.selectFrom('session').select('data').where('sid', '=', sid).where('expires_at', '>', now).executeTakeFirst()
      return row ? data.parse(row.data) : null
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
