import { z } from 'zod'
import { readAudit, verifyAudit } from '../../../storage/audit-log.ts'
import { auditPage } from '../../api/municipality.ts'
import type { App, Services } from '../services.ts'
import { auditWords } from './audit-words.ts'

const query = z.object({ before: z.coerce.number().int().min(1).optional(), limit: z.coerce.number().int().min(1).max(500).default(100) })

/** GET /api/municipality/audit: the log, newest first, with the check of its whole chain. */
export function showAudit(app: App, { database }: Services): void {
  app.get('/api/municipality/audit', { schema: { querystring: query, response: { 200: auditPage } } }, async (request) => {
    const events = await readAudit(database, request.query)
    const names = new Map((await database.selectFrom('account').select(['id', 'name']).execute()).map((row) => [row.id, row.name]))
    const chain = await verifyAudit(database)
    const head = await database.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirstOrThrow()
    return {
      events: events.map((event) => {
        const { type, actor, summary } = auditWords(event.body)
        return { seq: event.seq, at: event.at, type, actor: actor === 'system' ? 'программа' : names.get(actor) ?? actor, summary, hash: event.hash }
      }),
      chain: { ok: chain.ok, events: head.seq, head: head.hash },
    }
  })
}
