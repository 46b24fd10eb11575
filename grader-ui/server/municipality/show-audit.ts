import { z } from 'zod'
import { readAudit, verifyAudit } from '../../../storage/audit-log.ts'
import { auditPage, type AuditPage } from '../../api/municipality.ts'
import type { App, Services } from '../services.ts'
import { auditWords } from './audit-words.ts'

const query = z.object({ before: z.coerce.number().int().min(1).optional(), limit: z.coerce.number().int().min(1).max(500).default(100) })

/** GET /api/municipality/audit: the log, newest first, with the check of its whole chain. */
export function showAudit(app: App, { database, clock }: Services): void {
  const chain = chainCheck({ database, clock })
  app.get('/api/municipality/audit', { schema: { querystring: query, response: { 200: auditPage } } }, async (request) => {
    const events = await readAudit(database, request.query)
    const names = new Map((await database.selectFrom('account').select(['id', 'name']).execute()).map((row) => [row.id, row.name]))
    return {
      events: events.map((event) => {
        const { type, actor, summary } = auditWords(event.body)
        return { seq: event.seq, at: event.at, type, actor: actor === 'system' ? 'программа' : names.get(actor) ?? actor, summary, hash: event.hash }
      }),
      chain: await chain(),
    }
  })
}

type ChainState = AuditPage['chain']

/** A log that grows all day is gone through again at most this often, however many pages ask. */
const CHECK_AGAIN_MS = 10_000

function chainCheck({ database, clock }: Pick<Services, 'database' | 'clock'>): () => Promise<ChainState> {
  let last: { readonly at: number; readonly state: ChainState } | null = null
  return async () => {
    const now = clock().getTime()
    if (last && last.state.ok && now - last.at < CHECK_AGAIN_MS) return last.state
    const head = await database.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirstOrThrow()
    const verified = await verifyAudit(database)
    // While it was read the log may have grown: what was verified is what is said.
    const state = verified.ok ? { ok: true, events: verified.value.seq, head: verified.value.hash } : { ok: false, events: head.seq, head: head.hash }
    last = { at: now, state }
    return state
  }
}
