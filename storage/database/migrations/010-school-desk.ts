import { sql, type Kysely, type Migration } from 'kysely'

/** Only ever added to, like the tables of `002-guards`. */
const APPEND_ONLY = ['page_move', 'verification'] as const

/**
 * What the school's desk keeps beside the scans: every move of a page by a person, the quality of pages, the second reading of automatic
 * values, keys for the upload API, and the papers that go with the works.
 */
export const schoolDesk: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(TABLES).execute(db)
    for (const table of APPEND_ONLY) await sql.raw(`
      create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function deny_change();
    `).execute(db)
  },
}

const TABLES = `
alter table page add column quality jsonb not null default '[]';
alter table page add column turn integer not null default 0 check (turn in (0, 90, 180, 270));
create table page_move (
  id text primary key, seq integer generated always as identity, step text not null, page_id text not null references page, action text not null,
  before jsonb not null, after jsonb not null, undoes text, account_id text not null references account, at timestamptz not null default now()
);
create index page_move_page on page_move (page_id, seq desc);
create index page_move_step on page_move (step);
create table verification (
  id text primary key, seq integer generated always as identity, school_id text not null references school, work_id text not null references work,
  page_id text not null references page, field text not null check (field in ('score', 'total', 'mark')), task text, box integer,
  read text not null, said text not null, account_id text not null references account, at timestamptz not null default now()
);
create unique index verification_once on verification (page_id, field, coalesce(task, ''), coalesce(box, -1));
create index verification_school on verification (school_id);
create table api_key (
  id text primary key, school_id text not null references school, account_id text not null references account, name text not null,
  sha256 text not null unique check (sha256 ~ '^[0-9a-f]{64}$'), created_at timestamptz not null default now(), revoked_at timestamptz
);
create table attachment (
  id text primary key, seq integer generated always as identity, school_id text not null references school, form_id text references form,
  kind text not null check (kind in ('criteria', 'letter', 'audio')), variant text, name text not null, sha256 text not null, size_bytes bigint not null,
  account_id text not null references account, at timestamptz not null default now(), withdrawn_at timestamptz
);
create index attachment_school on attachment (school_id);
`
