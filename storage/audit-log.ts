import { sql } from 'kysely'
import { EMPTY_HEAD, verifyChain, type AuditEvent, type ChainBreach, type ChainHead } from '../pipeline/protocol/audit-chain.ts'
import { canonicalJson, type JsonValue } from '../pipeline/model/canonical-json.ts'
import { ok, refuse, type Result } from '../pipeline/model/result.ts'
import type { Db, Trx } from './database/database.ts'

/** What happened, who did it and to what: ids, counts and hashes only, never names, participant codes or scores. */
export interface AuditEntry {
  /** `subject.what-happened`, e.g. `scan-file.uploaded`. */
  readonly type: string
  /** The account's id, or `system` for what the program does by itself. */
  readonly actor: string
  readonly at: Date
  readonly [key: string]: JsonValue | Date
}

/**
 * Adds events to the log in the transaction of the rows they speak of; the number of the last. It locks the log's head until the transaction ends,
 * so call it last and once: between it and the commit nothing else can be logged.
 */
export async function appendAudit(trx: Trx, ...entries: readonly AuditEntry[]): Promise<number> {
  const times = entries.map(({ at }) => at.toISOString())
  const bodies = entries.map((entry, index) => canonicalJson({ ...entry as Omit<AuditEntry, 'at'> & Record<string, JsonValue>, at: times[index]! }))
  const { rows } = await sql<{ seq: number }>`select append_audit(${times}::timestamptz[], ${bodies}::text[]) as seq`.execute(trx)
  return rows[0]!.seq
}

/** Events with a number below `before` (the newest of all without it), newest first. */
export async function readAudit(db: Db, { before, limit }: { readonly before?: number | undefined; readonly limit: number }): Promise<readonly AuditEvent[]> {
  let query = db.selectFrom('audit_event').selectAll().orderBy('seq', 'desc').limit(limit)
  if (before !== undefined) query = query.where('seq', '<', before)
  return (await query.execute()).map(asEvent)
}

const AT_ONCE = 1000

/**
 * Goes through the whole log from its first event to the head it had when asked: the head, or the first event that does not hold.
 * Reads a thousand events at a time.
 */
export async function verifyAudit(db: Db): Promise<Result<ChainHead, ChainBreach>> {
  const goal = await auditHead(db)
  let head = EMPTY_HEAD
  while (head.seq < goal.seq) {
    const rows = await db.selectFrom('audit_event').selectAll().where('seq', '>', head.seq).where('seq', '<=', goal.seq).orderBy('seq').limit(AT_ONCE).execute()
    if (rows.length === 0) return refuse(lostEvent(head.seq + 1))
    const verified = verifyChain(rows.map(asEvent), head)
    if (!verified.ok) return verified
    head = verified.value
  }
  return head.hash === goal.hash ? ok(head) : refuse(lostEvent(head.seq))
}

/** The end of the log at this moment: every event up to it is there. */
export const auditHead = (db: Db): Promise<ChainHead> => db.selectFrom('audit_head').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirstOrThrow()

/** What is to be said where the log has no event of this number. */
export const lostEvent = (seq: number): ChainBreach => ({ seq, type: 'number', message: `Журнал действий, запись ${seq}: нет той записи, на которую указывает конец журнала.` })

const asEvent = ({ at, ...row }: { seq: number; at: Date; body: string; prev: string; hash: string }): AuditEvent => ({ ...row, at: at.toISOString() })
