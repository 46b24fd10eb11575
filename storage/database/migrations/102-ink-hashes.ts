import { sql, type Kysely, type Migration } from 'kysely'

/**
 * What people wrote on a page of a form, as a hash that other scans of the same sheet nearly share, and how much it is (mm²); and that a person looked at two such
 * pages and found them to be different sheets.
 */
export const inkHashes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
      alter table page add column ink_hash text check (ink_hash ~ '^[0-9a-f]+$' and length(ink_hash) = 256);
      alter table page add column ink_cells integer check ((ink_cells is null) = (ink_hash is null));
      create table different_sheets (
        id text primary key, seq integer generated always as identity, school_id text not null references school,
        first_page text not null references page, second_page text not null references page, account_id text not null references account, at timestamptz not null default now()
      );
      create index different_sheets_school on different_sheets (school_id);
      create trigger different_sheets_append_only before update or delete or truncate on different_sheets for each statement execute function deny_change();
    `).execute(db)
  },
}
