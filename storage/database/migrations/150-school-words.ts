import { sql, type Kysely, type Migration } from 'kysely'

/** The words that a school wants hidden: surnames, its name. They are personal data, so that only the newest list is kept, and the experts' role has no right to it. */
export const schoolWords: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
      create table school_words (
        school_id text primary key references school, words jsonb not null, version integer not null, account_id text not null references account, at timestamptz not null
      );
    `).execute(db)
  },
}
