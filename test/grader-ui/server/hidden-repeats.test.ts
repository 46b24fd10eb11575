import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { QualityView } from '../../../grader-ui/api/quality.ts'
import type { CampaignView } from '../../../grader-ui/api/setup.ts'
import { standingBlindPages } from '../../../storage/queries/blind-pages.ts'
import { expertsToDeal } from '../../../storage/queries/checks.ts'
import { twinWork } from '../../../workers/jobs/twin-work.ts'
import type { JobContext } from '../../../workers/jobs/job.ts'
import type { TwinOrder } from '../../../workers/recognition/blind-image.ts'
import { drawPublicly } from './harness/public-draw.ts'
import { addAnonymisedWorks, CERTIFICATE, type SchoolWork } from './harness/recheck.ts'
import type { TestPerson } from './harness/test-person.ts'
import { FORM, openTestServer, type TestServer } from './harness/test-server.ts'

const SCHOOLS = [1, 2, 3, 4, 5, 6]
let server: TestServer
let works: SchoolWork[]
let chair: TestPerson
beforeAll(async () => {
  server = await openTestServer({ schools: SCHOOLS.length })
  works = await addAnonymisedWorks(server, { schools: SCHOOLS, works: 4 })
  await server.db.updateTable('page').set({ image_sha256: await server.blobs.put(new TextEncoder().encode('straight')) }).where('state', '=', 'work').execute()
  chair = await server.as('chair')
})
afterAll(() => server.close())

const repeat = async (repeatPercent: number) => {
  const { rules } = (await chair.get<QualityView>('/api/chair/quality')).body
  return (await chair.send('PUT', '/api/chair/quality/rules', { ...rules, repeatPercent })).status
}
const asked = async () => (await server.db.selectFrom('task').select('subject_id').where('kind', '=', 'twin-work').where('state', '=', 'pending').orderBy('subject_id').execute()).map((row) => row.subject_id)
const idsOf = (some: readonly SchoolWork[]) => some.map((work) => work.id).sort()
const comingAgain = async () => [...new Set((await expertsToDeal(server.db, FORM.id)).flatMap((expert) => expert.tail).filter((one) => one.comesAgain).map((one) => one.workId))].sort()
const repeated = () => server.db.selectFrom('check_marking').select(['work_id', 'expert_id']).where('kind', '=', 'repeat').execute()

/** The job with a recogniser that says this of each page: a fit twin, one that is not, or that the page cannot be made again. */
async function makeTwins(work: SchoolWork, say: (formPage: number) => 'fit' | 'unfit' | 'none', meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<{ readonly orders: readonly TwinOrder[]; readonly tasks: readonly string[] }> {
  const orders: TwinOrder[] = [], tasks: string[] = []
  const context = {
    db: server.db, blobs: server.blobs, clock: () => new Date('2026-05-12T09:00:00Z'), log: pino({ level: 'silent' }), progress: () => Promise.resolve(), dispatch: (ids: readonly string[]) => { tasks.push(...ids); return Promise.resolve() },
    recognisers: { twin: async (order: TwinOrder) => {
      orders.push(order)
      await meanwhile()
      const bytes = twinOf(work.id, order.formPage), said = say(order.formPage)
      return said === 'none' ? null : { bytes, fit: said === 'fit', certificate: { ...CERTIFICATE, formPage: order.formPage, image: await hashOf(bytes) } }
    } },
  }
  await twinWork(context as unknown as JobContext, work.id)
  return { orders, tasks }
}
/** Begins as a JPEG does. */
const twinOf = (work: string, formPage: number) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(`${work} ${formPage}`)])
const hashOf = async (bytes: Uint8Array) => Buffer.from(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))).toString('hex')

/** The municipality gives out whole works, or task by task. */
const giveOut = async (unit: 'work' | 'task') => {
  const municipality = await server.as('municipality')
  const { campaign } = (await municipality.get<CampaignView>('/api/municipality/campaign')).body
  return (await municipality.send('PUT', '/api/municipality/campaign', { ...campaign, settings: { ...campaign!.settings, draw: { ...campaign!.settings.draw, unit } } })).status
}

test('twins of works that are blind already are asked for when whole works come to be repeated, not before, and nothing is made while none are', async () => {
  expect(await repeat(0)).toBe(200)
  expect(await asked()).toEqual([])
  expect((await makeTwins(works[0]!, () => 'fit')).orders).toEqual([])
  expect([await giveOut('task'), await repeat(10), await giveOut('task')]).toEqual([200, 200, 200])
  expect(await asked()).toEqual([])
  expect((await makeTwins(works[0]!, () => 'fit')).orders).toEqual([])
  expect(await giveOut('work')).toBe(200)
  expect(await asked()).toEqual(idsOf(works))
  await server.db.updateTable('task').set({ state: 'done', finished_at: new Date() }).where('kind', '=', 'twin-work').execute()
  expect([await repeat(0), await repeat(10)]).toEqual([200, 200])
  expect(await asked()).toEqual(idsOf(works))
})

test('a work comes a second time only when every page of it has a twin that may be shown; no other is dealt', async () => {
  const [whole, half, unfit, none] = [works.slice(0, 14), works[14]!, works[15]!, works[16]!]
  for (const work of whole) {
    const { orders } = await makeTwins(work, () => 'fit')
    expect(orders.map((order) => [order.formPage, Buffer.from(order.image).toString(), order.of.formPage])).toEqual(FORM.pages.map(({ number }) => [number, 'straight', number]))
  }
  await makeTwins(half, (formPage) => (formPage === 1 ? 'fit' : 'none'))
  await makeTwins(unfit, (formPage) => (formPage === 1 ? 'fit' : 'unfit'))
  await makeTwins(none, () => 'none')
  expect((await drawPublicly(await server.as('municipality'))).status).toBe(200)
  expect(await comingAgain()).toEqual(idsOf(whole))
  const dealt = await repeated()
  expect(dealt.length).toBeGreaterThan(2)
  expect(dealt.filter((one) => !whole.some((work) => work.id === one.work_id))).toEqual([])
})

test('a repeat is served as the twins of its pages', async () => {
  const [one] = await repeated()
  const { cipher } = await server.db.selectFrom('check_marking').select('cipher').where('work_id', '=', one!.work_id).where('expert_id', '=', one!.expert_id).executeTakeFirstOrThrow()
  const expert = await server.as(one!.expert_id)
  const { pages } = (await expert.get<{ pages: { imageUrl: string }[] }>(`/api/expert/works/${cipher}`)).body
  expect(await Promise.all(pages.map(async ({ imageUrl }) => Buffer.from((await expert.get(imageUrl)).bytes)))).toEqual(FORM.pages.map(({ number }) => twinOf(one!.work_id, number)))
})

test('what was made is in the log; run again, nothing is made twice; where the page or the school’s words became others meanwhile, nothing is kept', async () => {
  const log = async (work: SchoolWork) => (await server.db.selectFrom('audit_event').select('body').orderBy('seq').execute()).map((row) => JSON.parse(row.body) as { type: string; work?: string; twins?: string[] }).filter((event) => event.type === 'work.twins-made' && event.work === work.id)
  expect((await makeTwins(works[0]!, () => 'fit')).orders).toEqual([])
  expect((await log(works[0]!)).map((event) => event.twins)).toEqual([await Promise.all(FORM.pages.map(({ number }) => hashOf(twinOf(works[0]!.id, number))))])
  expect((await log(works[15]!)).map((event) => event.twins?.length)).toEqual([1])
  expect(await server.blobs.has(await hashOf(twinOf(works[15]!.id, 1)))).toBe(true)
  expect(await server.blobs.has(await hashOf(twinOf(works[15]!.id, 2)))).toBe(false)

  const anew = works[17]!, [page] = await standingBlindPages(server.db, [anew.id])
  let times = 0
  await makeTwins(anew, () => 'fit', async () => {
    if (times++ > 0) return
    await server.db.insertInto('blind_page').values({ id: 'anew', work_id: anew.id, form_page: 1, sha256: page!.sha256, width_px: 1, height_px: 1, certificate: JSON.stringify(page!.certificate) }).execute()
  })
  expect((await log(anew)).map((event) => event.twins?.length)).toEqual([FORM.pages.length - 1])
  expect(await comingAgain()).not.toContain(anew.id)

  const other = works[18]!
  const { tasks } = await makeTwins(other, () => 'fit', () => server.db.insertInto('school_words').values({ school_id: `school-${other.school}`, words: '["Слово"]', version: 1, account_id: 'chair', at: new Date() }).onConflict((on) => on.doNothing()).execute())
  expect([tasks.length, await log(other)]).toEqual([1, []])
})

test('asked for again, only what is missing is', async () => {
  await server.db.updateTable('task').set({ state: 'done', finished_at: new Date() }).where('kind', '=', 'twin-work').execute()
  expect(await repeat(15)).toBe(200)
  expect(await asked()).toEqual([])
  expect([await repeat(0), await repeat(5)]).toEqual([200, 200])
  // Whose twin is known not to be fit is not asked for either.
  expect(await asked()).toEqual(idsOf([works[14]!, ...works.slice(16)]))
})
