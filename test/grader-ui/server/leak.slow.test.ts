import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ExpertQueue, ExpertWork } from '../../../grader-ui/api/expert.ts'
import { newId } from '../../../storage/new-id.ts'
import { anyOf } from '../../harness/find-any.ts'
import { drawPublicly } from './harness/public-draw.ts'
import { decoded, openRealPages } from './harness/real-pages.ts'
import { addAnonymisedWorks, type SchoolWork } from './harness/recheck.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addDoubt, FORM, openTestServer, schoolName, type TestServer } from './harness/test-server.ts'

const SCHOOLS = [1, 2, 3, 4, 5]
/** 20 works in CI; by hand `SVERKA_LEAK_WORKS=1000 npx vitest run --project slow test/grader-ui/server/leak.slow.test.ts`. */
const WORKS_A_SCHOOL = Math.ceil(Number(process.env['SVERKA_LEAK_WORKS'] ?? 20) / SCHOOLS.length)
const LONG_MS = 120_000 + WORKS_A_SCHOOL * SCHOOLS.length * 30_000
/** Stands in the database where originals stand, and nowhere else in the world. */
const ORIGINAL_SCORE = 'ПОДЛИННЫЙ-БАЛЛ-4711'
/** Ids, ciphers and the length of an answer: among thousands of them, some hold five digits that are somebody's code by chance. */
const BY_CHANCE = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])|"content-length":"?\d+"?/g
/** The attack on the pages before only shows what it can do: so many tell. */
const NAKED_PAGES = 100
let server: TestServer
let works: SchoolWork[]
let real: Awaited<ReturnType<typeof openRealPages>>
/** Whose page an image is, by its hash: known to the test alone. Pages on which nobody wrote come out alike to the byte. */
const codesOf = new Map<string, { codes: string[]; formPage: number }>()
const naked = { pages: 0, codes: 0, scores: 0 }
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const experts: TestPerson[] = []

beforeAll(async () => {
  server = await openTestServer({ schools: SCHOOLS.length })
  real = await openRealPages()
  works = await addAnonymisedWorks(server, { schools: SCHOOLS, works: WORKS_A_SCHOOL, pictures: async ({ code, school }) => {
    const pages = await real.make({ code, seed: `leak ${school} ${code}` })
    for (const [index, { scan, blind }] of pages.entries()) {
      codesOf.set(hashOf(blind), { codes: [...codesOf.get(hashOf(blind))?.codes ?? [], code], formPage: index + 1 })
      // The same attack on the page before: it would find what is there.
      if (naked.pages >= NAKED_PAGES) continue
      const before = await real.attack(scan, { formPage: index + 1, code })
      naked.pages++
      if (before.code) naked.codes++
      naked.scores += before.scores
    }
    return pages.map((page) => page.blind)
  } })
  for (const work of works) {
    const { pages } = { pages: await server.db.selectFrom('page').select('id').where('work_id', '=', work.id).execute() }
    for (const field of ['total', 'mark'] as const) {
      await server.db.insertInto('work_value').values({ id: newId(), work_id: work.id, page_id: pages[0]!.id, field, task: null, box: null, value: ORIGINAL_SCORE, source: 'scan', account_id: null }).execute()
    }
    await server.db.insertInto('work_value').values({ id: newId(), work_id: work.id, page_id: pages[0]!.id, field: 'score', task: '1', box: 0, value: ORIGINAL_SCORE, source: 'scan', account_id: null }).execute()
    await addDoubt(server.db, { school: work.school, pageId: pages[0]!.id, workId: work.id, kind: 'total', value: ORIGINAL_SCORE })
  }
  const municipality = await server.as('municipality')
  expect((await drawPublicly(municipality)).status).toBe(200)
  for (const school of SCHOOLS) experts.push(await server.as(`expert-${school}`))
}, LONG_MS)
afterAll(() => server.close())

/** Everything an expert can press, and some things he cannot. */
async function liveThrough(person: TestPerson, other: SchoolWork): Promise<void> {
  await person.get('/api/me')
  for (let round = 0; round < 2; round++) {
    const { body } = await person.get<ExpertQueue>('/api/expert/queue')
    for (const { cipher, state } of body.batches.flatMap((batch) => batch.works)) {
      const work = (await person.get<ExpertWork>(`/api/expert/works/${cipher}`)).body
      for (const page of work.pages) await person.get(page.imageUrl)
      if (state === 'submitted') continue
      for (const [index, task] of work.tasks.entries()) {
        await person.send('PUT', `/api/expert/works/${cipher}/scores`, { key: newId(), task: task.id, score: '99' })
        await person.send('PUT', `/api/expert/works/${cipher}/scores`, { key: newId(), task: task.id, score: String((index + cipher.charCodeAt(3)) % (task.maxScore + 1)) })
      }
      await person.send('POST', `/api/expert/works/${cipher}/flags`, { kind: 'unreadable', note: '' })
      await person.send('POST', `/api/expert/works/${cipher}/submit`)
    }
  }
  for (const url of [`/api/expert/works/${other.cipher}`, `/api/expert/pages/${other.blindPages[0]}`, '/api/school/overview', '/api/chair/protocols', '/api/municipality/overview', '/api/municipality/audit', `/api/school/pages/${other.blindPages[0]}/image`, '/api/nothing', '/health']) {
    await person.get(url)
  }
  await person.send('POST', '/api/expert/works/x/submit', { broken: true })
}

it('no byte that an expert receives over a campaign says school, participant, file or original score', async () => {
  for (const person of experts) {
    const queue = (await person.get<ExpertQueue>('/api/expert/queue')).body.batches.flatMap((batch) => batch.works)
    await liveThrough(person, works.find((work) => !queue.some((one) => one.cipher === work.cipher))!)
  }
  const files = (await server.db.selectFrom('scan_file').selectAll().execute()).flatMap((file) => [file.name, file.id, file.sha256])
  const pages = (await server.db.selectFrom('page').select('id').execute()).map((page) => page.id)
  const secrets = [
    ...SCHOOLS.map(schoolName), ...SCHOOLS.map((school) => `school-${school}`), ...SCHOOLS.map((school) => `coordinator-${school}`),
    ...works.map((work) => work.id), ...files, ...pages, ORIGINAL_SCORE, 'утечка', 'participant', 'schoolId', 'school_id',
  ]
  const secretIn = anyOf(secrets), codeIn = anyOf(works.map((work) => work.code))
  expect(secrets.map((secret) => secretIn(`… ${secret} …`))).not.toContain(null)
  const received = experts.flatMap((person) => person.received)
  expect(received.length).toBeGreaterThan(200)
  expect(received.filter((one) => one.headers.includes('image/jpeg')).length).toBeGreaterThan(30)
  for (const { url, headers, bytes } of received) {
    if (headers.includes('image/jpeg')) continue
    const texts = [bytes.toString('utf8'), bytes.toString('utf16le'), bytes.toString('latin1'), headers, decodeURIComponent(headers.replace(/%(?![0-9a-fA-F]{2})/g, '%25'))]
    for (const text of new Set(texts)) {
      const secret = secretIn(text) ?? codeIn(text.replace(BY_CHANCE, ''))
      if (secret !== null) expect.fail(`${url} says ${secret}`)
    }
  }
}, LONG_MS)

it('no picture shows a code or a score to a reader that finds them on the pages before, and none holds a name in its bytes', async () => {
  expect(naked.codes / naked.pages).toBeGreaterThan(0.4)
  expect(naked.scores / naked.pages).toBeGreaterThan(3)
  const pictures = new Map(experts.flatMap((person) => person.received).filter((one) => one.headers.includes('image/jpeg')).map(({ bytes }) => [hashOf(bytes), bytes]))
  const names = [...SCHOOLS.map(schoolName), ORIGINAL_SCORE, 'coordinator', 'school', 'Exif', 'http', 'JFIF\0\x01\x02']
  const found = { codes: 0, scores: 0, names: 0 }
  for (const [hash, bytes] of pictures) {
    const image = await decoded(bytes), { codes, formPage } = codesOf.get(hash)!
    for (const code of codes) {
      const seen = await real.attack(image, { formPage, code })
      if (seen.code) found.codes++
      found.scores += seen.scores
    }
    const text = bytes.toString('latin1') + bytes.toString('utf8')
    if (names.some((name) => text.includes(name))) found.names++
  }
  console.log(`${pictures.size} pictures of ${works.length} works: ${found.codes} codes, ${found.scores} scores, ${found.names} names; on the pages before: ${naked.codes} codes and ${naked.scores} scores on ${naked.pages} pages`)
  expect([...pictures.keys()].flatMap((hash) => codesOf.get(hash)!.codes)).toHaveLength(works.length * FORM.pages.length)
  expect(found).toEqual({ codes: 0, scores: 0, names: 0 })
}, LONG_MS)

it('pictures carry pixels only: no EXIF, XMP, profile, comment or byte behind the end', () => {
  const images = experts.flatMap((person) => person.received).filter((one) => one.headers.includes('image/jpeg'))
  for (const { bytes } of images) {
    expect(markersOf(bytes).filter((marker) => marker === 0xfe || (marker > 0xe0 && marker <= 0xef))).toEqual([])
    expect([...bytes.subarray(-2)]).toEqual([0xff, 0xd9])
  }
})

it('answers about works carry no validators, dates of change, counters or names of software', () => {
  for (const { url, headers } of experts.flatMap((person) => person.received).filter((one) => one.url.startsWith('/api/expert/'))) {
    const names = Object.keys(JSON.parse(headers) as object)
    expect(names.filter((name) => ['etag', 'last-modified', 'age', 'content-disposition', 'server', 'x-powered-by', 'server-timing', 'x-response-time'].includes(name)), url).toEqual([])
  }
})

it('the order of a queue follows neither the schools nor the uploads', async () => {
  const rows = await server.db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').select(['a.expert_id', 'w.school_id', 'w.id']).where('a.round', '<', 3).orderBy('a.expert_id').orderBy('a.place').execute()
  const orders = SCHOOLS.map((school) => rows.filter((row) => row.expert_id === `expert-${school}`))
  const isSorted = (keys: readonly string[]): boolean => keys.every((key, index) => index === 0 || keys[index - 1]! <= key)
  expect(orders.filter((order) => isSorted(order.map((row) => row.school_id))).length).toBeLessThan(3)
  expect(orders.filter((order) => isSorted(order.map((row) => row.id))).length).toBeLessThan(3)
})

function markersOf(jpeg: Buffer): number[] {
  const markers: number[] = []
  for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2)) markers.push(jpeg[at + 1]!)
  return markers
}
