import { Migrator, type Kysely } from 'kysely'
import type { Tables } from './tables.ts'
import { migrations } from './migrations/index.ts'

/**
 * Brings the schema up to this program's, all missing steps in one transaction; several processes at once wait for one another.
 * Throws, with nothing changed, when a step fails or the database was made by a newer program.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw new Error('The database schema could not be brought up to date', { cause: error })
}
