import { sql, type Kysely, type Migration } from 'kysely'

/**
 * Pictures go when their time is over, never before and never by one person: a municipal coordinator asks, the chair answers, once. Only bytes go; no row does. The
 * database itself refuses a request before the last scan is old enough.
 */
export const erasures: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(TABLES + RULES).execute(db)
    for (const table of ['erasure_request', 'erasure_answer', 'erasure_done']) await sql.raw(`
      create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function deny_change();
    `).execute(db)
  },
}

const TABLES = `
create table erasure_request (
  id text primary key, seq integer generated always as identity, campaign_id text not null references campaign, pictures integer not null,
  list_sha256 text not null check (list_sha256 ~ '^[0-9a-f]{64}$'), asked_by text not null references account, asked_at timestamptz not null
);
create table erasure_answer (
  request_id text primary key references erasure_request, answer text not null check (answer in ('confirmed', 'refused')),
  account_id text not null references account, at timestamptz not null
);
create table erasure_done (request_id text primary key references erasure_request, at timestamptz not null);
`

const RULES = `
create function only_after_retention() returns trigger language plpgsql as $$
begin
  if not exists (select from account where id = new.asked_by and role = 'municipality') then
    raise exception 'only a municipal coordinator asks for pictures to be erased' using errcode = 'insufficient_privilege';
  end if;
  if exists (
    select from scan_file f join campaign c on c.id = f.campaign_id
    where c.id = new.campaign_id and f.uploaded_at > new.asked_at - make_interval(days => coalesce((c.settings->>'retentionDays')::integer, 90))
  ) then
    raise exception 'scans are kept until their time is over' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger erasure_after_retention before insert on erasure_request for each row execute function only_after_retention();

create function only_chair_erases() returns trigger language plpgsql as $$
begin
  if not exists (select from account where id = new.account_id and role = 'chair') then
    raise exception 'pictures are erased by two people: the chair answers the municipal coordinator' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger erasure_by_two before insert on erasure_answer for each row execute function only_chair_erases();

create function only_confirmed_erasure() returns trigger language plpgsql as $$
begin
  if not exists (select from erasure_answer where request_id = new.request_id and answer = 'confirmed') then
    raise exception 'nobody confirmed that these pictures be erased' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger erasure_confirmed before insert on erasure_done for each row execute function only_confirmed_erasure();
`
