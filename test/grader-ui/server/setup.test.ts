import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImportAnswer, OwnSchools, PasswordSlips, PeopleList } from '../../../grader-ui/api/setup.ts'
import { TestPerson } from './harness/test-person.ts'
import { FORM, openTestServer, PASSWORD, schoolName, type TestServer } from './harness/test-server.ts'

let server: TestServer
let desk: TestPerson
beforeAll(async () => { server = await openTestServer(); desk = await server.as('municipality') })
afterAll(() => server.close())

const people = async (): Promise<PeopleList> => (await desk.get<PeopleList>('/api/municipality/people')).body
const person = { name: 'Новая Анна', role: 'expert', schoolId: 'school-1', subjects: [FORM.subject], years: 9, cap: null, otherSchools: [], conflicts: ['school-3'], conflictsDeclared: false }
const CSV = `ФИО;Школа;Предметы;Стаж\nСтрокова Инна;${schoolName(2)};Физика;8\nОшибкина Вера;Школа на Луне;Физика;8\n`

describe('setting a campaign up', () => {
  test('a list counts only once it is taken, without the rows that have problems', async () => {
    const file = [{ field: 'file', name: 'комиссия.csv', content: CSV }]
    const preview = await desk.upload<ImportAnswer>('/api/municipality/people/import', file)
    expect(preview.body).toMatchObject({ applied: false, rows: [{ row: 2, name: 'Строкова Инна', change: 'new' }], problems: [{ row: 3 }] })
    expect((await people()).people.map((one) => one.name)).not.toContain('Строкова Инна')
    await desk.upload('/api/municipality/people/import?apply=true', file)
    expect((await people()).people.filter((one) => one.name === 'Строкова Инна')).toHaveLength(1)
    expect((await desk.upload<ImportAnswer>('/api/municipality/people/import?apply=true', file)).body.rows).toMatchObject([{ change: 'same' }])
    expect((await people()).people.filter((one) => one.name === 'Строкова Инна')).toHaveLength(1)
  })

  test('a first password opens nothing but the first steps; conflicts can be added by the expert, not taken back', async () => {
    expect((await desk.send('POST', '/api/municipality/people', person)).status).toBe(200)
    const { id, login } = (await people()).people.find((one) => one.name === person.name)!
    const slips = (await desk.send<PasswordSlips>('POST', '/api/municipality/passwords', { accountIds: [id] })).body.slips
    const expert = new TestPerson(server.app)
    expect((await expert.login(login, slips[0]!.password)).body).toMatchObject({ firstSteps: ['password', 'conflicts'] })
    expect(await expert.get('/api/expert/queue')).toMatchObject({ status: 403, body: { code: 'first-login' } })
    expect((await expert.send('POST', '/api/first/password', { password: 'короткий' })).status).toBe(400)
    expect((await expert.send('POST', '/api/first/password', { password: PASSWORD })).status).toBe(200)
    expect((await expert.get<{ schools: unknown[] }>('/api/first/schools')).body.schools).toHaveLength(4)
    const { colleagues } = (await expert.get<OwnSchools>('/api/first/schools')).body
    expect(colleagues.map((one) => one.id)).toContain('expert-2')
    expect(colleagues.map((one) => one.id)).not.toContain(id)
    expect((await expert.send('POST', '/api/first/conflicts', { otherSchools: ['expert-2'], conflicts: [] })).status).toBe(409)
    expect((await expert.send('POST', '/api/first/conflicts', { otherSchools: [], conflicts: ['municipality'] })).status).toBe(409)
    expect((await expert.send('POST', '/api/first/conflicts', { otherSchools: ['school-2'], conflicts: ['expert-2'] })).status).toBe(200)
    expect((await expert.get('/api/expert/queue')).status).toBe(200)
    expect((await expert.get('/api/first/schools')).status).toBe(409)
    expect((await people()).people.find((one) => one.id === id)).toMatchObject({ conflicts: ['school-3', 'expert-2'], otherSchools: ['school-2'], conflictsDeclared: true, signIn: 'own' })
    const stored = await server.db.selectFrom('audit_event').select('body').execute()
    expect(stored.some(({ body }) => body.includes(slips[0]!.password) || body.includes(PASSWORD))).toBe(false)
  })

  test('a new password or a closed login ends the sessions that are open', async () => {
    const expert = await server.as('expert-2')
    expect((await expert.get('/api/expert/queue')).status).toBe(200)
    const { slips } = (await desk.send<PasswordSlips>('POST', '/api/municipality/passwords', { accountIds: ['expert-2'] })).body
    expect((await expert.get('/api/expert/queue')).status).toBe(401)
    await expect(server.as('expert-2')).rejects.toThrow('не подходит')
    const again = new TestPerson(server.app)
    expect((await again.login('expert-2', slips[0]!.password)).status).toBe(200)
    await desk.send('POST', '/api/municipality/people/expert-2/access', { open: false })
    expect((await again.get('/api/me')).status).toBe(401)
    expect((await again.login('expert-2', slips[0]!.password)).status).toBe(401)
  })

  test('names that nobody has are refused in words, and what is in use cannot be removed', async () => {
    expect(await desk.send('POST', '/api/municipality/people', { ...person, name: 'Иная', conflicts: ['school-99'] })).toMatchObject({ status: 409, body: { code: 'unknown-school' } })
    expect(await desk.send('POST', '/api/municipality/schools', { name: schoolName(1).toUpperCase(), coordinator: 'Кто-то' })).toMatchObject({ status: 409, body: { code: 'name-taken' } })
    expect(await desk.send('DELETE', '/api/municipality/schools/school-1')).toMatchObject({ status: 409, body: { code: 'school-in-use' } })
    expect(await desk.send('POST', '/api/municipality/passwords', { accountIds: ['municipality'] })).toMatchObject({ status: 200, body: { slips: [] } })
  })
})
