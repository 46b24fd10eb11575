import { sql, type Kysely, type Migration } from 'kysely'
import { EXPERT_SETTING } from './003-expert-views.ts'

/** A hidden repeat is shown as other pictures of the same pages, made with the blind pages: no byte, size or pixel tells that a work came before. */
export const pageTwins: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
create table page_twin (of_sha256 text primary key, sha256 text not null, at timestamptz not null default now());
create trigger page_twin_append_only before update or delete or truncate on page_twin for each statement execute function deny_change();
${VIEW}`).execute(db)
  },
}

// What the view showed before stays as it was, whichever step defined it.
const VIEW = `
do $$ declare
  pages text := rtrim(pg_get_viewdef('expert_page'::regclass), '; ');
  own_columns text;
begin
  select string_agg(case when column_name = 'sha256' then 'coalesce(t.sha256, v.sha256) as sha256' else 'v.' || quote_ident(column_name) end, ', ' order by ordinal_position)
    into own_columns from information_schema.columns where table_schema = current_schema() and table_name = 'expert_page';
  execute 'create or replace view expert_page with (security_barrier) as select ' || own_columns || ' from (' || pages || ') v
    left join check_marking c on c.id = v.assignment_id and c.kind = ''repeat'' and c.expert_id = current_setting(''${EXPERT_SETTING}'', true)
    left join page_twin t on t.of_sha256 = v.sha256 and c.id is not null';
end $$;
`
