import { sql, type Kysely, type Migration } from 'kysely'

/**
 * Which works are rechecked: where a campaign has a sample, the drawn works, the works of schools that the coordinator decided to recheck, and what was drawn among experts
 * before; without a sample all. The sample's inputs are published by their hash before the dice, as the draw's are.
 */
export const chosenWorks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(TABLES + FILL + VIEW).execute(db)
    for (const table of ['sample_freeze', 'sampled_work']) await sql.raw(`
      create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function deny_change();
    `).execute(db)
  },
}

const TABLES = `
create table sample_freeze (
  id text primary key, seq integer generated always as identity, campaign_id text not null references campaign, share_millionths integer not null,
  manifest text not null, manifest_sha256 text not null check (manifest_sha256 ~ '^[0-9a-f]{64}$'), account_id text not null references account, at timestamptz not null default now()
);
alter table sample add column freeze_id text references sample_freeze, add column dice text;
create table sampled_work (
  sample_id text not null references sample, campaign_id text not null references campaign, school_id text not null, form_id text not null, participant_code text not null,
  primary key (school_id, form_id, participant_code, sample_id)
);
create index sampled_work_campaign on sampled_work (campaign_id);
`

// A work's name in a sample is its school, form and code with slashes between.
const FILL = `
insert into sampled_work (sample_id, campaign_id, school_id, form_id, participant_code)
  select s.id, s.campaign_id, m[1], m[2], m[3] from sample s, jsonb_array_elements(s.content) work, regexp_match(work->>'id', '^(.*)/([^/]*)/([^/]*)$') m;
`

const VIEW = `
create view chosen_work as
  select work.id as work_id, work.campaign_id, work.school_id, work.form_id, case
    when not exists (select from sample s where s.campaign_id = work.campaign_id) then 'all'
    when exists (select from sampled_work d where d.school_id = work.school_id and d.form_id = work.form_id and d.participant_code = work.participant_code) then 'sample'
    when (select r.decision from risk_decision r where r.school_id = work.school_id and r.form_id = work.form_id order by r.seq desc limit 1) = 'recheck' then 'decision'
    when exists (select from assignment a where a.work_id = work.id and a.state <> 'withdrawn') then 'drawn'
    end as reason
  from work;
`
