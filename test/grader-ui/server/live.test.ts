import type { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPages, openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
beforeAll(async () => { server = await openTestServer() })
afterAll(() => server.close())

async function listen(login: string): Promise<{ readonly stream: Readable; readonly heard: () => number; readonly ended: Promise<void>; readonly headers: object }> {
  const { cookie } = await server.as(login)
  const response = await server.app.inject({ method: 'GET', url: '/api/events', headers: { cookie }, payloadAsStream: true })
  const stream = response.stream()
  let text = ''
  stream.on('data', (chunk: Buffer) => { text += chunk.toString() })
  const ended = new Promise<void>((resolve) => { stream.on('end', resolve) })
  return { stream, heard: () => text.split('data: {"type":"changed"}').length - 1, ended, headers: response.headers }
}

it('tells the pages of a school what changed at that school, and nobody else', async () => {
  const [own, other, expert] = [await listen('coordinator-1'), await listen('coordinator-2'), await listen('expert-1')]
  expect(own.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  // Each page hears once at the start, so that nothing between its first answer and its listening is lost.
  await expect.poll(() => [own.heard(), other.heard(), expert.heard()], { timeout: 10_000 }).toEqual([1, 1, 1])
  await addPages(server.db, { school: 1, pages: [{ state: 'foreign' }] })
  const person = await server.as('coordinator-1')
  await person.upload('/api/school/files', [{ field: 'file', name: 'a.pdf', content: '%PDF-1.4' }])
  await expect.poll(() => own.heard(), { timeout: 10_000 }).toBeGreaterThan(1)
  expect([other.heard(), expert.heard()]).toEqual([1, 1])
  for (const { stream } of [own, other, expert]) stream.destroy()
})

it('ends the streams when the server goes down', async () => {
  const { ended } = await listen('chair')
  await server.app.close()
  await ended
})
