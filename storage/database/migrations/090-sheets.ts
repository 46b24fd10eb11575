import { sql, type Kysely, type Migration } from 'kysely'

/** What was read or asked on a page, before it could be said that it is another one. */
const TABLES = ['work_value', 'doubt'] as const

/**
 * A page can be put to another page of a form by a person. So each value and question remembers for which sheet (form and form page) it was read or asked:
 * it counts only while its page still is that one, and counts again when the correction is taken back.
 */
export const sheets: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
      alter table page add column sheet text generated always as (form_id || ' ' || form_page::text) stored;
      create function remember_sheet() returns trigger language plpgsql as $$
      begin
        new.sheet := (select sheet from page where id = new.page_id);
        return new;
      end $$;
    `).execute(db)
    for (const table of TABLES) await sql.raw(`alter table ${table} add column sheet text`).execute(db)
    // Until now a page stayed what it was: what stands on it belongs to its sheet.
    await sql.raw(`
      alter table work_value disable trigger work_value_append_only;
      update work_value v set sheet = p.sheet from page p where p.id = v.page_id;
      alter table work_value enable trigger work_value_append_only;
      update doubt d set sheet = p.sheet from page p where p.id = d.page_id;
    `).execute(db)
    for (const table of TABLES) await sql.raw(`create trigger ${table}_sheet before insert on ${table} for each row execute function remember_sheet()`).execute(db)
  },
}
