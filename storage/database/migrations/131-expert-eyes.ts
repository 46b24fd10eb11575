import { sql, type Kysely, type Migration } from 'kysely'
import { EXPERT_ROLE } from './003-expert-views.ts'

/**
 * One rule for the role that reads for experts, wherever it is taken: the experts' own where the owner may take it and it has its rights in this database, else none (the
 * views show an expert's own rows only, with any role). A role belongs to the whole server: it may be there without rights here.
 */
export const expertEyes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
create function expert_eyes() returns text language sql stable as $$
  select coalesce((select rolname::text from pg_roles where rolname = '${EXPERT_ROLE}' and pg_has_role(current_user, oid, 'member') and has_table_privilege(oid, 'expert_assignment', 'select')), 'none')
$$;
do $$
declare
  former text := $former$coalesce((select rolname from pg_roles where rolname = '${EXPERT_ROLE}' and pg_has_role(current_user, oid, 'member')), 'none')$former$;
  one record;
begin
  for one in select p.proname, pg_get_functiondef(p.oid) as text from pg_proc p where p.pronamespace = current_schema()::regnamespace and p.proname in ('give_scores', 'find_blind_page') loop
    if position(former in one.text) = 0 then raise exception 'function % chooses the role in a way that is not known', one.proname; end if;
    execute replace(one.text, former, 'expert_eyes()');
  end loop;
end $$;
    `).execute(db)
  },
}
