import type { Kysely, Transaction } from 'kysely'
import type { Pool } from './open-pool.ts'
import type { Tables } from './tables.ts'

/** What queries run on: the database, or a transaction of it, which is one too. */
export type Db = Kysely<Tables>

/** A transaction under way: what changes rows together with their audit event asks for one. */
export type Trx = Transaction<Tables>

/** An open database. */
export interface Database {
  readonly db: Db
  readonly engine: 'pglite' | 'postgres'
  /** For the queue's own tables in the schema `bullmq`, not for anything else. */
  readonly queuePool: Pool
  /** Ends all sessions; the embedded database also gives its folder free. */
  close(): Promise<void>
}
