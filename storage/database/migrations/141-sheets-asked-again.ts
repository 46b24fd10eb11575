import { type Kysely, type Migration } from 'kysely'

/** That two pages are different sheets can be taken back: the newest row of a pair counts, and one that says `differ = false` lets the question be asked again. */
export const sheetsAskedAgain: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('different_sheets').addColumn('differ', 'boolean', (column) => column.notNull().defaultTo(true)).execute()
  },
}
