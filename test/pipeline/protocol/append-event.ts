import { canonicalJson } from '../../../pipeline/model/canonical-json.ts'
import { linkHash, type AuditBody, type AuditEvent, type ChainHead } from '../../../pipeline/protocol/audit-chain.ts'

/** The link that follows `head`, as the database makes it. */
export function appendEvent(head: ChainHead, body: AuditBody): AuditEvent {
  const seq = head.seq + 1
  const text = canonicalJson(body)
  return { seq, at: body.at, body: text, prev: head.hash, hash: linkHash(head.hash, seq, text) }
}
