import { sql, type Kysely, type Migration } from 'kysely'

/** Every checkpoint of the audit log that was ever signed, and the public halves of the keys that may sign them. */
export const logCheckpoints: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
      create table log_key (verifier_key text primary key, seq integer generated always as identity, at timestamptz not null);
      create table log_checkpoint (
        note text primary key, seq integer generated always as identity, verifier_key text not null references log_key, size integer not null, at timestamptz not null
      );
      create trigger log_key_append_only before update or delete or truncate on log_key for each statement execute function deny_change();
      create trigger log_checkpoint_append_only before update or delete or truncate on log_checkpoint for each statement execute function deny_change();
    `).execute(db)
  },
}
