import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ProtocolRow } from '../../../grader-ui/api/chair.ts'
import type { DrawForms, PublicDraws } from '../../../grader-ui/api/draw.ts'
import type { MunicipalityOverview } from '../../../grader-ui/api/municipality.ts'
import type { SchoolWork as WorkSeen } from '../../../grader-ui/api/school.ts'
import type { SetupSteps } from '../../../grader-ui/api/setup.ts'
import type { JobContext } from '../../../workers/jobs/job.ts'
import { guessDraw } from '../../../workers/jobs/guess-draw.ts'
import { RecogniserPool } from '../../../workers/recognition/recogniser-pool.ts'
import { drawPublicly, type DrawSaid } from './harness/public-draw.ts'
import { addAnonymisedWorks, type SchoolWork } from './harness/recheck.ts'
import { TestPerson } from './harness/test-person.ts'
import { FORM, openTestServer, type TestServer } from './harness/test-server.ts'

const DICE = '01382438112797316654'
let server: TestServer
let desk: TestPerson
let works: SchoolWork[]
beforeAll(async () => {
  server = await openTestServer({ schools: 6, settings: { draw: { leastOtherSchools: 1 } } })
  desk = await server.as('municipality')
  works = await addAnonymisedWorks(server, { schools: [1, 2, 3, 4, 5, 6], works: 5 })
})
afterAll(() => server.close())

const form = async () => (await desk.get<DrawForms>('/api/municipality/draws')).body.forms[0]!
const held = async () => new Set((await server.db.selectFrom('assignment').select('work_id').execute()).map((row) => row.work_id))
const sampled = async () => {
  const rows = await server.db.selectFrom('sampled_work').select(['school_id', 'participant_code']).distinct().execute()
  return new Set(works.filter((work) => rows.some((row) => row.school_id === `school-${work.school}` && row.participant_code === work.code)).map((work) => work.id))
}
/** What the task of the draw does, in a process of its own. */
async function guess(): Promise<void> {
  const recognisers = new RecogniserPool({ size: 1 })
  const { subject_id: drawId } = await server.db.selectFrom('task').select('subject_id').where('kind', '=', 'guess-chances').executeTakeFirstOrThrow()
  await guessDraw({ db: server.db, recognisers, clock: () => new Date('2026-05-12T10:00:00Z') } as JobContext, drawId)
  recognisers.close()
}
const decide = (school: number, decision: string) => desk.send('POST', '/api/municipality/sample/decisions', { schoolId: `school-${school}`, formId: FORM.id, decision, reason: 'признак подтвердился' })

test('without a sample every work is rechecked', async () => {
  expect(await form()).toMatchObject({ works: 30, waiting: 30, chosen: { bySample: 0, byDecision: 0, left: 0 } })
})

test('with one, only its works and those of schools that were chosen are drawn, and the coordinator sees how many are left alone', async () => {
  await desk.send('POST', '/api/municipality/sample/freeze', { sharePercent: 40 })
  expect((await desk.send('POST', '/api/municipality/sample', { dice: DICE })).status).toBe(200)
  const ofSample = await sampled()
  expect(ofSample.size).toBe(12)
  expect(await form()).toMatchObject({ works: 12, waiting: 12, chosen: { bySample: 12, byDecision: 0, left: 18 } })
  await decide(1, 'recheck')
  const more = works.filter((work) => work.school === 1 && !ofSample.has(work.id)).length
  expect(await form()).toMatchObject({ works: 12 + more, chosen: { bySample: 12, byDecision: more, left: 18 - more } })
  await decide(1, 'leave')
  expect((await drawPublicly(desk)).body).toEqual({ works: 12, assignments: 24, shortfall: [] })
  expect(await held()).toEqual(ofSample)
  expect((await form()).draw!.chances).toBeNull()
  await guess()
  await guess()
  const { chances } = (await form()).draw!
  expect(chances!.draws).toBe(1000)
  // Six experts of six schools, two a work: a work's expert is one of five others'.
  for (const share of [chances!.expertOfWork, chances!.schoolOfWork]) expect([share > 0.2, share <= 1]).toEqual([true, true])
})

test('a school is told which of its works go to nobody, and is not asked to look at their pages', async () => {
  const coordinator = await server.as('coordinator-2')
  const notes = async () => (await coordinator.get<{ works: WorkSeen[] }>(`/api/school/works?form=${FORM.id}`)).body.works.map((work) => [work.id, work.notes.some((note) => note.includes('не вошла в выборку'))])
  const ofSample = await sampled()
  const own = works.filter((work) => work.school === 2)
  expect(await notes()).toEqual(own.map(({ id }) => [id, !ofSample.has(id)]))
  const [left, taken] = [own.find(({ id }) => !ofSample.has(id))!, own.find(({ id }) => ofSample.has(id))!]
  await server.db.updateTable('work').set({ state: 'released' }).where('id', 'in', [left.id, taken.id]).execute()
  for (const { id, blindPages: [page] } of [left, taken]) await server.db.insertInto('blind_look').values({ id: `look-${id}`, blind_page_id: page!, kind: 'held', masks: '[]', account_id: 'coordinator-2' }).execute()
  expect((await coordinator.get<{ works: { workId: string }[] }>('/api/school/blind')).body.works.map((work) => work.workId)).toEqual([taken.id])
  for (const { id, blindPages: [page] } of [left, taken]) await server.db.insertInto('blind_look').values({ id: `again-${id}`, blind_page_id: page!, kind: 'passed', masks: '[]', account_id: 'coordinator-2' }).execute()
  await server.db.updateTable('work').set({ state: 'anonymised' }).where('id', 'in', [left.id, taken.id]).execute()
})

test('an extended sample is drawn as a late batch: it contains what was drawn before, and the rest stays out', async () => {
  const before = await held()
  expect((await desk.send('POST', '/api/municipality/sample/extension', { sharePercent: 60 })).status).toBe(200)
  expect(await form()).toMatchObject({ works: 18, waiting: 6, chosen: { left: 12 } })
  expect((await desk.send<DrawSaid>('POST', '/api/municipality/draw', { formId: FORM.id })).body).toEqual({ works: 6, assignments: 12, shortfall: [] })
  const after = await held()
  expect([...before].every((id) => after.has(id))).toBe(true)
  expect(after).toEqual(await sampled())
})

test('what was drawn stays drawn when more results come, though the tickets of others are smaller', async () => {
  const before = await sampled()
  await addAnonymisedWorks(server, { schools: [1, 2, 3, 4, 5, 6], works: 9 }).catch(() => null)
  await server.db.insertInto('results_form').values({
    id: 'more', school_id: 'school-1', form_id: FORM.id, name: 'форма.xlsx', sha256: 'f'.repeat(64), account_id: 'coordinator-1',
    content: JSON.stringify({ tasks: FORM.tasks, problems: [], rows: Array.from({ length: 60 }, (_, i) => ({ code: String(71_010 + i * 10), variant: '1', scores: {}, total: null, classNumber: null, journalMark: null })) }),
  }).execute()
  expect((await desk.send('POST', '/api/municipality/sample/extension', { sharePercent: 60 })).status).toBe(200)
  const after = await sampled()
  expect([...before].every((id) => after.has(id))).toBe(true)
})

test('works that are left alone hold up neither a protocol nor the steps', async () => {
  await server.db.updateTable('assignment').set({ state: 'submitted', submitted_at: new Date() }).execute()
  const { steps } = (await desk.get<SetupSteps>('/api/municipality/steps')).body
  expect(steps.find((step) => step.id === 'grading')!.text).toContain(`Проверено работ: ${(await held()).size}`)
  const schools = (await desk.get<MunicipalityOverview>('/api/municipality/overview')).body.forms[0]!.schools
  expect(schools.reduce((sum, school) => sum + school.left + school.drawn, 0)).toBe(30)
  const { protocols } = (await (await server.as('chair')).get<{ protocols: ProtocolRow[] }>('/api/chair/protocols')).body
  expect(protocols.reduce((sum, row) => sum + row.works, 0)).toBe((await held()).size)
})

test('the files of a sample, which name codes, are public only when no chosen work is still to be drawn in any subject', async () => {
  const stranger = new TestPerson(server.app)
  const over = async () => {
    const { body: { samples } } = await stranger.get<PublicDraws>('/api/public/draws')
    return [samples.every((sample) => sample.over), (await stranger.get(`/api/public/samples/${samples[0]!.id}/manifest.json`)).status]
  }
  const drawn = await held()
  await server.db.updateTable('work').set({ state: 'withdrawn' }).where('id', 'in', [...await sampled()].filter((id) => !drawn.has(id)).concat('none')).execute()
  expect(await over()).toEqual([true, 200])
  await decide(3, 'recheck')
  expect(await over()).toEqual([false, 404])
  // Not handed over yet is not marked either.
  await server.db.updateTable('work').set({ state: 'staged' }).where('school_id', '=', 'school-3').where('id', 'not in', [...drawn]).execute()
  expect(await over()).toEqual([false, 404])
  await decide(3, 'leave')
  expect(await over()).toEqual([true, 200])
})
