import { sql, type Kysely, type Migration } from 'kysely'

/**
 * Pages of which a person said what they are: `asked` until the program has tried to lay them over the blank, `kept` when it could not: people
 * read and hide all that stands on them. Null: the program knows the page.
 */
export const pagesByHand: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
      alter table page add column by_hand text check (by_hand in ('asked', 'kept'));
      alter table page add constraint page_by_hand_named check (by_hand is null or (form_id is not null and form_page is not null));
    `).execute(db)
  },
}
