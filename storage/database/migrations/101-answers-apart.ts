import { sql, type Kysely, type Migration } from 'kysely'
import { EXPERT_SETTING } from './003-expert-views.ts'

/**
 * Works that are given out task by task: an assignment may be of one group of tasks (`unit`, empty: the whole work), and its expert sees only the answers to these, cut out of
 * the blind pages; while these are made anew, it is not his. Such an assignment's cipher is the work's with the group behind it.
 */
export const answersApart: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(TABLES + VIEWS).execute(db)
    for (const table of ['answer_crop', 'cropped_page']) await sql.raw(`
      create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function deny_change();
    `).execute(db)
  },
}

const TABLES = `
alter table assignment add column unit text not null default '';
drop index assignment_one_expert_a_round;
drop index assignment_one_round_an_expert;
create unique index assignment_one_expert_a_round on assignment (work_id, unit, round) where state <> 'withdrawn';
create unique index assignment_one_round_an_expert on assignment (work_id, unit, expert_id) where state <> 'withdrawn';
create index assignment_parts on assignment (expert_id) where unit <> '';
create table answer_crop (
  id text primary key, seq integer generated always as identity, blind_page_id text not null references blind_page, unit text not null check (unit <> ''),
  sha256 text not null, box_px jsonb not null, certificate jsonb not null, fit boolean not null, at timestamptz not null default now(), unique (blind_page_id, unit)
);
create table cropped_page (blind_page_id text primary key references blind_page, fit boolean not null, at timestamptz not null default now());
`

// What the views showed before stays as it was, whichever step defined it.
const VIEWS = `
do $$ declare
  assignments text := rtrim(pg_get_viewdef('expert_assignment'::regclass), '; ');
  pages text := rtrim(pg_get_viewdef('expert_page'::regclass), '; ');
  peers text := rtrim(pg_get_viewdef('expert_peer_grade'::regclass), '; ');
  own_columns text;
begin
  select string_agg(case when column_name = 'cipher' then 'v.cipher || ''-'' || u.unit' else 'v.' || quote_ident(column_name) end, ', ' order by ordinal_position)
    into own_columns from information_schema.columns where table_schema = current_schema() and table_name = 'expert_assignment';
  execute 'create or replace view expert_assignment with (security_barrier) as
    select v.* from (' || assignments || ') v where not exists (select from assignment u where u.id = v.assignment_id and u.unit <> '''')
    union all
    select ' || own_columns || ' from (' || assignments || ') v join assignment u on u.id = v.assignment_id where u.unit <> '''' and u.expert_id = current_setting(''${EXPERT_SETTING}'', true)
      and exists (select from blind_page b join answer_crop c on c.blind_page_id = b.id and c.unit = u.unit where b.work_id = u.work_id and c.fit
        and not exists (select from blind_page newer where newer.work_id = b.work_id and newer.form_page = b.form_page and newer.seq > b.seq))';
  execute 'create or replace view expert_page with (security_barrier) as
    select v.*, null::jsonb as crop from (' || pages || ') v left join assignment u on u.id = v.assignment_id where coalesce(u.unit, '''') = ''''
    union all
    select a.id, a.expert_id, c.id, b.form_page, c.sha256, (c.box_px->>2)::integer, (c.box_px->>3)::integer,
      jsonb_build_object(''left'', c.box_px->0, ''top'', c.box_px->1, ''pageWidth'', b.width_px, ''pageHeight'', b.height_px)
    from assignment a join work w on w.id = a.work_id join blind_page b on b.work_id = a.work_id join answer_crop c on c.blind_page_id = b.id and c.unit = a.unit
    where a.expert_id = current_setting(''${EXPERT_SETTING}'', true) and a.unit <> '''' and a.state <> ''withdrawn'' and w.state = ''anonymised'' and c.fit
      and not exists (select from blind_page newer where newer.work_id = b.work_id and newer.form_page = b.form_page and newer.seq > b.seq)';
  execute 'create or replace view expert_peer_grade with (security_barrier) as
    select v.* from (' || peers || ') v join assignment u on u.id = v.assignment_id where u.unit = '''' or u.tasks ? v.task';
end $$;
`
