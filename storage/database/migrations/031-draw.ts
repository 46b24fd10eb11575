import { sql, type Kysely, type Migration } from 'kysely'

/**
 * The public draw (what schools promised and revealed, the frozen manifest, the dice), the sample, and what it was decided from. All of it is only ever
 * added to.
 */
export const publicDraw: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(TABLES).execute(db)
    for (const table of NEW_APPEND_ONLY) await sql.raw(`
      create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function deny_change();
    `).execute(db)
  },
}

const NEW_APPEND_ONLY = ['draw_commitment', 'draw_freeze', 'draw_nonce', 'sample', 'risk_file', 'risk_decision'] as const

const TABLES = `
create table draw_commitment (
  id text primary key, seq integer generated always as identity, form_id text not null references form, school_id text not null references school,
  commitment text not null check (commitment ~ '^[0-9a-f]{64}$'), account_id text not null references account, at timestamptz not null default now()
);
create table draw_freeze (
  id text primary key, seq integer generated always as identity, form_id text not null references form, manifest text not null,
  manifest_sha256 text not null check (manifest_sha256 ~ '^[0-9a-f]{64}$'), account_id text not null references account, at timestamptz not null default now()
);
create table draw_nonce (
  id text primary key, seq integer generated always as identity, freeze_id text not null references draw_freeze, school_id text not null references school,
  nonce text not null, account_id text not null references account, at timestamptz not null default now(), unique (freeze_id, school_id)
);
alter table draw add column freeze_id text references draw_freeze, add column dice text;
create table sample (
  id text primary key, seq integer generated always as identity, campaign_id text not null references campaign, share_millionths integer not null,
  seed text not null, manifest text not null, manifest_sha256 text not null, content jsonb not null, account_id text not null references account, at timestamptz not null default now()
);
create table risk_file (
  id text primary key, seq integer generated always as identity, campaign_id text not null references campaign, school_id text not null references school,
  form_id text not null references form, year text not null check (year in ('last', 'this')), name text not null, sha256 text not null, content jsonb not null,
  account_id text not null references account, at timestamptz not null default now()
);
create index risk_file_newest on risk_file (campaign_id, form_id, school_id, year, seq desc);
create table risk_decision (
  id text primary key, seq integer generated always as identity, campaign_id text not null references campaign, school_id text not null references school,
  form_id text not null references form, decision text not null check (decision in ('recheck', 'leave')), reason text not null check (reason <> ''), signs jsonb not null,
  account_id text not null references account, at timestamptz not null default now()
);
`
