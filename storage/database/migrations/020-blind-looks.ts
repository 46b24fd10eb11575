import { sql, type Kysely, type Migration } from 'kysely'
import { EXPERT_SETTING } from './003-expert-views.ts'

/**
 * Blind pages that a person looks at: a page may be made anew with masks, the newest image counts, and what people said of each stays. Experts see
 * the newest image of each page of an anonymised work.
 */
export const blindLooks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(PAGES + LOOKS + VIEW).execute(db)
  },
}

const PAGES = `
alter table blind_page drop constraint blind_page_work_id_form_page_key;
alter table blind_page
  add column seq integer generated always as identity,
  add column verdict text not null default 'fit' check (verdict in ('fit', 'look', 'blocked')),
  add column reasons jsonb not null default '[]';
create index blind_page_newest on blind_page (work_id, form_page, seq desc);
create trigger blind_page_append_only before update or delete or truncate on blind_page for each statement execute function deny_change();
`

const LOOKS = `
create table blind_look (
  id text primary key, seq integer generated always as identity, blind_page_id text not null references blind_page,
  kind text not null check (kind in ('passed', 'masked', 'reported', 'held')), masks jsonb not null default '[]',
  account_id text not null references account, at timestamptz not null default now()
);
create index blind_look_newest on blind_look (blind_page_id, seq desc);
create trigger blind_look_append_only before update or delete or truncate on blind_look for each statement execute function deny_change();
`

const VIEW = `
create or replace view expert_page with (security_barrier) as
  select a.id as assignment_id, a.expert_id, b.id as blind_page_id, b.form_page, b.sha256, b.width_px, b.height_px
  from assignment a join work w on w.id = a.work_id join blind_page b on b.work_id = a.work_id
  where a.expert_id = current_setting('${EXPERT_SETTING}', true) and a.state <> 'withdrawn' and w.state = 'anonymised'
    and not exists (select from blind_page newer where newer.work_id = b.work_id and newer.form_page = b.form_page and newer.seq > b.seq);
`
