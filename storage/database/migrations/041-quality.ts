import { sql, type Kysely, type Migration } from 'kysely'
import { EXPERT_ROLE, EXPERT_SETTING } from './003-expert-views.ts'

/**
 * Works whose marking checks the expert and not the school: practice works with agreed scores, seeded works with definitive scores, hidden
 * repeats. They stand in a table of their own, so that no comparison, draw or count can take them for real ones; only the experts' views
 * show both alike, under fresh ciphers and page ids. Experts can see of a check what they see of an assignment, and that a practice work is one.
 */
export const quality: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(TABLES).execute(db)
    await sql.raw(VIEWS).execute(db)
    await sql.raw(`
      do $$ begin
        if exists (select from pg_roles where rolname = '${EXPERT_ROLE}' and pg_has_role(current_user, oid, 'member')) then
          grant select on expert_agreed, expert_peer_grade to ${EXPERT_ROLE};
          grant select (id, expert_id, state), update (state, submitted_at) on check_marking to ${EXPERT_ROLE};
          alter table check_marking enable row level security;
          create policy expert_own on check_marking to ${EXPERT_ROLE} using (expert_id = current_setting('${EXPERT_SETTING}', true));
        end if;
      end $$;
    `).execute(db)
  },
}

const TABLES = `
create table agreed_work (
  id text primary key, seq integer generated always as identity, work_id text not null references work,
  purpose text not null check (purpose in ('practice', 'seed', 'none')), scores jsonb not null, note text not null default '' check (length(note) <= 1000),
  account_id text not null references account, at timestamptz not null default now()
);
create index agreed_work_newest on agreed_work (work_id, seq desc);
create table check_marking (
  id text primary key, work_id text not null references work, expert_id text not null references account, kind text not null check (kind in ('practice', 'seed', 'repeat')),
  of_assignment text references assignment, cipher text not null unique, place integer not null,
  state text not null check (state in ('open', 'submitted', 'withdrawn')), submitted_at timestamptz, dealt_at timestamptz not null default now(),
  unique (expert_id, work_id, kind), check ((kind = 'repeat') = (of_assignment is not null)), check ((state = 'submitted') = (submitted_at is not null))
);
create index check_marking_queue on check_marking (expert_id, place);
create table check_page (
  id text primary key, check_id text not null references check_marking, form_page integer not null, unique (check_id, form_page)
);
create table check_result (
  id text primary key, seq integer generated always as identity, check_id text not null unique references check_marking, within boolean not null,
  apart jsonb not null, at timestamptz not null default now()
);
create table marking_stop (
  id text primary key, seq integer generated always as identity, expert_id text not null references account, form_id text not null references form,
  state text not null check (state in ('stopped', 'resumed')), account_id text references account, at timestamptz not null default now()
);
create index marking_stop_newest on marking_stop (expert_id, form_id, seq desc);
alter table grade drop constraint grade_assignment_id_fkey;
alter table flag drop constraint flag_assignment_id_fkey;
alter table remark drop constraint remark_assignment_id_fkey;
create function marking_exists() returns trigger language plpgsql security definer set search_path = public as $$
begin
  if not exists (select from assignment a where a.id = new.assignment_id) and not exists (select from check_marking c where c.id = new.assignment_id) then
    raise exception 'no assignment %', new.assignment_id using errcode = 'foreign_key_violation';
  end if;
  return new;
end $$;
create trigger grade_of_marking before insert on grade for each row execute function marking_exists();
create trigger flag_of_marking before insert on flag for each row execute function marking_exists();
create trigger remark_of_marking before insert on remark for each row execute function marking_exists();
${['agreed_work', 'check_page', 'check_result', 'marking_stop'].map((table) => `create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function deny_change();`).join('\n')}
`

// What the views showed before stays as it was, whichever step defined it; the checks are added to it.
const VIEWS = `
do $$ declare
  assignments text := rtrim(pg_get_viewdef('expert_assignment'::regclass), '; ');
  pages text := rtrim(pg_get_viewdef('expert_page'::regclass), '; ');
begin
  execute 'create or replace view expert_assignment with (security_barrier) as select real.*, false as practice from (' || assignments || ') real
    union all
    select c.id, c.expert_id, c.cipher, w.form_id, w.variant, 1, null::jsonb, c.place, c.state, c.kind = ''practice''
    from check_marking c join work w on w.id = c.work_id
    where c.expert_id = current_setting(''${EXPERT_SETTING}'', true) and c.state <> ''withdrawn'' and w.state = ''anonymised''';
  execute 'create or replace view expert_page with (security_barrier) as select real.* from (' || pages || ') real
    union all
    select c.id, c.expert_id, p.id, b.form_page, b.sha256, b.width_px, b.height_px
    from check_marking c join work w on w.id = c.work_id join check_page p on p.check_id = c.id
      join lateral (select * from blind_page n where n.work_id = c.work_id and n.form_page = p.form_page order by n.seq desc limit 1) b on true
    where c.expert_id = current_setting(''${EXPERT_SETTING}'', true) and c.state <> ''withdrawn'' and w.state = ''anonymised''';
end $$;
create view expert_agreed with (security_barrier) as
  select distinct on (c.id) c.id as assignment_id, g.scores, g.note
  from check_marking c join agreed_work g on g.work_id = c.work_id
  where c.expert_id = current_setting('${EXPERT_SETTING}', true) and c.kind = 'practice' and c.state = 'submitted' and g.purpose = 'practice'
  order by c.id, g.seq desc;
create view expert_peer_grade with (security_barrier) as
  select distinct on (own.id, other.round, g.task) own.id as assignment_id, other.round, g.task, g.score
  from assignment own join assignment other on other.work_id = own.work_id and other.id <> own.id and other.state = 'submitted'
    join grade g on g.assignment_id = other.id join work w on w.id = own.work_id join campaign k on k.id = w.campaign_id
  where own.expert_id = current_setting('${EXPERT_SETTING}', true) and own.state = 'submitted' and k.settings -> 'marking' ->> 'showOthers' = 'after-third'
    and exists (select from assignment third where third.work_id = own.work_id and third.round > 2 and third.state = 'submitted')
    and not exists (select from assignment open where open.work_id = own.work_id and open.state = 'open')
  order by own.id, other.round, g.task, g.seq desc;
`
