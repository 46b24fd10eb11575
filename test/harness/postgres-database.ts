import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import type { Database } from '../../storage/database/database.ts'
import { openDatabase } from '../../storage/database/open-database.ts'
import { openPool } from '../../storage/database/open-pool.ts'

/** The URL of a new, empty database on the PostgreSQL server of the test run. */
export async function makePostgresDatabase(): Promise<string> {
  const server = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const pool = openPool({ connectionString: server, max: 1 })
  await pool.query(`create database ${name}`)
  await pool.end()
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** A migrated database of its own on the PostgreSQL server of the test run. */
export async function openPostgresDatabase(url?: string): Promise<Database> {
  const opened = await openDatabase({ databaseUrl: url ?? await makePostgresDatabase(), dataDir: '/nowhere' })
  if (!opened.ok) throw new Error(opened.reason.message)
  return opened.value
}
