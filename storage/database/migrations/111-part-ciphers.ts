import { sql, type Kysely, type Migration } from 'kysely'

/**
 * A part of a work that is given out task by task gets a cipher of its own: the first 32 hex digits of SHA-256 over the work's cipher, a hyphen and the part. Whoever
 * marks two parts cannot tell whether one pupil wrote both.
 */
export const partCiphers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(VIEW).execute(db)
  },
}

// What the view showed before stays as it was, whichever step defined it.
const VIEW = `
do $$ declare
  assignments text := rtrim(pg_get_viewdef('expert_assignment'::regclass), '; ');
  own_columns text;
begin
  select string_agg(case when column_name = 'cipher' then 'case when u.unit is null then v.cipher else left(encode(sha256(convert_to(v.cipher, ''UTF8'')), ''hex''), 32) end as cipher'
    else 'v.' || quote_ident(column_name) end, ', ' order by ordinal_position)
    into own_columns from information_schema.columns where table_schema = current_schema() and table_name = 'expert_assignment';
  execute 'create or replace view expert_assignment with (security_barrier) as select ' || own_columns || ' from (' || assignments || ') v
    left join assignment u on u.id = v.assignment_id and u.unit <> ''''';
end $$;
`
