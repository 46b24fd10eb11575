import { sql, type Kysely, type Migration } from 'kysely'

/**
 * What a coordinator sets up in the browser: what people still have to do at their first login (`password`, `conflicts`), who has left, an
 * expert's qualification, and whether a school was on last year's list.
 */
export const setup: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
      alter table account add column qualification text not null default '', add column first_steps jsonb not null default '[]', add column closed_at timestamptz;
      alter table school add column on_last_list boolean not null default false;
    `).execute(db)
  },
}
