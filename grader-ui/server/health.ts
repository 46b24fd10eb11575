import { sql } from 'kysely'
import { z } from 'zod'
import type { App, Services } from './services.ts'

/** GET /health: 200 when the server answers and its database too; for whoever keeps the server alive. */
export function answerHealth(app: App, { database }: Services): void {
  app.get('/health', { schema: { response: { 200: z.object({ status: z.literal('ok') }), 503: z.object({ status: z.literal('no-database') }) } } }, async (request, reply) => {
    try {
      await sql`select 1`.execute(database)
      return { status: 'ok' as const }
    } catch (error) {
      request.log.error({ event: 'health.no-database', err: error })
      return reply.code(503).send({ status: 'no-database' as const })
    }
  })
}
