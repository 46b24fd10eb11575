import { sql, type Kysely, type Migration } from 'kysely'
import { EXPERT_ROLE, EXPERT_SETTING } from './003-expert-views.ts'

/** One page of an expert by its id, looked for with that expert's eyes in one statement: pages are what experts ask for most. */
export const findBlindPage: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
create function find_blind_page(expert text, page text) returns text language plpgsql as $$
declare
  found_sha256 text;
  eyes text := coalesce((select rolname from pg_roles where rolname = '${EXPERT_ROLE}' and pg_has_role(current_user, oid, 'member')), 'none');
begin
  perform set_config('${EXPERT_SETTING}', expert, true), set_config('role', eyes, true);
  select p.sha256 into found_sha256 from expert_page p where p.blind_page_id = page;
  perform set_config('role', 'none', true), set_config('${EXPERT_SETTING}', '', true);
  return found_sha256;
end $$;
    `).execute(db)
  },
}
