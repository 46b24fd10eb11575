import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExpertQueue, ExpertWork } from '../../../grader-ui/api/expert.ts'
import type { MunicipalityOverview } from '../../../grader-ui/api/municipality.ts'
import { verifyAudit } from '../../../storage/audit-log.ts'
import { drawPublicly, type DrawSaid } from './harness/public-draw.ts'
import { addAnonymisedWorks, type SchoolWork } from './harness/recheck.ts'
import type { TestPerson } from './harness/test-person.ts'
import { FORM, openTestServer, schoolName, type TestServer } from './harness/test-server.ts'

const SCHOOLS = [1, 2, 3, 4, 5]
let server: TestServer
let works: SchoolWork[]
let municipality: TestPerson
const experts = new Map<string, TestPerson>()

beforeAll(async () => {
  server = await openTestServer({ schools: SCHOOLS.length })
  municipality = await server.as('municipality')
})
afterAll(() => server.close())

const draw = () => drawPublicly(municipality)
/** Works that came later, and third experts: by the seed of the first draw. */
const drawAgain = () => municipality.send<DrawSaid>('POST', '/api/municipality/draw', { formId: FORM.id })
const expert = async (id: string): Promise<TestPerson> => {
  const known = experts.get(id)
  if (known) return known
  const person = await server.as(id)
  experts.set(id, person)
  return person
}
const queueOf = async (id: string) => (await (await expert(id)).get<ExpertQueue>('/api/expert/queue')).body.batches.flatMap((batch) => batch.works)
const assignments = () => server.db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').select(['a.expert_id', 'a.work_id', 'a.round', 'a.place', 'a.state', 'a.tasks', 'w.school_id', 'w.cipher']).orderBy('a.place').execute()
/** The assignments of works that nobody has handed in yet: which these are, the draw decides. */
const untouchedPairs = (rows: Awaited<ReturnType<typeof assignments>>) =>
  works.map((work) => rows.filter((row) => row.work_id === work.id)).filter((pair) => pair.length === 2 && pair.every((row) => row.state === 'open'))
const give = async (id: string, cipher: string, scores: Readonly<Record<string, string>>) => {
  const person = await expert(id)
  for (const [task, score] of Object.entries(scores)) {
    const answer = await person.send<{ error?: string }>('PUT', `/api/expert/works/${cipher}/scores`, { key: `${cipher}-${task}-${score}-key`, task, score })
    if (answer.status !== 200) throw new Error(answer.body.error)
  }
  return person.send<{ nextCipher: string | null; code?: string }>('POST', `/api/expert/works/${cipher}/submit`)
}

describe('the draw', () => {
  it('refuses in words while there is nothing to draw, or too few schools to hide among', async () => {
    expect(await draw()).toMatchObject({ status: 409, body: { code: 'draw-impossible' } })
    works = await addAnonymisedWorks(server, { schools: [1, 2], works: 2 })
    expect((await draw()).body.error).toMatch(/чужих для него школ/)
    works = [...works, ...await addAnonymisedWorks(server, { schools: [3, 4, 5], works: 2 })]
    const { body } = await municipality.get<MunicipalityOverview>('/api/municipality/overview')
    expect(body.forms[0]!.obstacles).toEqual([])
  })

  it('names what is missing and draws nothing when a work cannot have two graders', async () => {
    await server.db.updateTable('account').set({ cap: 1 }).where('role', '=', 'expert').execute()
    const { body } = await draw()
    expect(body.assignments).toBe(0)
    expect(body.shortfall.join(' ')).toMatch(/Не хватает проверок: 15 из 20/)
    expect(body.shortfall.join(' ')).toContain('Имя expert-1')
    expect(await assignments()).toEqual([])
    await server.db.updateTable('account').set({ cap: null }).where('role', '=', 'expert').execute()
  })

  it('gives every work two experts of two other schools, each queue in an order of its own', async () => {
    expect((await draw()).body).toEqual({ works: 10, assignments: 20, shortfall: [] })
    const rows = await assignments()
    for (const row of rows) expect(row.school_id).not.toBe(row.expert_id.replace('expert', 'school'))
    for (const work of works) expect(new Set(rows.filter((row) => row.work_id === work.id).map((row) => row.expert_id)).size).toBe(2)
    for (const id of SCHOOLS.map((n) => `expert-${n}`)) {
      const own = rows.filter((row) => row.expert_id === id)
      expect(own.map((row) => row.place)).toEqual(own.map((_, index) => index + 1))
    }
    expect(await draw()).toMatchObject({ status: 409 })
    const { body } = await municipality.get<MunicipalityOverview>('/api/municipality/overview')
    expect(body.forms[0]!.draw).toMatchObject({ seed: null, works: 10, assignments: 20 })
    expect(body.forms[0]!.draw!.manifestSha256).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('grading', () => {
  it('shows an expert the own works only', async () => {
    const own = await queueOf('expert-1')
    const rows = (await assignments()).filter((row) => row.expert_id === 'expert-1')
    expect(own.map((work) => work.cipher)).toEqual(rows.map((row) => row.cipher))
    const person = await expert('expert-1')
    const stranger = works.find((work) => !own.some((one) => one.cipher === work.cipher))!
    expect((await person.get(`/api/expert/works/${stranger.cipher}`)).status).toBe(404)
    expect((await person.get(`/api/expert/pages/${stranger.blindPages[0]}`)).status).toBe(404)
    expect((await person.send('PUT', `/api/expert/works/${stranger.cipher}/scores`, { key: 'some-key-1', task: '1', score: '1' })).status).toBe(404)
  })

  it('shows where the answers to the tasks stand and serves the blind picture with nothing around it', async () => {
    const [first] = await queueOf('expert-1')
    const person = await expert('expert-1')
    const { body } = await person.get<ExpertWork>(`/api/expert/works/${first!.cipher}`)
    expect(body).toMatchObject({ title: 'Физика, 7 класс', state: 'open', tasks: [{ id: '1', maxScore: 1, score: null }, { id: '2', maxScore: 2 }, { id: '3', maxScore: 9 }] })
    expect(body.pages.map((page) => page.answers.flatMap((answer) => answer.tasks))).toEqual([['1', '2'], ['3']])
    const [x, y, width, height] = body.pages[0]!.answers[0]!.boxPx
    expect([x, y, width, height].map((px) => Math.round(px))).toEqual([6, 18, 50, 55])
    const image = await person.get(body.pages[0]!.imageUrl)
    expect(image.headers['content-type']).toBe('image/jpeg')
    expect(image.headers['cache-control']).toMatch(/private.*immutable/)
    for (const name of ['etag', 'last-modified', 'content-disposition', 'x-ratelimit-limit']) expect(image.headers).not.toHaveProperty(name)
  })

  it('takes the same score once, however often it is sent, and keeps the newest', async () => {
    const [{ cipher }] = await queueOf('expert-1') as [ExpertQueue['batches'][number]['works'][number]]
    const person = await expert('expert-1')
    const put = (key: string, score: string) => person.send<{ score: string; code?: string }>('PUT', `/api/expert/works/${cipher}/scores`, { key, task: '3', score })
    expect((await put('key-of-browser-1', '4')).body).toEqual({ task: '3', score: '4' })
    expect((await put('key-of-browser-2', '5')).body).toEqual({ task: '3', score: '5' })
    expect((await put('key-of-browser-1', '4')).body).toMatchObject({ score: '5' })
    expect(await server.db.selectFrom('grade').selectAll().execute()).toHaveLength(2)
    expect((await put('key-of-browser-3', '10')).body.code).toBe('no-such-score')
    expect((await put('key-of-browser-4', 'Ы')).body.code).toBe('no-such-score')
    expect((await person.send<{ code: string }>('POST', `/api/expert/works/${cipher}/submit`)).body.code).toBe('tasks-missing')
  })

  it('hides from each of two experts what the other one gave', async () => {
    const rows = await assignments()
    const { cipher, work_id } = rows.find((row) => row.expert_id === 'expert-1')!
    const other = rows.find((row) => row.work_id === work_id && row.expert_id !== 'expert-1')!.expert_id
    const { body } = await (await expert(other)).get<ExpertWork>(`/api/expert/works/${cipher}`)
    expect(body.tasks.map((task) => task.score)).toEqual([null, null, null])
  })

  it('locks a work that was handed in', async () => {
    const rows = await assignments()
    const { cipher, work_id } = rows.find((row) => row.expert_id === 'expert-1')!
    expect((await give('expert-1', cipher, { 1: '1', 2: '2', 3: '9' })).status).toBe(200)
    expect((await give('expert-1', cipher, {})).body.code).toBe('already-submitted')
    const person = await expert('expert-1')
    expect((await person.send<{ code: string }>('PUT', `/api/expert/works/${cipher}/scores`, { key: 'late-late-late', task: '1', score: '0' })).body.code).toBe('already-submitted')
    expect((await assignments()).filter((row) => row.work_id === work_id)).toHaveLength(2)
  })

  it('calls nobody when the two agree, and a third for the tasks in question when they do not', async () => {
    const rows = await assignments()
    const pairs = untouchedPairs(rows)
    const [agreed, contested] = [pairs[0]!, pairs[1]!]
    for (const row of agreed) await give(row.expert_id, row.cipher, { 1: '1', 2: '1', 3: '7' })
    await give(contested[0]!.expert_id, contested[0]!.cipher, { 1: '1', 2: '2', 3: '7' })
    await give(contested[1]!.expert_id, contested[1]!.cipher, { 1: '1', 2: '0', 3: '8' })
    const thirds = (await assignments()).filter((row) => row.round === 3)
    expect(thirds.filter((row) => row.work_id === agreed[0]!.work_id)).toEqual([])
    const [third] = thirds.filter((row) => row.work_id === contested[0]!.work_id)
    const schools = [third!.school_id, ...contested.map((row) => row.expert_id.replace('expert', 'school'))]
    expect(schools).not.toContain(third!.expert_id.replace('expert', 'school'))
    expect(third!.tasks).toContain('2')
    expect(third!.tasks).not.toContain('1')
    const work = (await (await expert(third!.expert_id)).get<ExpertWork>(`/api/expert/works/${third!.cipher}`)).body
    expect(work.tasks.map((task) => task.id)).toEqual(third!.tasks)
    expect((await queueOf(third!.expert_id)).find((one) => one.cipher === third!.cipher)?.third).toBe(true)
  })

  it('puts on record that nobody is left to be third, and draws one as soon as there is', async () => {
    await server.db.updateTable('account').set({ years: 1 }).where('role', '=', 'expert').execute()
    const rows = await assignments()
    const pair = untouchedPairs(rows)[0]!
    await give(pair[0]!.expert_id, pair[0]!.cipher, { 1: '1', 2: '2', 3: '7' })
    expect((await give(pair[1]!.expert_id, pair[1]!.cipher, { 1: '1', 2: '0', 3: '7' })).status).toBe(200)
    const thirds = async () => (await assignments()).filter((row) => row.work_id === pair[0]!.work_id && row.round === 3)
    expect(await thirds()).toEqual([])
    const events = await server.db.selectFrom('audit_event').select('body').execute()
    expect(events.filter((event) => event.body.includes('third-expert.missing'))).toHaveLength(1)
    expect((await drawAgain()).body.shortfall.join()).toMatch(/Третьего эксперта по-прежнему нет для работ: 1/)
    await server.db.updateTable('account').set({ years: 10 }).where('role', '=', 'expert').execute()
    expect((await drawAgain()).body).toEqual({ works: 1, assignments: 1, shortfall: [] })
    expect(await thirds()).toHaveLength(1)
  })

  it('lets an expert say that something is wrong with a work', async () => {
    const [first] = await queueOf('expert-2')
    const person = await expert('expert-2')
    expect((await person.send('POST', `/api/expert/works/${first!.cipher}/flags`, { kind: 'personal-data', note: 'видна фамилия' })).status).toBe(200)
    expect(await server.db.selectFrom('flag').select(['kind', 'note']).execute()).toEqual([{ kind: 'personal-data', note: 'видна фамилия' }])
  })

  it('keeps comments, notes and «later» with the work, the newest of each place, and shows them to nobody else', async () => {
    const rows = (await assignments()).filter((row) => row.state === 'open')
    const { cipher, expert_id, work_id } = rows[0]!
    const person = await expert(expert_id)
    const remark = (key: string, about: object, text: string) => person.send<{ code: string }>('PUT', `/api/expert/works/${cipher}/remarks`, { key: `remark-${key}`, about, text })
    const [task] = (await person.get<ExpertWork>(`/api/expert/works/${cipher}`)).body.tasks
    const note = { type: 'page', page: 2, note: 'n1', x: 0.25, y: 0.5 }
    await remark('1', { type: 'task', task: task!.id }, 'первый')
    await remark('2', { type: 'task', task: task!.id }, 'второй')
    await remark('1', { type: 'task', task: task!.id }, 'первый')
    await remark('3', note, 'тут')
    await remark('4', { ...note, note: 'n2' }, 'и тут')
    await remark('5', { ...note, note: 'n2' }, '')
    await remark('6', { type: 'later' }, '1')
    expect((await remark('7', { type: 'task', task: 'нет' }, 'x')).body.code).toBe('no-such-task')
    expect((await remark('8', { ...note, x: 2 }, 'x')).status).toBe(400)
    const { body } = await person.get<ExpertWork>(`/api/expert/works/${cipher}`)
    expect(body.tasks[0]!.comment).toBe('второй')
    expect(body.pages.map(({ notes }) => notes)).toEqual([[], [{ note: 'n1', x: 0.25, y: 0.5, text: 'тут' }]])
    expect(body.later).toBe(true)
    expect((await queueOf(expert_id)).find((one) => one.cipher === cipher)!.later).toBe(true)
    const other = (await assignments()).find((row) => row.work_id === work_id && row.expert_id !== expert_id)!
    expect(JSON.stringify((await (await expert(other.expert_id)).get(`/api/expert/works/${cipher}`)).body)).not.toMatch(/второй|тут/)
  })

  it('hands a heap in at once: what is complete, and nothing else', async () => {
    const id = (await assignments()).find((row) => row.state === 'open' && row.tasks === null)!.expert_id
    const person = await expert(id)
    const heap = async () => (await person.get<ExpertQueue>('/api/expert/queue')).body.batches[0]!
    const hand = () => person.send<{ submitted: number; left: number; code?: string }>('POST', `/api/expert/batches/${FORM.id}/submit`)
    const open = (await heap()).works.filter((work) => work.state === 'open')
    if ((await heap()).complete > 0) await hand()
    expect((await hand()).body.code).toBe('nothing-complete')
    const { tasks } = (await person.get<ExpertWork>(`/api/expert/works/${open[0]!.cipher}`)).body
    for (const task of tasks) await person.send('PUT', `/api/expert/works/${open[0]!.cipher}/scores`, { key: `heap-key-${task.id}`, task: task.id, score: '1' })
    expect((await heap()).complete).toBe(1)
    expect((await hand()).body).toEqual({ submitted: 1, left: (await heap()).total - (await heap()).submitted })
    expect((await heap()).works.find((work) => work.cipher === open[0]!.cipher)!.state).toBe('submitted')
  })

  it('prints the expert’s sheet, with ciphers and the own scores only', async () => {
    const id = (await assignments()).find((row) => row.state === 'submitted')!.expert_id
    const sheet = await (await expert(id)).get(`/api/expert/batches/${FORM.id}/sheet`)
    expect(sheet.headers['content-type']).toBe('application/pdf')
    expect(sheet.bytes.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await (await expert(id)).get('/api/expert/batches/other/sheet')).status).toBe(404)
  })

  it('leaves an audit log whose chain holds and in which no score, code or name stands', async () => {
    expect((await verifyAudit(server.db)).ok).toBe(true)
    const log = (await server.db.selectFrom('audit_event').select('body').execute()).map((row) => row.body).join('\n')
    expect(log).toContain('grades.submitted')
    for (const secret of [...works.map((work) => work.code), ...SCHOOLS.map(schoolName), '"score"']) expect(log).not.toContain(secret)
  })
})
