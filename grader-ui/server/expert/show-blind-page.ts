import { z } from 'zod'
import { sniffImage } from '../../../pipeline/image/sniff-image.ts'
import { findBlindPage } from '../../../storage/blind/blind-works.ts'
import type { App, Services } from '../services.ts'
import { accountOf } from '../session/load-account.ts'
import { notFound } from '../user-error.ts'

/**
 * GET /api/expert/pages/:id: the blind image and nothing around it. The address is random and the bytes behind it never change, so the
 * browser may keep them without asking again; no ETag and no date of change go with them.
 */
export function showBlindPage(app: App, services: Services): void {
  app.get('/api/expert/pages/:id', { schema: { params: z.object({ id: z.string() }) } }, async (request, reply) => {
    const sha256 = await findBlindPage(services.database, { expertId: accountOf(request).id, pageId: request.params.id })
    const bytes = sha256 && await services.blobs.get(sha256)
    const kind = bytes && sniffImage(bytes)
    if (!bytes || !kind) throw notFound('Такой страницы у вас нет. Вернитесь к списку работ.')
    return reply.type(`image/${kind}`).header('cache-control', 'private, max-age=86400, immutable').send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
}
