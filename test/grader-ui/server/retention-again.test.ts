import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ErasureAsked, RetentionView } from '../../../grader-ui/api/retention.ts'
import { accountsOfRole } from '../../../storage/queries/setup.ts'
import { deskRevisions } from '../../../storage/queries/revisions.ts'
import { erasePictures } from '../../../workers/jobs/erase-pictures.ts'
import type { JobContext } from '../../../workers/jobs/job.ts'
import { addAnonymisedWorks, CERTIFICATE, type SchoolWork } from './harness/recheck.ts'
import type { TestPerson } from './harness/test-person.ts'
import { openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
let desk: TestPerson
let chair: TestPerson
let works: SchoolWork[]
beforeAll(async () => {
  server = await openTestServer({ schools: 1 })
  desk = await server.as('municipality')
  chair = await server.as('chair')
  works = await addAnonymisedWorks(server, { schools: [1], works: 1 })
  await server.db.updateTable('scan_file').set({ uploaded_at: '2026-02-01T09:00:00Z' }).execute()
  // Nothing of it is left to be marked.
  await server.db.updateTable('work').set({ state: 'withdrawn' }).execute()
})
afterAll(() => server.close())

const view = async () => (await desk.get<RetentionView>('/api/municipality/retention')).body
const ask = () => desk.send<{ error?: string }>('POST', '/api/municipality/retention')
const confirm = async () => (await chair.send('POST', `/api/chair/retention/${(await view()).request!.id}`, { answer: 'confirmed' })).status
const asked = async () => (await chair.get<ErasureAsked>('/api/chair/retention/asked')).body.asked
const erase = async () => erasePictures({ db: server.db, blobs: server.blobs, clock: () => new Date('2026-05-12T10:00:00Z'), log: pino({ level: 'silent' }), progress: async () => undefined, dispatch: async () => undefined } as unknown as JobContext, (await view()).request!.id)
const task = async (state: 'pending' | 'failed' | 'done') => server.db.updateTable('task').set({ state, finished_at: state === 'pending' ? null : new Date() }).execute()
/** What the chair's page listens to. */
const revision = async () => {
  const [account] = await accountsOfRole(server.db, ['chair'])
  return (await deskRevisions(server.db, [account!])).get(account!.id)
}

test('nothing is asked for while the program still makes pictures', async () => {
  for (const [kind, subject] of [['crop-work', works[0]!.id], ['twin-work', works[0]!.id], ['anonymise-work', works[0]!.id], ['open-file', (await server.db.selectFrom('scan_file').select('id').limit(1).executeTakeFirstOrThrow()).id]] as const) {
    await server.db.insertInto('task').values({ id: kind, kind, subject_id: subject, state: 'pending', run_after: new Date(), finished_at: null, lease_until: null, error: null }).execute()
    expect((await ask()).body.error).toContain('ещё обрабатывает изображения, осталось заданий: 1')
    await task('done')
  }
  expect((await view()).obstacles).toEqual([])
})

test('an erasure that failed is said to have failed, and can be asked for again; the chair’s page hears of each step', async () => {
  const heard = [await revision()]
  const step = async () => { heard.push(await revision()) }
  expect(await asked()).toBe(false)
  expect((await ask()).status).toBe(200)
  await step()
  expect(await asked()).toBe(true)
  expect(await confirm()).toBe(200)
  await step()
  expect([await asked(), (await view()).request!.state]).toEqual([false, 'erasing'])
  const page = await server.blobs.put(new TextEncoder().encode('ещё одна'))
  await server.db.insertInto('blind_page').values({ id: 'one-more', work_id: works[0]!.id, form_page: 1, sha256: page, width_px: 1, height_px: 1, certificate: JSON.stringify(CERTIFICATE) }).execute()
  await expect(erase()).rejects.toThrow('not those that were confirmed')
  await server.db.updateTable('task').set({ state: 'failed', finished_at: new Date() }).where('kind', '=', 'erase-pictures').execute()
  await step()
  expect(await view()).toMatchObject({ obstacles: [], request: { state: 'failed' } })
  expect(await server.blobs.has(page)).toBe(true)
  expect((await ask()).status).toBe(200)
  await step()
  expect([(await view()).request!.state, await confirm()]).toEqual(['waits', 200])
  await erase()
  await step()
  expect([await server.blobs.has(page), (await view()).request!.state]).toEqual([false, 'erased'])
  expect(new Set(heard).size).toBe(heard.length)
})
