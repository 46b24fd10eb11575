import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import type { ApiError } from '../api/session.ts'
import type { App } from './services.ts'

/**
 * The built pages from `folder`; every other path that a browser opens gets `index.html`, because the page itself knows its paths.
 * Unknown paths under /api are answered in words. Without pages only the API answers.
 */
export async function serveWeb(app: App, folder: string | null): Promise<void> {
  const hasPages = folder !== null && existsSync(folder)
  if (hasPages) {
    await app.register(fastifyStatic, {
      root: folder, wildcard: false, index: 'index.html', cacheControl: false,
      // Built files carry a hash in their names; only the entry page must be asked for again.
      setHeaders: (response, path) => { response.setHeader('cache-control', path.endsWith('.html') ? 'no-cache' : 'public, max-age=31536000, immutable') },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')
    if (hasPages && wantsPage) return reply.sendFile('index.html')
    return reply.code(404).send({ error: 'Такой страницы нет. Вернитесь на главную.', code: 'not-found' } satisfies ApiError)
  })
}
