import { type Kysely, type Migration } from 'kysely'

/** What an upload is made of, as it was found when it was opened: the numbers of its pages hang on it, also when opening it is taken up again. */
export const uploadPlans: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('scan_file').addColumn('plan', 'jsonb').execute()
  },
}
