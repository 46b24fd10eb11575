import { sql, type Kysely, type Migration } from 'kysely'

/** Why works were handed over although something on their paper does not agree: a person's words, kept for good. The audit log has their hash. */
export const releaseReasons: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
      create table release_reason (
        id text primary key, seq integer generated always as identity, school_id text not null references school, form_id text not null references form,
        kind text not null, breaches integer not null check (breaches > 0), reason text not null, account_id text not null references account, at timestamptz not null default now()
      );
      create index release_reason_school on release_reason (school_id, form_id);
      create trigger release_reason_append_only before update or delete or truncate on release_reason for each statement execute function deny_change();
    `).execute(db)
  },
}
