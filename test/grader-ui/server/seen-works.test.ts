import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../../../storage/new-id.ts'
import { drawPublicly, type DrawSaid } from './harness/public-draw.ts'
import { addAnonymisedWorks, type SchoolWork } from './harness/recheck.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addWork, FORM, openTestServer, type TestServer } from './harness/test-server.ts'

const SCHOOLS = [1, 2, 3, 4, 5, 6]
let server: TestServer
let works: SchoolWork[]
let practice: SchoolWork
let municipality: TestPerson
beforeAll(async () => {
  server = await openTestServer({ schools: SCHOOLS.length })
  works = await addAnonymisedWorks(server, { schools: SCHOOLS, works: 4 })
  practice = works[0]!
  municipality = await server.as('municipality')
  const agreed = await (await server.as('chair')).send('PUT', `/api/chair/quality/works/${practice.cipher}`, { purpose: 'practice', scores: { 1: '1', 2: '2', 3: '6' }, note: '' })
  expect(agreed.status).toBe(200)
  expect((await drawPublicly(municipality)).status).toBe(200)
})
afterAll(() => server.close())

const holdersOf = async (work: SchoolWork) => (await server.db.selectFrom('assignment').select(['expert_id', 'round', 'state']).where('work_id', '=', work.id).where('state', '<>', 'withdrawn').orderBy('round').execute())
const namesOf = async (work: SchoolWork) => (await holdersOf(work)).map((one) => one.expert_id)
/** Who may still get a work: of other schools than its own and those of its holders, and not among `gone`. */
const candidatesFor = async (work: SchoolWork, gone: readonly string[] = []) => {
  const holders = await namesOf(work)
  return SCHOOLS.filter((school) => school !== work.school).map((school) => `expert-${school}`).filter((id) => !holders.includes(id) && !gone.includes(id))
}
/** As after the expert has done such a check. */
const showTo = async (experts: readonly string[], work: SchoolWork, kind: 'practice' | 'seed' = 'seed') => {
  for (const expert_id of experts) {
    await server.db.insertInto('check_marking').values({ id: newId(), work_id: work.id, expert_id, kind, of_assignment: null, cipher: newId().replaceAll('-', ''), place: 0, state: 'submitted', submitted_at: new Date(), dealt_at: new Date() }).execute()
  }
}
const lastEvent = async (type: string) => (await server.db.selectFrom('audit_event').select('body').orderBy('seq', 'desc').execute()).map((row) => JSON.parse(row.body) as { type: string; knewWork: number }).find((event) => event.type === type)
/** The two hand in scores far apart. Answers the third expert. */
async function contest(work: SchoolWork): Promise<string | undefined> {
  for (const [index, { expert_id }] of (await holdersOf(work)).entries()) {
    const expert = await server.as(expert_id)
    for (const task of FORM.tasks) expect((await expert.send('PUT', `/api/expert/works/${work.cipher}/scores`, { key: newId(), task: task.id, score: index === 0 ? '0' : String(task.maxScore) })).status).toBe(200)
    expect((await expert.send('POST', `/api/expert/works/${work.cipher}/submit`)).status).toBe(200)
  }
  return (await holdersOf(work)).find((one) => one.round === 3)?.expert_id
}

it('when all who are left practised on a work, one of them is its third expert, and the log says that he knew it', async () => {
  const dealt = await server.db.selectFrom('check_marking').select('expert_id').where('kind', '=', 'practice').where('work_id', '=', practice.id).orderBy('expert_id').execute()
  expect(dealt.map((one) => one.expert_id)).toEqual(await candidatesFor(practice))
  expect(dealt).toHaveLength(3)
  expect(dealt.map((one) => one.expert_id)).toContain(await contest(practice))
  expect(await lastEvent('third-expert.called')).toMatchObject({ knewWork: 1 })
  const { body } = await municipality.get<object>('/api/municipality/audit')
  expect(JSON.stringify(body)).toContain('назначен третий эксперт; назначений тем, кто уже видел работу')
  await server.db.updateTable('check_marking').set({ state: 'submitted', submitted_at: new Date() }).execute()
})

it('a third expert is one who had the work neither as practice nor as a seed, while there is one', async () => {
  for (const [index, work] of [works[4]!, works[9]!, works[14]!].entries()) {
    const candidates = await candidatesFor(work)
    expect(candidates).toHaveLength(3)
    const fresh = candidates[index]!, others = candidates.filter((id) => id !== fresh)
    await showTo([others[0]!], work, 'practice')
    await showTo([others[1]!], work)
    expect(await contest(work)).toBe(fresh)
    expect(await lastEvent('third-expert.called')).toMatchObject({ knewWork: 0 })
  }
})

it('works of an expert who leaves go to those who had not seen them; only where all had, to one who had', async () => {
  // Who is nobody's third: those whom the tests above left for a third's works all had seen them.
  const thirds = (await server.db.selectFrom('assignment').select('expert_id').where('round', '=', 3).execute()).map((row) => row.expert_id)
  const leaver = SCHOOLS.map((school) => `expert-${school}`).find((id) => !thirds.includes(id))!
  const open = (await server.db.selectFrom('assignment').select('work_id').where('expert_id', '=', leaver).where('state', '=', 'open').orderBy('work_id').execute()).map((row) => works.find((work) => work.id === row.work_id)!)
  expect(open.length).toBeGreaterThan(3)
  const fresh = new Map<SchoolWork, string>()
  for (const [index, work] of open.entries()) {
    const candidates = await candidatesFor(work, [leaver])
    if (work !== open[0]) fresh.set(work, candidates[index % candidates.length]!)
    await showTo(candidates.filter((id) => id !== fresh.get(work)), work)
  }
  const taken = await municipality.send<{ moved: number }>('POST', `/api/municipality/people/${leaver}/take-back`, { which: 'leaves' })
  expect(taken.status).toBe(200)
  for (const [work, expert] of fresh) expect(await namesOf(work)).toContain(expert)
  expect(await holdersOf(open[0]!)).toHaveLength(2)
  expect(await lastEvent('works.taken-back')).toMatchObject({ knewWork: 1 })
})

it('a late batch goes to those who had not seen its works; only where too few had not, to those who had', async () => {
  // One more work of each school.
  const late = await Promise.all(SCHOOLS.map(async (school): Promise<SchoolWork> => {
    const code = String(79_000 + school)
    return { ...await addWork(server.db, { school, code, state: 'anonymised' }), school, code, blindPages: [] }
  }))
  const gone = (await server.db.selectFrom('account').select('id').where('closed_at', 'is not', null).execute()).map((row) => row.id)
  const fresh = new Map<SchoolWork, string[]>()
  for (const work of late) {
    const candidates = await candidatesFor(work, gone)
    fresh.set(work, work === late[0] ? [] : candidates.slice(-2))
    await showTo(candidates.filter((id) => !fresh.get(work)!.includes(id)), work)
  }
  const { body } = await municipality.send<DrawSaid>('POST', '/api/municipality/draw', { formId: FORM.id })
  expect(body).toMatchObject({ works: late.length, shortfall: [] })
  for (const work of late.slice(1)) expect((await namesOf(work)).sort()).toEqual(fresh.get(work))
  expect(await holdersOf(late[0]!)).toHaveLength(2)
  expect(await lastEvent('draw.made')).toMatchObject({ knewWork: 2 })
  const { content } = await server.db.selectFrom('draw').select('content').where('purpose', '=', 'late,1').executeTakeFirstOrThrow()
  const keptFrom = (content as { keptFrom: { work: string }[] }).keptFrom
  expect([keptFrom.length > 0, keptFrom.filter((one) => one.work === late[0]!.id)]).toEqual([true, []])
})
