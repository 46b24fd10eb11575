import { sql, type Kysely, type Migration } from 'kysely'

/**
 * Opening ciphers: who is behind which is shown after two people agreed, and the database itself sees to it: the chair asks, for works whose grades stand; somebody
 * else, a municipal coordinator, answers, once.
 */
export const openings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(TABLES + RULES).execute(db)
  },
}

const TABLES = `
create table opening_request (
  id text primary key, seq integer generated always as identity, school_id text not null references school, form_id text not null references form,
  ciphers jsonb not null, asked_by text not null references account, asked_at timestamptz not null default now()
);
create index opening_request_newest on opening_request (school_id, form_id, seq desc);
create table opening_answer (
  request_id text primary key references opening_request, answer text not null check (answer in ('confirmed', 'refused')),
  account_id text not null references account, at timestamptz not null default now()
);
create trigger opening_request_append_only before update or delete or truncate on opening_request for each statement execute function deny_change();
create trigger opening_answer_append_only before update or delete or truncate on opening_answer for each statement execute function deny_change();
`

const RULES = `
create function only_locked_grades() returns trigger language plpgsql as $$
begin
  if not exists (select from account where id = new.asked_by and role = 'chair') then
    raise exception 'only a chair asks for ciphers to be opened' using errcode = 'insufficient_privilege';
  end if;
  if exists (
    select from jsonb_array_elements_text(new.ciphers) c left join work w on w.cipher = c
      left join lateral (select count(*) as all, count(*) filter (where state = 'submitted') as done from assignment a where a.work_id = w.id and a.state <> 'withdrawn') g on true
    where w.id is null or w.school_id <> new.school_id or w.form_id <> new.form_id or g.all = 0 or g.done < g.all
  ) then
    raise exception 'ciphers are opened after the grades are locked' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger opening_after_grades before insert on opening_request for each row execute function only_locked_grades();

create function only_second_person() returns trigger language plpgsql as $$
begin
  if not exists (select from account where id = new.account_id and role = 'municipality')
    or exists (select from opening_request where id = new.request_id and asked_by = new.account_id) then
    raise exception 'ciphers are opened by two people: a municipal coordinator answers the chair' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger opening_by_two before insert on opening_answer for each row execute function only_second_person();
`
