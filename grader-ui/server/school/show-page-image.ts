import { z } from 'zod'
import { sniffImage } from '../../../pipeline/image/sniff-image.ts'
import { findPageOfSchool } from '../../../storage/queries/page-places.ts'
import type { App, Services } from '../services.ts'
import { notFound } from '../user-error.ts'
import { schoolOf } from './school-desk.ts'

/** GET /api/school/pages/:id/image: the straightened page, or the page as it is when no form matched. */
export function showPageImage(app: App, { database, blobs }: Services): void {
  app.get('/api/school/pages/:id/image', { schema: { params: z.object({ id: z.string() }) } }, async (request, reply) => {
    const page = await findPageOfSchool(database, { id: request.params.id, schoolId: schoolOf(request) })
    if (!page?.image_sha256) throw notFound('Изображения этой страницы нет.')
    // A page may be laid straight again: a browser keeps its picture and asks each time whether it is still the one.
    const tag = `"${page.image_sha256}"`
    reply.header('cache-control', 'private, no-cache').header('etag', tag)
    if (request.headers['if-none-match'] === tag) return reply.code(304).send()
    const bytes = await blobs.get(page.image_sha256)
    if (!bytes) throw notFound('Изображения этой страницы нет.')
    return reply.type(imageType(bytes)).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
}

/** The media type of a stored picture, by its bytes. Throws when it is none: only pictures are stored for pages. */
export function imageType(bytes: Uint8Array): string {
  const kind = sniffImage(bytes)
  if (kind === null) throw new Error('a stored page is no picture')
  return `image/${kind}`
}
