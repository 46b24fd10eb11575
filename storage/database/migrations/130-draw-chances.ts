import { sql, type Kysely, type Migration } from 'kysely'

/** How well a draw could be guessed without its seed: worked out after the draw, by a process of its own, once. */
export const drawChances: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
      create table draw_chance (draw_id text primary key references draw, content jsonb not null, at timestamptz not null);
      create trigger draw_chance_append_only before update or delete or truncate on draw_chance for each statement execute function deny_change();
    `).execute(db)
  },
}
