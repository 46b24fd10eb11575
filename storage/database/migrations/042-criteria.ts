import { sql, type Kysely, type Migration } from 'kysely'
import { EXPERT_ROLE } from './003-expert-views.ts'

/**
 * Marking criteria by form and variant, attached by the commission and drawn as pictures: experts see pixels, never the file. The newest that is drawn
 * counts. `tasks` says on which page a task's criteria stand.
 */
export const criteria: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(TABLES).execute(db)
    await sql.raw(`
      do $$ begin
        if exists (select from pg_roles where rolname = '${EXPERT_ROLE}' and pg_has_role(current_user, oid, 'member')) then
          grant select on expert_criteria to ${EXPERT_ROLE};
        end if;
      end $$;
    `).execute(db)
  },
}

const TABLES = `
create table criteria (
  id text primary key, seq integer generated always as identity, form_id text not null references form, variant text not null, name text not null, sha256 text not null,
  state text not null check (state in ('waiting', 'drawn', 'refused')), problem text, tasks jsonb not null default '{}',
  account_id text not null references account, at timestamptz not null default now()
);
create index criteria_newest on criteria (form_id, variant, seq desc);
create table criteria_page (
  id text primary key, criteria_id text not null references criteria, number integer not null, sha256 text not null, width_px integer not null, height_px integer not null,
  unique (criteria_id, number)
);
create view expert_criteria with (security_barrier) as
  select c.form_id, c.variant, c.tasks, p.id as page_id, p.number, p.sha256, p.width_px, p.height_px
  from criteria c join criteria_page p on p.criteria_id = c.id
  where c.state = 'drawn' and c.form_id in (select form_id from expert_assignment)
    and not exists (select from criteria newer where newer.form_id = c.form_id and newer.variant = c.variant and newer.state = 'drawn' and newer.seq > c.seq);
`
