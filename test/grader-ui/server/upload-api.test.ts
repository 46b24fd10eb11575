import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ApiKeys } from '../../../grader-ui/api/school-papers.ts'
import { writeResultsForm } from '../../../pipeline/results-form/write-results-form.ts'
import { sendNewFiles, type SentFile } from '../../../workers/watch-folder.ts'
import type { TestPerson } from './harness/test-person.ts'
import { FORM, openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
let base: string
let school = 0
let coordinator: TestPerson
let key: string
let folder: string
beforeAll(async () => {
  server = await openTestServer({ schools: 10 })
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
})
beforeEach(async () => {
  coordinator = await server.as(`coordinator-${++school}`)
  key = (await coordinator.send<{ key: string }>('POST', '/api/school/keys', { name: 'Сканер в кабинете 12' })).body.key
  folder = await mkdtemp(join(tmpdir(), 'sverka-watch-'))
})
afterAll(() => server.close())

const scan = (text: string): Buffer => Buffer.from(`%PDF-1.4\n% ${text}\n`)
const files = async () => (await server.db.selectFrom('scan_file').select(['name', 'uploaded_by']).where('school_id', '=', `school-${school}`).orderBy('seq').execute())
const send = (bytes: Buffer, name: string, withKey = key) => {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(bytes)]), name)
  return fetch(`${base}/api/v1/files`, { method: 'POST', headers: { authorization: `Bearer ${withKey}` }, body: form })
}

describe('the upload API', () => {
  it('takes scans and results forms for the key’s school, without a login', async () => {
    const answer = await send(scan('a'), '7А.pdf')
    expect([answer.status, await answer.json()]).toEqual([200, { files: [{ name: '7А.pdf', status: 'accepted', message: expect.any(String) as string }] }])
    expect(await files()).toEqual([{ name: '7А.pdf', uploaded_by: `coordinator-${school}` }])
    const status = await (await fetch(`${base}/api/v1/files`, { headers: { authorization: `Bearer ${key}` } })).json()
    expect(status).toMatchObject({ files: [{ name: '7А.pdf', state: 'waiting', pagesDone: 0 }] })
  })

  it('refuses a wrong key and a revoked one, and a key opens nothing but uploads', async () => {
    expect((await send(scan('b'), 'b.pdf', 'wrong')).status).toBe(401)
    expect((await fetch(`${base}/api/school/overview`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(401)
    const { keys } = (await coordinator.get<ApiKeys>('/api/school/keys')).body
    expect(JSON.stringify(keys)).not.toContain(key)
    await coordinator.send('DELETE', `/api/school/keys/${keys[0]!.id}`)
    expect((await send(scan('b'), 'b.pdf')).status).toBe(401)
    expect(await files()).toEqual([])
  })

  it('describes itself for programs and for people, with every address that it has', async () => {
    const api = await (await fetch(`${base}/api/v1/openapi.json`)).json() as { openapi: string; paths: Record<string, unknown> }
    expect(Object.keys(api.paths).sort()).toEqual(['/api/v1/files', '/api/v1/results-forms', '/api/v1/uploads', '/api/v1/uploads/{id}'])
    const page = await fetch(`${base}/api/v1/docs`)
    expect(page.headers.get('content-type')).toContain('text/html')
    const html = await page.text()
    expect(html).toContain('Authorization: Bearer КЛЮЧ')
    for (const path of Object.keys(api.paths)) expect(html).toContain(path)
  })
})

describe('a watched folder', () => {
  const look = async (seen: Map<string, { sizeBytes: number; changedAt: number }>, to = base): Promise<SentFile[]> => {
    const told: SentFile[] = []
    await sendNewFiles({ folder, server: to, key, seen, tell: (file) => { told.push(file) } })
    return told
  }

  it('sends what has come to rest, moves it away, and names what was refused', async () => {
    const seen = new Map()
    await writeFile(join(folder, '7А.pdf'), scan('7А'))
    await writeFile(join(folder, 'заметки.doc'), 'not a scan')
    await writeFile(join(folder, 'физика.xlsx'), await writeResultsForm({ tasks: FORM.tasks, rows: [{ code: '70001', variant: '1', scores: { 1: '1', 2: '2', 3: '9' }, total: '12', classNumber: '1', journalMark: '5' }] }))
    expect(await look(seen)).toEqual([])
    await writeFile(join(folder, '7А.pdf'), scan('7А and one page more'))
    expect((await look(seen)).map(({ name, status }) => [name, status])).toEqual([['заметки.doc', 'refused'], ['физика.xlsx', 'accepted']])
    expect((await look(seen)).map(({ name, status }) => [name, status])).toEqual([['7А.pdf', 'accepted']])
    expect(await files()).toMatchObject([{ name: '7А.pdf' }])
    expect((await readdir(join(folder, 'отправлено'))).sort()).toEqual(['7А.pdf', 'физика.xlsx'])
    expect(String(await readFile(join(folder, 'не принято', 'заметки.doc.txt')))).toMatch(/не PDF/)
    // The scanner gives the next stack the same name.
    await writeFile(join(folder, '7А.pdf'), scan('another stack'))
    await look(seen)
    await look(seen)
    expect((await readdir(join(folder, 'отправлено'))).sort()).toEqual(['7А (2).pdf', '7А.pdf', 'физика.xlsx'])
    await rm(folder, { recursive: true })
  })

  it('keeps a file when the key is not taken, and takes no file of a subfolder', async () => {
    const seen = new Map()
    await mkdir(join(folder, 'архив'))
    await writeFile(join(folder, 'архив', 'x.pdf'), scan('x'))
    await writeFile(join(folder, 'a.pdf'), scan('a'))
    await look(seen)
    key = 'wrong'
    expect(await look(seen)).toMatchObject([{ name: 'a.pdf', status: 'waits', message: expect.stringMatching(/Ключ не подходит/) as string }])
    expect((await readdir(folder)).filter((name) => !name.startsWith('.')).sort()).toEqual(['a.pdf', 'архив'])
    await rm(folder, { recursive: true })
  })
})
