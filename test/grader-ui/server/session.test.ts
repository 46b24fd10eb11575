import type { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../../storage/database/tables.ts'
import { TestPerson } from './harness/test-person.ts'
import { addPages, openTestServer, PASSWORD, schoolName, type TestServer } from './harness/test-server.ts'

let server: TestServer
beforeAll(async () => { server = await openTestServer({ loginsPerMinute: 5 }) })
afterAll(() => server.close())

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
const ROUTES: readonly (readonly [Method, string, Role])[] = [
  ['GET', '/api/school/overview', 'school'], ['POST', '/api/school/files', 'school'], ['POST', '/api/school/results-forms', 'school'], ['GET', '/api/school/doubts', 'school'],
  ['POST', '/api/school/doubts/x/answer', 'school'], ['DELETE', '/api/school/doubts/x/answer', 'school'], ['GET', '/api/school/works?form=physics-7', 'school'],
  ['GET', '/api/school/pages?state=foreign', 'school'], ['POST', '/api/school/pages/x/place', 'school'], ['GET', '/api/school/pages/x/image', 'school'], ['POST', '/api/school/release', 'school'],
  ['GET', '/api/school/blind', 'school'], ['GET', '/api/school/blind/x/image', 'school'], ['POST', '/api/school/blind/look', 'school'], ['POST', '/api/school/blind/x/masks', 'school'], ['GET', '/api/school/words', 'school'], ['PUT', '/api/school/words', 'school'],
  ['GET', '/api/school/uploads', 'school'], ['POST', '/api/school/uploads', 'school'], ['POST', '/api/school/uploads/x', 'school'], ['PATCH', '/api/school/uploads/x', 'school'], ['DELETE', '/api/school/uploads/x', 'school'],
  ['GET', '/api/school/checks', 'school'], ['GET', '/api/school/keys', 'school'], ['POST', '/api/school/keys', 'school'], ['DELETE', '/api/school/keys/x', 'school'], ['GET', '/api/school/pages/x', 'school'],
  ['POST', '/api/school/pages/x/undo', 'school'], ['GET', '/api/school/papers', 'school'], ['POST', '/api/school/papers', 'school'], ['GET', '/api/school/papers/x', 'school'], ['DELETE', '/api/school/papers/x', 'school'],
  ['GET', '/api/school/repairs', 'school'], ['POST', '/api/school/repairs/different', 'school'], ['GET', '/api/school/results-form', 'school'], ['GET', '/api/school/verification', 'school'], ['POST', '/api/school/verification', 'school'],
  ['GET', '/api/expert/queue', 'expert'], ['GET', '/api/expert/works/x', 'expert'], ['GET', '/api/expert/pages/x', 'expert'], ['PUT', '/api/expert/works/x/scores', 'expert'],
  ['POST', '/api/expert/works/x/submit', 'expert'], ['POST', '/api/expert/works/x/flags', 'expert'], ['PUT', '/api/expert/works/x/remarks', 'expert'],
  ['POST', '/api/expert/batches/x/submit', 'expert'], ['GET', '/api/expert/batches/x/sheet', 'expert'],
  ['GET', '/api/chair/protocols', 'chair'], ['GET', '/api/chair/protocols/school-1/physics-7', 'chair'], ['POST', '/api/chair/protocols/school-1/physics-7/approve', 'chair'],
  ['GET', '/api/chair/protocols/school-1/physics-7/pdf', 'chair'], ['POST', '/api/chair/protocols/school-1/physics-7/sign', 'chair'], ['GET', '/api/chair/protocols/school-1/physics-7/xlsx', 'chair'],
  ['POST', '/api/chair/protocols/school-1/physics-7/open-ciphers', 'chair'], ['GET', '/api/municipality/openings', 'municipality'], ['POST', '/api/municipality/openings/x', 'municipality'],
  ['GET', '/api/expert/batches/x/criteria', 'expert'], ['GET', '/api/expert/criteria/x', 'expert'], ['GET', '/api/chair/criteria/physics-7', 'chair'], ['POST', '/api/chair/criteria/physics-7', 'chair'], ['PUT', '/api/chair/criteria/physics-7/x/tasks', 'chair'],
  ['GET', '/api/chair/quality', 'chair'], ['PUT', '/api/chair/quality/rules', 'chair'], ['POST', '/api/chair/quality/physics-7/deal', 'chair'], ['POST', '/api/chair/quality/physics-7/experts/x/resume', 'chair'],
  ['GET', '/api/chair/quality/physics-7/works', 'chair'], ['GET', '/api/chair/quality/works/x', 'chair'], ['PUT', '/api/chair/quality/works/x', 'chair'], ['GET', '/api/chair/quality/works/x/pages/x', 'chair'],
  ['GET', '/api/municipality/overview', 'municipality'], ['POST', '/api/municipality/draw', 'municipality'], ['GET', '/api/municipality/audit', 'municipality'],
  ['GET', '/api/municipality/steps', 'municipality'], ['GET', '/api/municipality/campaign', 'municipality'], ['POST', '/api/municipality/campaign', 'municipality'], ['PUT', '/api/municipality/campaign', 'municipality'],
  ['GET', '/api/municipality/schools', 'municipality'], ['POST', '/api/municipality/schools', 'municipality'], ['PUT', '/api/municipality/schools/x', 'municipality'], ['DELETE', '/api/municipality/schools/x', 'municipality'],
  ['GET', '/api/municipality/schools/sample', 'municipality'], ['POST', '/api/municipality/schools/import', 'municipality'], ['GET', '/api/municipality/people', 'municipality'], ['POST', '/api/municipality/people', 'municipality'],
  ['PUT', '/api/municipality/people/x', 'municipality'], ['POST', '/api/municipality/people/x/access', 'municipality'], ['GET', '/api/municipality/people/sample', 'municipality'], ['POST', '/api/municipality/people/import', 'municipality'],
  ['POST', '/api/municipality/passwords', 'municipality'], ['GET', '/api/municipality/forms', 'municipality'], ['POST', '/api/municipality/forms', 'municipality'], ['DELETE', '/api/municipality/forms/x', 'municipality'],
  ['GET', '/api/municipality/sample', 'municipality'], ['POST', '/api/municipality/sample', 'municipality'], ['GET', '/api/municipality/sample.xlsx', 'municipality'], ['POST', '/api/municipality/sample/freeze', 'municipality'], ['POST', '/api/municipality/sample/extension', 'municipality'], ['POST', '/api/municipality/sample/decisions', 'municipality'],
  ['GET', '/api/municipality/samples/x/manifest.json', 'municipality'], ['GET', '/api/municipality/samples/x/table.csv', 'municipality'], ['POST', '/api/municipality/sample/results?school=x&year=this', 'municipality'],
  ['GET', '/api/municipality/draws', 'municipality'], ['POST', '/api/municipality/draws/physics-7/freeze', 'municipality'], ['POST', '/api/municipality/draws/physics-7/numbers', 'municipality'],
  ['POST', '/api/municipality/draws/physics-7/cut-again', 'municipality'],
  ['GET', '/api/municipality/draws/physics-7/record.pdf', 'municipality'], ['POST', '/api/municipality/people/x/take-back', 'municipality'], ['POST', '/api/municipality/expire', 'municipality'],
  ['GET', '/api/municipality/retention', 'municipality'], ['POST', '/api/municipality/retention', 'municipality'], ['GET', '/api/chair/retention', 'chair'], ['GET', '/api/chair/retention/asked', 'chair'], ['POST', '/api/chair/retention/x', 'chair'],
  ['GET', '/api/school/draw-numbers', 'school'], ['POST', '/api/school/draw-numbers/physics-7', 'school'],
]
/** Not of one desk: the session, and what stands before the desk at the first login. */
const OPEN = ['POST /api/login', 'GET /api/me', 'POST /api/logout', 'GET /api/events', 'POST /api/first/password', 'GET /api/first/schools', 'POST /api/first/conflicts',
  // What anybody may see.
  'GET /api/public/draws', 'GET /api/public/draws/x/manifest.json', 'GET /api/public/draws/x/table.csv', 'GET /api/public/draws/x/numbers.txt', 'GET /api/public/samples/x/manifest.json', 'GET /api/public/samples/x/table.csv',
  // By key, not by session: `upload-api.test.ts`. The description of it is open.
  'GET /api/v1/docs', 'GET /api/v1/docs.css', 'GET /api/v1/openapi.json', 'GET /api/v1/files', 'POST /api/v1/files', 'POST /api/v1/results-forms',
  'GET /api/v1/uploads', 'POST /api/v1/uploads', 'POST /api/v1/uploads/x', 'PATCH /api/v1/uploads/x', 'DELETE /api/v1/uploads/x']
const LOGINS: Readonly<Record<Role, string>> = { school: 'coordinator-1', expert: 'expert-1', chair: 'chair', municipality: 'municipality' }

const ask = (person: TestPerson, method: Method, url: string) => (method === 'GET' ? person.get<{ code: string }>(url) : person.send<{ code: string }>(method, url))

/** `GET /path` of everything the server answers, out of fastify's drawing of its routes. */
function servedRoutes(): string[] {
  const above: string[] = []
  return server.app.printRoutes({ commonPrefix: false }).split('\n').flatMap((line) => {
    const [, indent, path, methods] = /^([│ ]*)[├└]── (\S+)(?: \(([^)]+)\))?/.exec(line) ?? []
    if (indent === undefined || path === undefined) return []
    above.length = indent.length / 4
    above.push(path)
    return (methods ?? '').split(', ').filter((method) => method !== '' && method !== 'HEAD').map((method) => `${method} ${above.join('')}`)
  })
}

describe('the routes of a desk', () => {
  it('are all in this table', () => {
    const known = new Set(ROUTES.map(([method, url]) => `${method} ${url.replace(/\?.*/, '')}`))
    const paths = servedRoutes().filter((route) => route.includes(' /api/')).map((route) => route.replace(/:id\b|:cipher|:batch|:page\b|:expertId/g, 'x').replace(':schoolId', 'school-1').replace(':formId', 'physics-7'))
    expect(paths.filter((route) => !known.has(route)).sort()).toEqual([...OPEN].sort())
    expect(paths).toHaveLength(ROUTES.length + OPEN.length)
  })

  it('send away whoever is not logged in', async () => {
    const stranger = new TestPerson(server.app)
    for (const [method, url] of ROUTES) expect(await ask(stranger, method, url), `${method} ${url}`).toMatchObject({ status: 401, body: { code: 'not-logged-in' } })
  })

  it.each(Object.keys(LOGINS) as Role[])('let a %s into the own desk only', async (role) => {
    const person = await server.as(LOGINS[role])
    for (const [method, url, desk] of ROUTES) {
      const answer = await ask(person, method, url)
      if (desk === role) expect([401, 403], `${method} ${url}`).not.toContain(answer.status)
      else expect(answer, `${method} ${url}`).toMatchObject({ status: 403, body: { code: 'wrong-role' } })
    }
  })

  it('change nothing without the token of the page', async () => {
    for (const role of Object.keys(LOGINS) as Role[]) {
      const person = await server.as(LOGINS[role])
      for (const csrf of ['', 'forged-token']) {
        person.csrf = csrf
        for (const [method, url] of ROUTES.filter(([method, , desk]) => method !== 'GET' && desk === role)) {
          expect(await ask(person, method, url), `${method} ${url}`).toMatchObject({ status: 403, body: { code: 'csrf' } })
        }
      }
    }
  })
})

describe('logging in', () => {
  it('gives a cookie that scripts cannot read and other sites cannot send, and a new one each time', async () => {
    const person = new TestPerson(server.app)
    const first = await person.login('Coordinator-2 ', PASSWORD)
    expect(first.body).toMatchObject({ name: 'Имя coordinator-2', role: 'school', placeName: schoolName(2) })
    expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly/)
    expect(String(first.headers['set-cookie'])).toMatch(/SameSite=Strict/)
    const before = person.cookie
    await person.login('coordinator-2', PASSWORD)
    expect(person.cookie).not.toBe(before)
    const old = new TestPerson(server.app)
    old.cookie = before
    expect((await old.get('/api/me')).status).toBe(401)
  })

  it('tells the same of a wrong name and a wrong password, and logs neither', async () => {
    const person = new TestPerson(server.app)
    const wrongPassword = await person.login('coordinator-3', 'мимо-пароля')
    const wrongName = await person.login('нет-такого-имени', 'мимо-пароля')
    expect(wrongPassword.status).toBe(401)
    expect(wrongName.body).toEqual(wrongPassword.body)
    const audit = JSON.stringify(await server.db.selectFrom('audit_event').select('body').execute())
    expect(audit).toContain('session.refused')
    expect(audit + server.logged.join('')).not.toMatch(/нет-такого-имени|мимо-пароля/)
  })

  it('is slowed down after a few attempts for one name, not for others', async () => {
    const person = new TestPerson(server.app)
    for (let attempt = 0; attempt < 5; attempt++) expect((await person.login('coordinator-4', 'мимо')).status).toBe(401)
    expect(await person.login('coordinator-4', PASSWORD)).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } })
    expect((await person.login('expert-4', PASSWORD)).status).toBe(200)
  })

  it('ends with the logout', async () => {
    const person = await server.as('expert-3')
    expect((await person.get('/api/me')).status).toBe(200)
    await person.send('POST', '/api/logout')
    expect((await person.get('/api/me')).status).toBe(401)
  })
})

describe('answers', () => {
  it('may not be cached, framed or run foreign scripts', async () => {
    const { headers } = await (await server.as('municipality')).get('/api/me')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('to a bug tell a number and nothing of the inside', async () => {
    const person = await server.as('municipality')
    await server.db.updateTable('campaign').set({ settings: JSON.stringify({ draw: { graders: 'тайна' } }) }).execute()
    const answer = await person.get<{ error: string; code: string }>('/api/municipality/overview')
    await server.db.updateTable('campaign').set({ settings: JSON.stringify({}) }).execute()
    expect(answer).toMatchObject({ status: 500, body: { code: 'bug' } })
    const [, number] = /номер (\w{8})/.exec(answer.body.error) ?? []
    expect(answer.bytes.toString()).not.toMatch(/Zod|graders|stack/)
    expect(server.logged.some((line) => line.includes(number!) && line.includes('request.failed'))).toBe(true)
  })

  it('to what is malformed are words, not traces', async () => {
    const person = await server.as('coordinator-1')
    for (const [method, url, body] of [['POST', '/api/school/release', { formId: 7 }], ['GET', '/api/school/pages?state=nonsense', null]] as const) {
      const answer = method === 'GET' ? await person.get<{ error: string }>(url) : await person.send<{ error: string }>(method, url, body)
      expect(answer).toMatchObject({ status: 400, body: { code: 'bad-request' } })
      expect(answer.body.error).toMatch(/^[А-Я][а-яё .]+/)
    }
    expect(await person.get('/api/nothing')).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })

  it('say whether the server is in health', async () => {
    expect(await new TestPerson(server.app).get('/health')).toMatchObject({ status: 200, body: { status: 'ok' } })
  })
})

async function listen(login: string): Promise<{ readonly stream: Readable; readonly heard: () => number; readonly ended: Promise<void>; readonly headers: object }> {
  const { cookie } = await server.as(login)
  const response = await server.app.inject({ method: 'GET', url: '/api/events', headers: { cookie }, payloadAsStream: true })
  const stream = response.stream()
  let text = ''
  stream.on('data', (chunk: Buffer) => { text += chunk.toString() })
  const ended = new Promise<void>((resolve) => { stream.on('end', resolve) })
  return { stream, heard: () => text.split('data: {"type":"changed"}').length - 1, ended, headers: response.headers }
}

describe('a page that listens', () => {
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

  it('is told to come back later when the server goes down', async () => {
    const { ended } = await listen('chair')
    await server.app.close()
    await ended
  })
})
