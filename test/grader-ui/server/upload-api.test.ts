import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
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
    const api = await (await fetch(`${base}/api/v1/openapi.json`)).json() as { paths: Record<string, Record<string, { summary?: string; requestBody?: { content: Record<string, { schema: unknown }> } }>>; servers: unknown }
    expect(Object.keys(api.paths).sort()).toEqual(['/api/v1/files', '/api/v1/results-forms', '/api/v1/uploads', '/api/v1/uploads/{id}'])
    const page = await fetch(`${base}/api/v1/docs`)
    expect(page.headers.get('content-type')).toContain('text/html')
    const html = await page.text()
    expect(html).toContain('Authorization: Bearer КЛЮЧ')
    for (const path of Object.keys(api.paths)) expect(html).toContain(path)
    // Every address says what it is for, and a generated client knows in which field the file goes.
    for (const methods of Object.values(api.paths)) for (const method of Object.values(methods)) expect(method.summary).toMatch(/[а-я]/)
    for (const path of ['/api/v1/files', '/api/v1/results-forms']) expect(api.paths[path]!['post']!.requestBody?.content['multipart/form-data']?.schema).toMatchObject({ required: ['file'], properties: { file: { format: 'binary' } } })
    expect(api.servers).toEqual([{ url: 'http://localhost' }])
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

  it('takes folders inside of it where that is wanted, puts files away with their folders, and leaves what the system put there', async () => {
    await mkdir(join(folder, '7Б'))
    for (const [name, text] of [['7Б/скан 1.pdf', '7Б'], ['7Б/Thumbs.db', 'system'], ['скан 1.pdf', '7А']] as const) await writeFile(join(folder, name), scan(text))
    await writeFile(join(folder, '7Б', 'письмо.txt'), 'not a scan')
    const told: SentFile[] = []
    await sendNewFiles({ folder, server: base, key, seen: new Map(), tell: (file) => { told.push(file) }, settled: true, withFolders: true })
    expect(told.map(({ name, status }) => [name, status])).toEqual([['7Б › письмо.txt', 'refused'], ['7Б › скан 1.pdf', 'accepted'], ['скан 1.pdf', 'accepted']])
    expect((await files()).map(({ name }) => name)).toEqual(['7Б › скан 1.pdf', 'скан 1.pdf'])
    expect([await readdir(join(folder, 'отправлено', '7Б')), await readdir(join(folder, '7Б')), (await readdir(join(folder, 'не принято', '7Б'))).sort()]).toEqual([['скан 1.pdf'], ['Thumbs.db'], ['письмо.txt', 'письмо.txt.txt']])
    await rm(folder, { recursive: true })
  })

  it('says in words when the server is away, and keeps the file', async () => {
    const gone = createServer()
    await new Promise<void>((resolve) => { gone.listen(0, '127.0.0.1', resolve) })
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => { gone.close(resolve) })
    await writeFile(join(folder, 'a.csv'), 'Код участника')
    const told: SentFile[] = []
    await sendNewFiles({ folder, server: `http://127.0.0.1:${port}`, key, seen: new Map(), tell: (file) => { told.push(file) }, settled: true })
    expect(told).toEqual([{ name: 'a.csv', status: 'waits', message: 'сервер не отвечает (ECONNREFUSED), файл будет отправлен позже. Проверьте адрес сервера и связь.' }])
    expect(await readdir(folder)).toEqual(['a.csv'])
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
