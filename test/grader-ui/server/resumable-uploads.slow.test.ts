import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { appendFile, stat } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Upload } from 'tus-js-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { UnfinishedUploads } from '../../../grader-ui/api/school.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import type { TestPerson } from './harness/test-person.ts'
import { openTestServer, type TestServer } from './harness/test-server.ts'

const OFFSETS = 100
let server: TestServer
let base: string
let school = 0
let coordinator: TestPerson
beforeAll(async () => {
  server = await openTestServer({ schools: 8 })
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
})
beforeEach(async () => { coordinator = await server.as(`coordinator-${++school}`) })
afterAll(() => server.close())

/** A scan of so many bytes that look like nothing else. */
function scanOf(seed: string, bytes = 60_000): Buffer {
  const random = seededRandom(seed)
  return Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.from(Array.from({ length: bytes }, () => random.int(256)))])
}
const files = () => server.db.selectFrom('scan_file').select(['name', 'sha256', 'size_bytes']).where('school_id', '=', `school-${school}`).orderBy('seq').execute()
const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

interface Reply { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: string }
/** One request of the protocol; `cutAfter` bytes of the body the connection breaks. */
async function speak({ method, path, headers = {}, body = Buffer.alloc(0), cutAfter, person = coordinator }: {
  method: string; path: string; headers?: Record<string, string>; body?: Buffer; cutAfter?: number; person?: TestPerson
}): Promise<Reply | null> {
  const asked = request(base + path, { method, agent: false, headers: { cookie: person.cookie, 'x-csrf-token': person.csrf, 'tus-resumable': '1.0.0', ...headers, 'content-length': String(body.length) } })
  if (cutAfter !== undefined) {
    asked.on('error', () => undefined)
    const closed = new Promise<void>((resolve) => { asked.on('close', resolve) })
    asked.write(body.subarray(0, cutAfter), () => asked.destroy())
    await closed
    return null
  }
  asked.end(body)
  const [answer] = await once(asked, 'response') as [IncomingMessage]
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part as Buffer)
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts).toString() }
}
const begin = async (bytes: Buffer, name: string): Promise<string> => {
  const answer = await speak({ method: 'POST', path: '/api/school/uploads', headers: { 'upload-length': String(bytes.length), 'upload-metadata': `filename ${Buffer.from(name).toString('base64')}` } })
  expect(answer?.status).toBe(201)
  return answer!.headers.location!
}
const arrived = async (path: string): Promise<number> => Number((await speak({ method: 'HEAD', path }))!.headers['upload-offset'])
const sendFrom = (path: string, bytes: Buffer, offset: number, cutAfter?: number) => speak({
  method: 'PATCH', path, body: bytes.subarray(offset), headers: { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }, ...(cutAfter === undefined ? {} : { cutAfter }),
})

/** As a browser goes on: the server may still be writing down what came before the cut, and then says 409, and where it stands now. */
async function goOn(path: string, bytes: Buffer, cut: number): Promise<Reply | null> {
  for (let tries = 0; ; tries++) {
    const offset = await arrived(path)
    expect(offset).toBeLessThanOrEqual(cut)
    const last = await sendFrom(path, bytes, offset)
    if (last?.status !== 409 || tries === 20) return last
  }
}

describe('an upload that is cut', () => {
  it('at any offset is no file until it has gone on to its end, and then one whole file', async () => {
    for (let i = 0; i < OFFSETS; i++) {
      const bytes = scanOf(`cut ${i}`)
      const path = await begin(bytes, `скан ${i}.pdf`)
      const cut = Math.floor((bytes.length * i) / OFFSETS)
      await sendFrom(path, bytes, 0, cut)
      expect(await files()).toHaveLength(i)
      const last = await goOn(path, bytes, cut)
      expect([last?.status, JSON.parse(last!.body)]).toEqual([200, { name: `скан ${i}.pdf`, status: 'accepted', message: expect.stringContaining('принят') as string }])
      expect((await files()).at(-1)).toMatchObject({ name: `скан ${i}.pdf`, sha256: hash(bytes), size_bytes: bytes.length })
    }
  })

  it('is listed until it is whole, and is not there for another school', async () => {
    const bytes = scanOf('listed')
    const path = await begin(bytes, '7А.pdf')
    await sendFrom(path, bytes.subarray(0, 20_000), 0)
    expect((await coordinator.get<UnfinishedUploads>('/api/school/uploads')).body.uploads).toMatchObject([{ name: '7А.pdf', sizeBytes: bytes.length, sentBytes: 20_000, arriving: true }])
    const stranger = await server.as(`coordinator-${++school}`)
    expect((await stranger.get<UnfinishedUploads>('/api/school/uploads')).body.uploads).toEqual([])
    expect((await speak({ method: 'HEAD', path, person: stranger }))?.status).toBe(404)
    expect((await speak({ method: 'DELETE', path, person: stranger }))?.status).toBe(404)
    school--
    await sendFrom(path, bytes, 20_000)
    expect((await coordinator.get<UnfinishedUploads>('/api/school/uploads')).body.uploads).toEqual([])
  })

  it('whose last answer was lost is a file for whoever asks how much has arrived', async () => {
    const bytes = scanOf('lost answer')
    const path = await begin(bytes, 'a.pdf')
    await sendFrom(path, bytes.subarray(0, 40_000), 0)
    // As if the server had gone down between the last byte and the row.
    await appendFile(join(server.uploadFolder, path.split('/').at(-1)!), bytes.subarray(40_000))
    expect(await files()).toEqual([])
    expect(await arrived(path)).toBe(bytes.length)
    expect(await files()).toMatchObject([{ sha256: hash(bytes) }])
  })
})

it('what has come whole lies on the disk once: of the upload itself only its length stays', async () => {
  const bytes = scanOf('once on the disk')
  const path = await begin(bytes, 'a.pdf')
  await sendFrom(path, bytes, 0)
  const { size, blocks } = await stat(join(server.uploadFolder, path.split('/').at(-1)!))
  expect([size, blocks * 512 < 8192]).toEqual([bytes.length, true])
  // Asked again, it has still all arrived, and nothing is taken in twice.
  expect(await Promise.all([arrived(path), arrived(path)])).toEqual([bytes.length, bytes.length])
  expect(await files()).toMatchObject([{ sha256: hash(bytes) }])
  expect((await server.blobs.get(hash(bytes)))?.length).toBe(bytes.length)
})

it('the same file sent ten times at once is one file', async () => {
  const bytes = scanOf('ten times')
  const answers = await Promise.all(Array.from({ length: 10 }, () => new Promise<string>((resolve, reject) => {
    new Upload(bytes, {
      endpoint: `${base}/api/school/uploads`, chunkSize: 25_000, metadata: { filename: 'a.pdf' }, headers: { cookie: coordinator.cookie, 'x-csrf-token': coordinator.csrf },
      onError: reject, onSuccess: ({ lastResponse }) => { resolve((JSON.parse(lastResponse.getBody()) as { status: string }).status) },
    }).start()
  })))
  expect(answers.sort()).toEqual(['accepted', ...Array.from({ length: 9 }, () => 'already-here')])
  expect(await files()).toHaveLength(1)
})

it('what is too large, is no scan, or lacks the page’s token is refused', async () => {
  expect((await speak({ method: 'POST', path: '/api/school/uploads', headers: { 'upload-length': '900000' } }))?.status).toBe(413)
  const garbage = Buffer.from('MZ this is a program')
  const answer = await sendFrom(await begin(garbage, 'virus.pdf'), garbage, 0)
  expect(JSON.parse(answer!.body)).toMatchObject({ status: 'refused', message: expect.stringMatching(/не PDF/) as string })
  expect((await speak({ method: 'POST', path: '/api/school/uploads', headers: { 'upload-length': '10', 'x-csrf-token': 'wrong' } }))?.status).toBe(403)
  expect(await files()).toEqual([])
})
