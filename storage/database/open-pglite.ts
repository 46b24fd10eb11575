import { EventEmitter } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { Kysely, PostgresDialect } from 'kysely'
import type { Database } from './database.ts'
import { openPool, type Pool } from './open-pool.ts'
import type { Tables } from './tables.ts'

/**
 * PostgreSQL inside this process, in a folder or, without one, in memory; `dump` is a data folder packed by `PGlite.dumpDataDir`.
 * There is one session: a transaction has it for itself and every other query waits, so inside a transaction use its handle only.
 * Who asks the pool from within gets an error after a minute instead of a silent deadlock. The schema is not migrated here.
 */
export async function openPglite({ folder, dump }: { readonly folder?: string; readonly dump?: Blob }): Promise<Database & { readonly pglite: PGlite }> {
  const pglite = await PGlite.create({ ...(folder ? { dataDir: folder } : {}), ...(dump ? { loadDataDir: dump } : {}) })
  // The queue's own names are looked up second: they share the session.
  await pglite.exec('set search_path to public, bullmq')
  const pool = openPool({ ...createPgConfig(pglite), max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: 60_000 } as Parameters<typeof openPool>[0])
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool, onReserveConnection: letOthersRun }) })
  return {
    db, pglite, engine: 'pglite', queuePool: shareSession({ pool, pglite }),
    close: async () => { await db.destroy(); if (!pool.ended) await pool.end(); await pglite.close() },
  }
}

/**
 * A database inside the process answers without ever giving the thread back: thousands of transactions in a row, each awaited, would keep every timer and every
 * request waiting until the last (35 s were measured). So each begins in a new turn of the event loop.
 */
const letOthersRun = async (): Promise<void> => { await nextTurn() }

/**
 * The one session, seen as a pool of its own by the queue, whose commands are single statements. A client taken from it does not
 * keep the session, so that one may listen for notifications for as long as it likes.
 */
function shareSession({ pool, pglite }: { readonly pool: Pool; readonly pglite: PGlite }): Pool {
  // `pool.query` would throw the session away when a command fails, and the one that takes its place hears its end.
  async function ask(text: string, values?: unknown[]): Promise<unknown> {
    const client = await pool.connect()
    try {
      return await client.query(text, values)
    } finally {
      client.release()
    }
  }
  class SharedClient extends EventEmitter {
    readonly #stop = pglite.onNotification((channel, payload) => this.emit('notification', { channel, payload }))
    query(text: string, values?: unknown[]) { return ask(text, values) }
    release(): void { this.removeAllListeners(); this.#stop() }
  }
  class SharedPool extends EventEmitter {
    // The queue asks for this before it waits long for a notification; a session inside the process cannot drop silently.
    readonly options = { keepAlive: true }
    connect() { return Promise.resolve(new SharedClient()) }
    query(text: string, values?: unknown[]) { return ask(text, values) }
    async end(): Promise<void> {}
  }
  return new SharedPool() as unknown as Pool
}
