import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DoubtList, UploadAnswer } from '../../../grader-ui/api/school.ts'
import type { Papers, Verification } from '../../../grader-ui/api/school-papers.ts'
import { readResultsForm } from '../../../pipeline/results-form/read-results-form.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addResultsForm, addWork, FORM, openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
let school = 0
let coordinator: TestPerson
beforeAll(async () => { server = await openTestServer({ schools: 10 }) })
beforeEach(async () => { coordinator = await server.as(`coordinator-${++school}`) })
afterAll(() => server.close())

describe('papers that go with the works', () => {
  const add = (query: string, name: string, content: string | Buffer) => coordinator.upload<UploadAnswer & { code?: string }>(`/api/school/papers?${query}`, [{ field: 'file', name, content }])

  it('are kept as they are, by kind and variant, and can be had back and withdrawn by the own school only', async () => {
    const criteria = Buffer.from('%PDF-1.4\n% criteria\n')
    expect((await add(`kind=criteria&form=${FORM.id}&variant=1`, 'критерии 1.pdf', criteria)).body.files).toMatchObject([{ status: 'accepted' }])
    await add('kind=audio', 'устная часть.mp3', Buffer.from('ID3\u0003 and sound'))
    const { papers } = (await coordinator.get<Papers>('/api/school/papers')).body
    expect(papers).toMatchObject([{ kind: 'criteria', formId: FORM.id, variant: '1', name: 'критерии 1.pdf' }, { kind: 'audio', formId: null, name: 'устная часть.mp3' }])
    const file = await coordinator.get(papers[0]!.url)
    expect(file.bytes).toEqual(criteria)
    expect(file.headers['content-disposition']).toContain(encodeURIComponent('критерии 1.pdf'))
    const stranger = await server.as(`coordinator-${++school}`)
    expect((await stranger.get(papers[0]!.url)).status).toBe(404)
    expect((await stranger.send('DELETE', papers[0]!.url)).status).toBe(404)
    await coordinator.send('DELETE', papers[0]!.url)
    expect((await coordinator.get(papers[0]!.url)).status).toBe(404)
  })

  it('are refused in words when they are no such paper', async () => {
    expect((await add(`kind=criteria&form=${FORM.id}`, 'a.pdf', 'MZ')).body.files[0]).toMatchObject({ status: 'refused', message: expect.stringContaining('PDF') as string })
    expect((await add('kind=audio', 'a.mp3', '%PDF-1.4')).body.files[0]).toMatchObject({ status: 'refused', message: expect.stringContaining('MP3') as string })
    expect((await add('kind=criteria', 'a.pdf', '%PDF-1.4')).body.code).toBe('no-form')
  })
})

it('what stands on the paper comes out as the results form that schools fill in, and is read back the same', async () => {
  await addResultsForm(server.db, { school, codes: ['70001'] })
  await addWork(server.db, { school, code: '70001', scores: { 1: 'X', 2: '2', 3: '9' }, total: '11', mark: '5' })
  const answer = await coordinator.get(`/api/school/results-form?form=${FORM.id}`)
  expect(answer.headers['content-disposition']).toContain('.xlsx')
  const read = await readResultsForm({ bytes: new Uint8Array(answer.bytes) })
  expect(read.ok && read.value.rows).toMatchObject([{ code: '70001', variant: '1', scores: { 1: 'X', 2: '2', 3: '9' }, total: '11' }])
})

describe('the second, blind entry', () => {
  const next = async (): Promise<Verification> => (await coordinator.get<Verification>('/api/school/verification')).body

  it('never says what was read, counts agreement, and makes a question of every difference', async () => {
    const read = { 1: '1', 2: '2', 3: '9' } as Record<string, string>
    const work = await addWork(server.db, { school, code: '70001', scores: read, total: '12' })
    const first = await next()
    expect(first).toMatchObject({ automatic: 4, rate: null, next: { imageUrl: `/api/school/pages/${work.pages[0]}/image` } })
    expect(Object.keys(first.next!)).not.toContain('value')
    let rate: Verification['rate'] = null
    for (let view = first; view.next;) {
      const { pageId, field, task, box } = view.next
      const value = task === '3' ? '7' : task === null ? '12' : read[task]!
      const answered = await coordinator.send<Verification>('POST', '/api/school/verification', { pageId, field, task, box, value })
      expect(answered.status).toBe(200)
      expect((await coordinator.send('POST', '/api/school/verification', { pageId, field, task, box, value })).status).toBe(409)
      view = answered.body
      rate = view.rate
    }
    expect(rate).toMatchObject({ checked: 4, wrong: 1, rate: 0.25 })
    expect(rate!.low).toBeCloseTo(0.0063, 3)
    expect(rate!.high).toBeCloseTo(0.8059, 3)
    const { doubts } = (await coordinator.get<DoubtList>('/api/school/doubts')).body
    expect(doubts).toMatchObject([{ kind: 'score', task: '3', value: '9', reasons: ['второй проверяющий увидел здесь другое'], candidates: [{ value: '9' }, { value: '7' }] }])
    await expect(server.db.deleteFrom('verification').execute()).rejects.toThrow(/only added/)
  })

  it('refuses a value that cannot stand there', async () => {
    await addWork(server.db, { school, code: '70001', scores: { 2: '1' } })
    const { pageId, field, task, box } = (await next()).next!
    expect(await coordinator.send('POST', '/api/school/verification', { pageId, field, task, box, value: '9' })).toMatchObject({ status: 400, body: { code: 'bad-value' } })
    expect((await next()).rate).toBeNull()
  })
})
