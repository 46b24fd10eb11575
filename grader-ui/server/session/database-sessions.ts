import type { FastifySessionOptions } from '@fastify/session'
import { openSessions } from '../../../storage/sessions.ts'
import type { Services } from '../services.ts'

type SessionStore = NonNullable<FastifySessionOptions['store']>
type Held = Parameters<SessionStore['set']>[1]

/** The session plugin's store over the database's sessions. A session without an end of its own ends after `fallbackMs`. */
export function databaseSessions({ database, clock }: Pick<Services, 'database' | 'clock'>, fallbackMs: number): SessionStore {
  const sessions = openSessions(database)
  return {
    set(sid, session, callback) {
      // Whose it is stands in it by id; the account itself comes anew with every request.
      const { cookie, ...data } = { ...session, account: undefined }
      const expiresAt = cookie.expires ? new Date(cookie.expires) : new Date(clock().getTime() + fallbackMs)
      // As JSON says it: the plugin hands over its own object with methods.
      const plain = JSON.parse(JSON.stringify({ ...data, cookie })) as Record<string, unknown>
      sessions.set(sid, { data: plain, expiresAt }).then(() => callback(), callback)
    },
    get(sid, callback) {
      sessions.get(sid, clock()).then((found) => callback(null, found && { ...found.data, account: found.account } as unknown as Held), callback)
    },
    destroy(sid, callback) {
      sessions.delete(sid).then(() => callback(), callback)
    },
  }
}
