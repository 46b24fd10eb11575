import { sql, type Kysely, type Migration } from 'kysely'

/** Where people put pages, kept apart from what the machine thought. */
export const pagePlacements: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
      create table page_placement (
        id text primary key, seq integer generated always as identity, page_id text not null references page, placement jsonb,
        account_id text not null references account, at timestamptz not null default now()
      );
      create index page_placement_newest on page_placement (page_id, seq desc);
      create trigger page_placement_append_only before update or delete or truncate on page_placement for each statement execute function deny_change();
    `).execute(db)
  },
}
