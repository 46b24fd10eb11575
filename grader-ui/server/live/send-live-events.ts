import { PassThrough } from 'node:stream'
import type { App, Services } from '../services.ts'
import { accountOf, guardDesk } from '../session/load-account.ts'
import { watchRevisions } from './watch-revisions.ts'

/** A comment line now and then keeps proxies from cutting a quiet connection. */
const BREATH_MS = 25_000

/**
 * GET /api/events: server-sent `{"type":"changed"}` whenever something of the own desk changed, no more often than the settings allow. The
 * page then asks again; nothing else is ever said here.
 */
export function sendLiveEvents(app: App, services: Services): void {
  const watch = watchRevisions(services)
  app.addHook('preClose', async () => watch.close())
  app.register(async (instance) => {
    const inside = instance as App
    guardDesk(inside, 'any')
    inside.get('/api/events', async (request, reply) => {
      const stream = new PassThrough()
      const leave = watch.listen(accountOf(request), {
        changed: () => { stream.write('data: {"type":"changed"}\n\n') },
        closing: () => { stream.end() },
      })
      const breath = setInterval(() => { stream.write(': \n\n') }, BREATH_MS)
      stream.on('close', () => { clearInterval(breath); leave() })
      stream.write('retry: 3000\n\n')
      return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(stream)
    })
  })
}
