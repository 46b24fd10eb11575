import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import { ok, refuse, type Result } from '../../pipeline/model/result.ts'
import type { Config } from '../config.ts'
import type { Database } from './database.ts'
import { lockFolder } from './lock-folder.ts'
import { migrate } from './migrate.ts'
import { openPglite } from './open-pglite.ts'
import { openPool } from './open-pool.ts'
import type { Tables } from './tables.ts'

/** Why a database cannot be used now; the message is for the person who starts the program. */
export interface DatabaseProblem {
  readonly type: 'held' | 'unreachable'
  readonly message: string
}

/** Opens the database that the settings name and brings its schema up to date. The embedded one serves one process at a time. */
export async function openDatabase(config: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Result<Database, DatabaseProblem>> {
  return config.databaseUrl ? openPostgres(config.databaseUrl) : openEmbedded(join(config.dataDir, 'database'))
}

async function openEmbedded(folder: string): Promise<Result<Database, DatabaseProblem>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const lock = await lockFolder(folder)
  if (!lock.ok) return refuse({
    type: 'held',
    message: `Встроенная база в папке ${folder} уже открыта другой программой, а служит она одному процессу. Остановите его или укажите PostgreSQL в SVERKA_DATABASE_URL.`,
  })
  const database = await openPglite({ folder: join(folder, 'pglite') })
  await migrate(database.db)
  return ok({ ...database, close: async () => { await database.close(); await lock.value.release() } })
}

async function openPostgres(url: string): Promise<Result<Database, DatabaseProblem>> {
  const pool = openPool({ connectionString: url, max: 10 })
  try {
    await pool.query('select 1')
  } catch (error) {
    await pool.end()
    return refuse({ type: 'unreachable', message: `База данных из SVERKA_DATABASE_URL не отвечает (${whatSaid(error)}). Проверьте адрес, имя и пароль и запущен ли PostgreSQL.` })
  }
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  await migrate(db)
  const queuePool = openPool({ connectionString: url, max: 6, keepAlive: true, options: '-c search_path=bullmq' })
  return ok({ db, engine: 'postgres', queuePool, close: async () => { await queuePool.end(); await db.destroy() } })
}

// A refused connection to a name with several addresses has a code and no message.
const whatSaid = (error: unknown): string => (error as Error).message || String((error as NodeJS.ErrnoException).code)
