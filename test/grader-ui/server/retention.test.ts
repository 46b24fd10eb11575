import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RetentionView } from '../../../grader-ui/api/retention.ts'
import { erasePictures } from '../../../workers/jobs/erase-pictures.ts'
import type { JobContext } from '../../../workers/jobs/job.ts'
import { drawPublicly } from './harness/public-draw.ts'
import { addAnonymisedWorks } from './harness/recheck.ts'
import type { TestPerson } from './harness/test-person.ts'
import { openTestServer, type TestServer } from './harness/test-server.ts'

// The server's clock stands at 9:00 on 12 May 2026; pictures are kept for 90 days.
const [LONG_AGO, LATELY] = ['2026-02-01T09:00:00Z', '2026-02-12T09:00:00Z']
let server: TestServer
let desk: TestPerson
let chair: TestPerson
beforeAll(async () => {
  server = await openTestServer({ schools: 5, settings: { draw: { leastOtherSchools: 1 } } })
  desk = await server.as('municipality')
  chair = await server.as('chair')
  await addAnonymisedWorks(server, { schools: [1, 2, 3, 4, 5], works: 1, twins: true })
  const scan = await server.blobs.put(new TextEncoder().encode('скан'))
  await server.db.updateTable('page').set({ image_sha256: scan }).where('form_page', '=', 1).execute()
})
afterAll(() => server.close())

const uploadedAt = (at: string) => server.db.updateTable('scan_file').set({ uploaded_at: at }).execute()
const oneWork = () => server.db.selectFrom('work').select('id').orderBy('id').limit(1).executeTakeFirstOrThrow()
const view = async () => (await desk.get<RetentionView>('/api/municipality/retention')).body
const ask = () => desk.send<{ error?: string }>('POST', '/api/municipality/retention')
const say = (id: string, answer: string) => chair.send<{ error?: string }>('POST', `/api/chair/retention/${id}`, { answer })
const events = async () => (await server.db.selectFrom('audit_event').select('body').orderBy('seq').execute()).map(({ body }) => (JSON.parse(body) as { type: string }).type)
const rowsOf = async () => (await Promise.all((['scan_file', 'page', 'blind_page', 'work', 'page_reading', 'assignment'] as const).map((table) => server.db.selectFrom(table).select((is) => is.fn.countAll<string>().as('n')).executeTakeFirstOrThrow()))).map((row) => row.n)
/** The pictures that are in the store: blind pages, their twins and one page. */
const names = async (): Promise<string[]> => [...new Set([
  ...(await server.db.selectFrom('blind_page').select('sha256').execute()).map((row) => row.sha256), ...(await server.db.selectFrom('page_twin').select('sha256').execute()).map((row) => row.sha256),
  ...(await server.db.selectFrom('page').select('image_sha256').where('image_sha256', 'is not', null).execute()).map((row) => row.image_sha256!),
])]
const inStore = async () => (await Promise.all((await names()).map((name) => server.blobs.has(name)))).filter(Boolean).length
/** The job as a worker runs it. */
const erase = (id: string) => erasePictures({ db: server.db, blobs: server.blobs, clock: () => new Date('2026-05-12T10:00:00Z'), log: pino({ level: 'silent' }), progress: async () => undefined, dispatch: async () => undefined } as unknown as JobContext, id)

describe('pictures after their time', () => {
  test('are kept until the last scan is old enough, every work is marked and every protocol signed; the database itself refuses too', async () => {
    await uploadedAt(LATELY)
    expect((await view()).obstacles).toEqual([expect.stringContaining('13 мая 2026'), expect.stringContaining('не розданы экспертам работы: 5')])
    expect((await ask()).body.error).toContain('раньше удалить нельзя')
    await expect(server.db.insertInto('erasure_request').values({ id: 'early', campaign_id: 'campaign', pictures: 1, list_sha256: 'a'.repeat(64), asked_by: 'municipality', asked_at: new Date('2026-05-12T09:00:00Z') }).execute()).rejects.toThrow('until their time is over')
    await uploadedAt(LONG_AGO)
    expect((await ask()).body.error).toContain('не розданы экспертам')
    expect((await drawPublicly(desk)).status).toBe(200)
    expect((await view()).obstacles).toEqual([expect.stringContaining('Ещё не проверено работ: 5')])
    await server.db.updateTable('assignment').set({ state: 'submitted', submitted_at: new Date() }).execute()
    // Two experts differ and the third, for whom nobody can be found, is still missing; then they agree.
    const pair = await server.db.selectFrom('assignment').select('id').where('work_id', '=', (await oneWork()).id).orderBy('round').execute()
    const score = (index: number, given: string) => server.db.insertInto('grade').values({ id: `grade-${index}-${given}`, assignment_id: pair[index]!.id, task: '2', score: given, key: `key-${index}-${given}`, at: new Date() }).execute()
    await score(0, '0')
    await score(1, '2')
    expect((await view()).obstacles).toEqual([expect.stringContaining('третьего эксперта ещё нет у работ: 1')])
    await score(1, '0')
    expect((await view()).obstacles).toEqual([])
    // A work that is neither handed over nor drawn is not marked either.
    await server.db.updateTable('assignment').set({ state: 'withdrawn', submitted_at: null }).where('work_id', '=', (await oneWork()).id).execute()
    expect((await view()).obstacles).toEqual([expect.stringContaining('не розданы экспертам работы: 1')])
    await server.db.updateTable('work').set({ state: 'staged' }).where('id', '=', (await oneWork()).id).execute()
    expect((await view()).obstacles).toEqual([expect.stringContaining('ещё не передали работ: 1')])
    await server.db.updateTable('work').set({ state: 'withdrawn' }).where('id', '=', (await oneWork()).id).execute()
    expect(await view()).toMatchObject({ obstacles: [], days: 90, pictures: { scans: 5, pages: 1, blind: (await names()).length - 1, crops: 0 }, request: null })
  })

  test('go only when the chair says yes to what the coordinator asked, and no other desk has a word in it', async () => {
    expect((await ask()).status).toBe(200)
    expect((await ask()).body.error).toContain('уже запрошено')
    const { request } = await view()
    expect(request).toMatchObject({ state: 'waits', pictures: 5 + (await names()).length })
    for (const other of ['coordinator-1', 'expert-1']) expect((await (await server.as(other)).send('POST', `/api/chair/retention/${request!.id}`, { answer: 'confirmed' })).status).toBe(403)
    expect((await desk.send('POST', `/api/chair/retention/${request!.id}`, { answer: 'confirmed' })).status).toBe(403)
    await expect(server.db.insertInto('erasure_answer').values({ request_id: request!.id, answer: 'confirmed', account_id: 'municipality', at: new Date() }).execute()).rejects.toThrow('two people')
    await erase(request!.id)
    const all = (await names()).length
    expect([all > 7, await inStore()]).toEqual([true, all])
    expect((await say(request!.id, 'refused')).status).toBe(200)
    await erase(request!.id)
    expect([await inStore(), (await view()).request!.state]).toEqual([all, 'refused'])
  })

  test('are gone from the store afterwards, all rows and the log stay, and a second run changes nothing', async () => {
    expect((await ask()).status).toBe(200)
    const id = (await view()).request!.id
    const before = await rowsOf()
    expect((await say(id, 'confirmed')).status).toBe(200)
    expect((await say(id, 'confirmed')).body.error).toContain('уже ответили')
    expect((await view()).request!.state).toBe('erasing')
    expect(await server.db.selectFrom('task').select('subject_id').where('kind', '=', 'erase-pictures').execute()).toEqual([{ subject_id: id }])
    await erase(id)
    await erase(id)
    expect([await inStore(), await rowsOf()]).toEqual([0, before])
    expect((await view()).obstacles).toEqual([expect.stringContaining('удалены 12 мая 2026')])
    expect((await ask()).status).toBe(409)
    expect((await events()).filter((type) => type.startsWith('erasure.') || type === 'pictures.erased')).toEqual(['erasure.asked', 'erasure.refused', 'erasure.asked', 'erasure.confirmed', 'pictures.erased'])
  })

  test('a page whose picture is gone is told in words', async () => {
    const page = await server.db.selectFrom('page as p').innerJoin('scan_file as f', 'f.id', 'p.file_id').select('p.id').where('f.school_id', '=', 'school-1').where('p.image_sha256', 'is not', null).executeTakeFirstOrThrow()
    expect((await (await server.as('coordinator-1')).get(`/api/school/pages/${page.id}/image`)).status).toBe(404)
  })
})
