import { sql, type Kysely, type Migration } from 'kysely'
import { EXPERT_ROLE } from './003-expert-views.ts'

/**
 * What experts write beside the scores: a comment on a task, a note on a page, «вернуться позже». Only ever added to; the newest of a place
 * counts and an empty text takes it back. Experts reach their own rows only.
 */
export const remarks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(TABLE).execute(db)
    await sql.raw(`
      do $$ begin
        if exists (select from pg_roles where rolname = '${EXPERT_ROLE}' and pg_has_role(current_user, oid, 'member')) then
          grant select, insert on remark to ${EXPERT_ROLE};
          alter table remark enable row level security;
          create policy expert_own on remark to ${EXPERT_ROLE} using (assignment_id in (select assignment_id from expert_assignment));
        end if;
      end $$;
    `).execute(db)
  },
}

const TABLE = `
create table remark (
  id text primary key, seq integer generated always as identity, assignment_id text not null references assignment,
  kind text not null check (kind in ('later', 'task', 'page')), task text, form_page integer, note text,
  x double precision check (x between 0 and 1), y double precision check (y between 0 and 1),
  text text not null check (length(text) <= 1000), key text not null, at timestamptz not null default now(),
  unique (assignment_id, key),
  check ((kind = 'task') = (task is not null)),
  check ((kind = 'page') = (form_page is not null and note is not null and x is not null and y is not null))
);
create index remark_newest on remark (assignment_id, seq desc);
create trigger remark_append_only before update or delete or truncate on remark for each statement execute function deny_change();
`
