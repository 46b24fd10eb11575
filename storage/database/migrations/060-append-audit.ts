import { sql, type Kysely, type Migration } from 'kysely'

/**
 * Events are chained inside the database, any number in one call: the head of the log, for which everybody waits, is held for one statement and the
 * commit. The hash is the one of `pipeline/protocol/audit-chain.ts`.
 */
export const appendAudit: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(`
create function append_audit(times timestamptz[], bodies text[]) returns integer language plpgsql as $$
declare
  head audit_head;
  hash_now text;
begin
  select * into head from audit_head where id = 1 for update;
  for n in 1 .. cardinality(bodies) loop
    hash_now := encode(sha256('\\x01'::bytea || decode(head.hash, 'hex') || int8send(head.seq + 1) || sha256(convert_to(bodies[n], 'UTF8'))), 'hex');
    insert into audit_event (seq, at, body, prev, hash) values (head.seq + 1, times[n], bodies[n], head.hash, hash_now);
    update audit_head set seq = head.seq + 1, hash = hash_now where id = 1 returning * into head;
  end loop;
  return head.seq;
end $$;
    `).execute(db)
  },
}
