import { createHash } from 'node:crypto'
import type { JsonValue } from '../model/canonical-json.ts'
import { ok, refuse, type Result } from '../model/result.ts'

/** What an audit event says. The time stands inside, so that the hash covers it; people and works appear as ids or commitments only. */
export interface AuditBody {
  /** When it happened, ISO 8601 in UTC, as `Date.prototype.toISOString` writes it. */
  readonly at: string
  /** What happened, e.g. `grade.submitted`. */
  readonly type: string
  readonly [key: string]: JsonValue
}

/** The last link of a chain: its number (0: nothing yet) and its hash, 64 hex digits. */
export interface ChainHead {
  readonly seq: number
  readonly hash: string
}

/** One link. `body` is the RFC 8785 text of an `AuditBody` that was hashed, to be stored byte for byte; `prev` and `hash` are 64 hex digits. */
export interface AuditEvent {
  readonly seq: number
  readonly at: string
  readonly body: string
  readonly prev: string
  readonly hash: string
}

/** The head of a chain that has no events. */
export const EMPTY_HEAD: ChainHead = { seq: 0, hash: '0'.repeat(64) }

/** Where a chain is broken, and how. */
export interface ChainBreach {
  /** The number of the event that does not hold, as it should stand. */
  readonly seq: number
  readonly type: 'number' | 'previous' | 'hash' | 'body'
  readonly message: string
}

/**
 * Goes through every link from `from` on. The head that the events lead to, or the first breach. It proves that nothing was
 * changed between two heads; that the last head is the true one is proved by a signed checkpoint.
 */
export function verifyChain(events: Iterable<AuditEvent>, from: ChainHead = EMPTY_HEAD): Result<ChainHead, ChainBreach> {
  let head = from
  for (const event of events) {
    const breach = breachOf(head, event)
    if (breach) return refuse(breach)
    head = { seq: event.seq, hash: event.hash }
  }
  return ok(head)
}

function breachOf(head: ChainHead, event: AuditEvent): ChainBreach | null {
  const seq = head.seq + 1
  const breach = (type: ChainBreach['type'], what: string): ChainBreach => ({ seq, type, message: `Журнал действий, запись ${seq}: ${what}.` })
  if (event.seq !== seq) return breach('number', `на её месте стоит запись ${event.seq}`)
  if (event.prev !== head.hash) return breach('previous', 'не продолжает предыдущую запись')
  if (event.hash !== linkHash(event.prev, event.seq, event.body)) return breach('hash', 'содержание не соответствует контрольной сумме')
  return timeInside(event.body) === event.at ? null : breach('body', 'время записи не совпадает с временем в её содержании')
}

function timeInside(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && 'at' in value ? value.at : undefined
  } catch { return undefined }
}

/** A link's hash = SHA-256(0x01 ‖ prev ‖ seq as 8 bytes big-endian ‖ SHA-256(body as UTF-8)). The database makes it, this checks it. */
export function linkHash(prev: string, seq: number, body: string): string {
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(BigInt(seq))
  const bodyHash = createHash('sha256').update(body, 'utf8').digest()
  return createHash('sha256').update(Buffer.of(1)).update(Buffer.from(prev, 'hex')).update(number).update(bodyHash).digest('hex')
}
