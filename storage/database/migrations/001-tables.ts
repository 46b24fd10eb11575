import { sql, type Kysely, type Migration } from 'kysely'

/** All tables, their keys and the states that may stand in them. */
export const tables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const part of [PEOPLE, SCANS, DOUBTS, RECHECK, RUNNING]) await sql.raw(part).execute(db)
  },
}

const PEOPLE = `
create table campaign (
  id text primary key, title text not null, municipality text not null, settings jsonb not null, created_at timestamptz not null default now()
);
create table form (
  id text primary key, campaign_id text not null references campaign, content jsonb not null, blanks jsonb not null
);
create table school (
  id text primary key, campaign_id text not null references campaign, name text not null
);
create table account (
  id text primary key, login text not null unique check (login = lower(login)), password_hash text not null,
  role text not null check (role in ('school', 'expert', 'chair', 'municipality')),
  name text not null, school_id text references school,
  subjects jsonb not null default '[]', years integer not null default 0, cap integer,
  other_schools jsonb not null default '[]', conflicts jsonb not null default '[]',
  check (role <> 'school' or school_id is not null)
);
create table session (sid text primary key, data jsonb not null, expires_at timestamptz not null);
create index session_expires on session (expires_at);
`

const SCANS = `
create table scan_file (
  id text primary key, seq integer generated always as identity, campaign_id text not null references campaign, school_id text not null references school,
  name text not null, sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'), size_bytes bigint not null,
  state text not null check (state in ('waiting', 'opening', 'opened', 'refused')), page_count integer, problem text,
  uploaded_by text not null references account, uploaded_at timestamptz not null default now(),
  unique (school_id, sha256)
);
create table work (
  id text primary key, campaign_id text not null references campaign, school_id text not null references school, form_id text not null references form,
  participant_code text not null, variant text, state text not null check (state in ('staged', 'released', 'anonymised', 'withdrawn')),
  cipher text not null unique,
  unique (school_id, form_id, participant_code)
);
create table page (
  id text primary key, file_id text not null references scan_file, number integer not null check (number >= 1),
  state text not null check (state in ('waiting', 'work', 'doubtful', 'foreign', 'blank', 'duplicate', 'unreadable', 'discarded')),
  reasons jsonb not null default '[]', form_id text references form, form_page integer, rotation integer not null default 0,
  skew_deg double precision not null default 0, image_sha256 text, width_px integer, height_px integer, work_id text references work,
  unique (file_id, number),
  check (state <> 'work' or work_id is not null)
);
create index page_work on page (work_id);
create index page_state on page (state);
create table page_reading (
  id text primary key, seq integer generated always as identity, page_id text not null references page,
  evidence jsonb not null, reading jsonb not null, at timestamptz not null default now()
);
create index page_reading_newest on page_reading (page_id, seq desc);
create table work_value (
  id text primary key, seq integer generated always as identity, work_id text not null references work, page_id text references page,
  field text not null check (field in ('score', 'total', 'mark', 'variant')), task text, box integer, value text not null,
  source text not null check (source in ('scan', 'person', 'results-form')), account_id text references account, at timestamptz not null default now(),
  check ((field = 'score') = (task is not null)),
  check (source <> 'person' or account_id is not null)
);
create index work_value_newest on work_value (work_id, seq desc);
create table results_form (
  id text primary key, seq integer generated always as identity, school_id text not null references school, form_id text not null references form,
  name text not null, sha256 text not null, content jsonb not null, account_id text not null references account, at timestamptz not null default now()
);
create index results_form_newest on results_form (school_id, form_id, seq desc);
`

const DOUBTS = `
create table doubt (
  id text primary key, seq integer generated always as identity, school_id text not null references school, page_id text not null references page,
  work_id text references work, kind text not null check (kind in ('code', 'score', 'total', 'mark', 'variant', 'page')), task text, box integer,
  reasons jsonb not null, value text not null, candidates jsonb not null, crop_px jsonb not null,
  state text not null check (state in ('open', 'resolved', 'void'))
);
create unique index doubt_asked_once on doubt (page_id, kind, coalesce(task, ''), coalesce(box, -1)) where state = 'open';
create index doubt_school on doubt (school_id, state);
create index doubt_work on doubt (work_id);
create table doubt_answer (
  id text primary key, seq integer generated always as identity, doubt_id text not null references doubt, value text,
  account_id text not null references account, at timestamptz not null default now()
);
create index doubt_answer_newest on doubt_answer (doubt_id, seq desc);
`

const RECHECK = `
create table blind_page (
  id text primary key, work_id text not null references work, form_page integer not null, sha256 text not null,
  width_px integer not null, height_px integer not null, certificate jsonb not null, at timestamptz not null default now(),
  unique (work_id, form_page)
);
create table draw (
  id text primary key, seq integer generated always as identity, campaign_id text not null references campaign, form_id text not null references form,
  purpose text not null, seed text not null, manifest_sha256 text not null, content jsonb not null,
  account_id text not null references account, at timestamptz not null default now()
);
create table assignment (
  id text primary key, draw_id text not null references draw, work_id text not null references work, expert_id text not null references account,
  round integer not null check (round >= 1), tasks jsonb, place integer not null,
  state text not null check (state in ('open', 'submitted', 'withdrawn')), submitted_at timestamptz,
  check ((state = 'submitted') = (submitted_at is not null))
);
create unique index assignment_one_expert_a_round on assignment (work_id, round) where state <> 'withdrawn';
create unique index assignment_one_round_an_expert on assignment (work_id, expert_id) where state <> 'withdrawn';
create index assignment_queue on assignment (expert_id, place);
create table grade (
  id text primary key, seq integer generated always as identity, assignment_id text not null references assignment, task text not null,
  score text not null, key text not null, at timestamptz not null default now(),
  unique (assignment_id, key)
);
create index grade_newest on grade (assignment_id, task, seq desc);
create table flag (
  id text primary key, seq integer generated always as identity, assignment_id text not null references assignment,
  kind text not null, note text not null, at timestamptz not null default now()
);
create table protocol (
  id text primary key, campaign_id text not null references campaign, school_id text not null references school, form_id text not null references form,
  state text not null check (state in ('approved', 'signed')), content jsonb not null, pdf_sha256 text not null, signed_sha256 text,
  approved_by text not null references account, approved_at timestamptz not null default now(), signed_by text references account, signed_at timestamptz,
  unique (campaign_id, school_id, form_id),
  check ((state = 'signed') = (signed_sha256 is not null and signed_by is not null and signed_at is not null))
);
`

const RUNNING = `
create table task (
  id text primary key, seq integer generated always as identity, kind text not null, subject_id text not null,
  state text not null check (state in ('pending', 'running', 'done', 'failed')), attempt integer not null default 0, lease_until timestamptz,
  failures integer not null default 0, run_after timestamptz not null default now(), again boolean not null default false,
  error text, progress integer not null default 0 check (progress between 0 and 100), created_at timestamptz not null default now(), finished_at timestamptz,
  check ((state = 'running') = (lease_until is not null)),
  check ((state in ('done', 'failed')) = (finished_at is not null))
);
create unique index task_once_at_a_time on task (kind, subject_id) where state in ('pending', 'running');
create index task_unfinished on task (seq) where state in ('pending', 'running');
create index task_subject on task (subject_id, kind);
create table audit_event (
  seq integer primary key check (seq >= 1), at timestamptz not null, body text not null,
  prev text not null check (prev ~ '^[0-9a-f]{64}$'), hash text not null unique check (hash ~ '^[0-9a-f]{64}$')
);
create table audit_head (id integer primary key check (id = 1), seq integer not null, hash text not null);
insert into audit_head (id, seq, hash) values (1, 0, repeat('0', 64));
`
