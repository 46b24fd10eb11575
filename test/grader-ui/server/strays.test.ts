import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SchoolOverview } from '../../../grader-ui/api/school.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addPages, openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
let coordinator: TestPerson
beforeAll(async () => {
  server = await openTestServer({ schools: 1 })
  coordinator = await server.as('coordinator-1')
})
afterAll(() => server?.close())

it('counts the pages outside of works down to zero as a person says what they are, and up again when that is taken back', async () => {
  const [foreign, twin] = await addPages(server.db, { school: 1, pages: [{ state: 'foreign' }, { state: 'duplicate', formPage: 1 }, { state: 'discarded' }] })
  const left = async (): Promise<number> => (await coordinator.get<SchoolOverview>('/api/school/overview')).body.straysToLookAt
  const act = async (page: string | undefined, path: string, body: object = {}): Promise<void> => {
    expect((await coordinator.send('POST', `/api/school/pages/${page}/${path}`, body)).status).toBe(200)
  }
  expect(await left()).toBe(2)
  await act(foreign, 'place', { action: 'set-aside', kind: 'criteria' })
  expect(await left()).toBe(1)
  await act(twin, 'place', { action: 'discard' })
  expect(await left()).toBe(0)
  await act(foreign, 'undo')
  await act(twin, 'undo')
  expect(await left()).toBe(2)
})
