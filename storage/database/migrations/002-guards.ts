import { sql, type Kysely, type Migration } from 'kysely'

/** What is only ever added to: a correction is a new row. */
export const APPEND_ONLY = ['audit_event', 'page_reading', 'work_value', 'results_form', 'doubt_answer', 'draw', 'grade', 'flag'] as const

/**
 * The database itself denies changing what must stay: updates, deletes and truncation of append-only tables, going back of the audit
 * head, and any change of a protocol but its one signing.
 */
export const guards: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(DENY + AUDIT_HEAD + PROTOCOL).execute(db)
    for (const table of APPEND_ONLY) await sql.raw(`
      create trigger ${table}_append_only before update or delete or truncate on ${table} for each statement execute function deny_change();
    `).execute(db)
  },
}

const DENY = `
create function deny_change() returns trigger language plpgsql as $$
begin
  raise exception '% is denied on %: its rows are only added', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;
`

const AUDIT_HEAD = `
create function only_forward() returns trigger language plpgsql as $$
begin
  if new.id <> old.id or new.seq <> old.seq + 1
    or not exists (select from audit_event e where e.seq = new.seq and e.prev = old.hash and e.hash = new.hash) then
    raise exception 'the audit head moves to the next event only' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger audit_head_forward before update on audit_head for each row execute function only_forward();
create trigger audit_head_stays before delete or truncate on audit_head for each statement execute function deny_change();
`

const PROTOCOL = `
create function only_sign() returns trigger language plpgsql as $$
begin
  if old.state <> 'approved' or new.state <> 'signed'
    or (to_jsonb(new) - '{state,signed_sha256,signed_by,signed_at}'::text[]) <> (to_jsonb(old) - '{state,signed_sha256,signed_by,signed_at}'::text[]) then
    raise exception 'an approved protocol can be signed once and not changed' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger protocol_signed_once before update on protocol for each row execute function only_sign();
create trigger protocol_stays before delete or truncate on protocol for each statement execute function deny_change();
`
