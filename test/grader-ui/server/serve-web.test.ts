import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveWeb } from '../../../grader-ui/server/serve-web.ts'
import type { App } from '../../../grader-ui/server/services.ts'

let folder: string
const app = fastify() as unknown as App
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sverka-web-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<title>Сверка</title>')
  await writeFile(join(folder, 'assets/main-abc123.js'), 'void 0')
  await serveWeb(app, folder)
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

const page = (url: string) => app.inject({ url, headers: { accept: 'text/html,application/xhtml+xml' } })

it('opens the page on every path that a person may type or reload', async () => {
  for (const url of ['/', '/works/C-1', '/protocols/school-1/physics-7']) {
    const answer = await page(url)
    expect([answer.statusCode, answer.headers['cache-control'], answer.body], url).toEqual([200, 'no-cache', '<title>Сверка</title>'])
  }
})

it('lets browsers keep the built files, whose names change with their content', async () => {
  expect((await app.inject('/assets/main-abc123.js')).headers['cache-control']).toMatch(/immutable/)
})

it('answers what is not there in words, and leaves the folder to nobody', async () => {
  for (const url of ['/api/works/1', '/assets/old.js', '/../package.json', '/..%2f..%2fetc%2fpasswd']) {
    const answer = await app.inject({ url, headers: { accept: url.startsWith('/api') ? 'text/html' : '*/*' } })
    expect(answer.statusCode, url).toBe(404)
    expect(answer.json(), url).toMatchObject({ code: 'not-found' })
  }
})
