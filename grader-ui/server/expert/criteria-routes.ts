import { z } from 'zod'
import { sniffImage } from '../../../pipeline/image/sniff-image.ts'
import { readAsExpert } from '../../../storage/blind/as-expert.ts'
import { blindCriteria, findCriteriaPage } from '../../../storage/blind/blind-criteria.ts'
import { expertCriteria } from '../../api/expert.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound } from '../user-error.ts'

/** GET …/batches/:batch/criteria: what the commission attached, by variant, as pictures; GET /api/expert/criteria/:id: one of them. */
export function criteriaRoutes(app: App, services: Services): void {
  app.get('/api/expert/batches/:batch/criteria', { schema: { params: z.object({ batch: z.string() }), response: { 200: expertCriteria } } }, async (request) => {
    const pages = await readAsExpert(services.database, accountOf(request).id, (blind) => blindCriteria(blind, request.params.batch))
    return {
      variants: [...new Set(pages.map(({ variant }) => variant))].map((variant) => {
        const own = pages.filter((page) => page.variant === variant)
        return { variant, tasks: own[0]!.tasks, pages: own.map(({ id, number, widthPx, heightPx }) => ({ imageUrl: `/api/expert/criteria/${id}`, number, widthPx, heightPx })) }
      }),
    }
  })
  app.get('/api/expert/criteria/:id', { schema: { params: z.object({ id: z.string() }) } }, async (request, reply) => {
    const page = await readAsExpert(services.database, accountOf(request).id, (blind) => findCriteriaPage(blind, request.params.id))
    const bytes = page && await services.blobs.get(page.sha256)
    const kind = bytes && sniffImage(bytes)
    if (!bytes || !kind) throw notFound('Такой страницы критериев нет. Обновите страницу.')
    return reply.type(`image/${kind}`).header('cache-control', 'private, max-age=86400, immutable').send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
}
