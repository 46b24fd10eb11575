import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ExpertQueue } from '../../../grader-ui/api/expert.ts'
import type { QualityView } from '../../../grader-ui/api/quality.ts'
import { newId } from '../../../storage/new-id.ts'
import { drawPublicly } from './harness/public-draw.ts'
import { addAnonymisedWorks } from './harness/recheck.ts'
import type { TestPerson } from './harness/test-person.ts'
import { FORM, openTestServer, type TestServer } from './harness/test-server.ts'

// The server's clock stands at 9:00.
const [BEFORE, DEADLINE, AFTER, LATER] = ['2026-05-12T07:59:00.000Z', '2026-05-12T08:00:00.000Z', '2026-05-12T08:01:00.000Z', '2026-05-12T20:00:00.000Z']
let server: TestServer
let chair: TestPerson
let expert: TestPerson
let cipher: string

beforeAll(async () => {
  server = await openTestServer({ schools: 5 })
  await addAnonymisedWorks(server, { schools: [1, 2, 3, 4, 5], works: 2 })
  chair = await server.as('chair')
  expert = await server.as('expert-1')
  expect((await drawPublicly(await server.as('municipality'))).status).toBe(200)
  cipher = (await queue()).batches[0]!.works[0]!.cipher
})
afterAll(() => server.close())

const queue = async () => (await expert.get<ExpertQueue>('/api/expert/queue')).body
const setDeadline = async (deadline: string) => {
  const { rules } = (await chair.get<QualityView>('/api/chair/quality')).body
  expect((await chair.send('PUT', '/api/chair/quality/rules', { ...rules, deadline })).status).toBe(200)
}
const give = (task: string, score: string, madeAt?: string, key = newId()) =>
  expert.send<{ code?: string; error?: string }>('PUT', `/api/expert/works/${cipher}/scores`, { key, task, score, ...(madeAt ? { madeAt } : {}) })

test('after the deadline no score is taken but one typed before it on a device without network, and that is told apart', async () => {
  const early = newId()
  expect((await give('1', '1', BEFORE, early)).status).toBe(200)
  await setDeadline(DEADLINE)
  expect(await queue()).toMatchObject({ deadline: DEADLINE, overdue: true })

  for (const madeAt of [undefined, AFTER, LATER]) expect((await give('2', '2', madeAt)).body).toMatchObject({ code: 'too-late', error: expect.stringContaining('продлить') as string })
  expect((await give('2', '2', BEFORE)).status).toBe(200)
  // What had come in time is not lost because its answer was.
  expect((await give('1', '1', BEFORE, early)).status).toBe(200)

  const rows = await server.db.selectFrom('grade').select(['task', 'made_at']).orderBy('seq').execute()
  expect(rows).toEqual([{ task: '1', made_at: null }, { task: '2', made_at: new Date(BEFORE) }])
  const events = await server.db.selectFrom('audit_event').select('body').where('body', 'like', '%grade.given%').orderBy('seq').execute()
  expect(events.map(({ body }) => (JSON.parse(body) as { typed?: string }).typed)).toEqual([undefined, BEFORE])
  expect((await chair.get<QualityView>('/api/chair/quality')).body.forms[0]!.late).toEqual([{ name: 'Имя expert-1', scores: 1 }])
})

test('the chair extends it and marking goes on; what is complete can be handed in after it', async () => {
  await setDeadline(LATER)
  expect((await queue()).overdue).toBe(false)
  expect((await give('3', '7')).status).toBe(200)
  await setDeadline(DEADLINE)
  expect((await give('3', '8')).body.code).toBe('too-late')
  expect((await expert.send(`POST`, `/api/expert/batches/${FORM.id}/submit`)).body).toMatchObject({ submitted: 1 })
})
