import { sql, type Kysely, type Migration } from 'kysely'

/** The database role that reads for experts. */
export const EXPERT_ROLE = 'sverka_expert'
/** The transaction-local setting that names the expert for whom is read. */
export const EXPERT_SETTING = 'sverka.expert_id'

/**
 * All that an expert may know: the own assignments, their blind pages and the printed form, by a role that can reach nothing else. The views and the
 * row policies show only the rows of the expert named by the transaction's setting; without it, none. A server whose owner may not
 * create roles has the views but not the role.
 */
export const expertViews: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(VIEWS).execute(db)
    if (await roleIsThere(db)) await sql.raw(RIGHTS).execute(db)
  },
}

const VIEWS = `
create view expert_assignment with (security_barrier) as
  select a.id as assignment_id, a.expert_id, w.cipher, w.form_id, w.variant, a.round, a.tasks, a.place, a.state
  from assignment a join work w on w.id = a.work_id
  where a.expert_id = current_setting('${EXPERT_SETTING}', true) and a.state <> 'withdrawn' and w.state = 'anonymised';
create view expert_page with (security_barrier) as
  select a.id as assignment_id, a.expert_id, b.id as blind_page_id, b.form_page, b.sha256, b.width_px, b.height_px
  from assignment a join work w on w.id = a.work_id join blind_page b on b.work_id = a.work_id
  where a.expert_id = current_setting('${EXPERT_SETTING}', true) and a.state <> 'withdrawn' and w.state = 'anonymised';
`

const RIGHTS = `
grant usage on schema public to ${EXPERT_ROLE};
grant select on expert_assignment, expert_page to ${EXPERT_ROLE};
grant select (id, content) on form to ${EXPERT_ROLE};
grant select, insert on grade, flag to ${EXPERT_ROLE};
grant select (id, expert_id, state), update (state, submitted_at) on assignment to ${EXPERT_ROLE};
alter table grade enable row level security;
alter table flag enable row level security;
alter table assignment enable row level security;
create policy expert_own on grade to ${EXPERT_ROLE} using (assignment_id in (select assignment_id from expert_assignment));
create policy expert_own on flag to ${EXPERT_ROLE} using (assignment_id in (select assignment_id from expert_assignment));
create policy expert_own on assignment to ${EXPERT_ROLE} using (expert_id = current_setting('${EXPERT_SETTING}', true));
`

// A role belongs to the whole server, so it may be there from another database, and it stays when this one goes.
async function roleIsThere(db: Kysely<unknown>): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`select rolcreaterole or rolsuper as may from pg_roles where rolname = current_user`.execute(db)
  if (rows[0]?.may) await sql.raw(`
    do $$ begin
      create role ${EXPERT_ROLE} nologin;
      grant ${EXPERT_ROLE} to current_user;
    exception when duplicate_object or unique_violation then null; end $$;
  `).execute(db)
  const { rows: roles } = await sql<{ member: boolean }>`select pg_has_role(current_user, oid, 'member') as member from pg_roles where rolname = ${EXPERT_ROLE}`.execute(db)
  return roles[0]?.member === true
}
