import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ExpertCriteria } from '../../../grader-ui/api/expert.ts'
import type { CriteriaList } from '../../../grader-ui/api/quality.ts'
import { encodeJpeg } from '../../../pipeline/image/codec.ts'
import { drawCriteria } from '../../../workers/jobs/draw-criteria.ts'
import type { JobContext } from '../../../workers/jobs/job.ts'
import type { RecognisedPage } from '../../../workers/recognition/messages.ts'
import { drawPublicly } from './harness/public-draw.ts'
import { addAnonymisedWorks } from './harness/recheck.ts'
import type { TestPerson } from './harness/test-person.ts'
import { FORM, openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
let chair: TestPerson
beforeAll(async () => {
  server = await openTestServer({ schools: 5 })
  chair = await server.as('chair')
  await addAnonymisedWorks(server, { schools: [1, 2, 3, 4, 5], works: 1 })
  expect((await drawPublicly(await server.as('municipality'))).status).toBe(200)
})
afterAll(() => server.close())

const url = `/api/chair/criteria/${FORM.id}`
const attach = (variant: string, content: string) => chair.upload<CriteriaList & { code?: string }>(url, [{ field: 'variant', content: variant }, { field: 'file', name: 'критерии.pdf', content }])
const seenBy = async (login: string) => (await (await server.as(login)).get<ExpertCriteria>(`/api/expert/batches/${FORM.id}/criteria`)).body

/** The job, with a recogniser that finds these pages in the file. */
async function draw(id: string, outcomes: readonly RecognisedPage['outcome'][]): Promise<void> {
  const walk = async function* ({ fromOrdinal = 0 }: { fromOrdinal?: number }): AsyncGenerator<RecognisedPage> {
    for (const [ordinal, outcome] of outcomes.entries()) if (ordinal >= fromOrdinal) yield { file: 'критерии.pdf', page: ordinal + 1, ordinal, pageCount: outcomes.length, outcome }
  }
  const context = { db: server.db, blobs: server.blobs, recognisers: { walk }, clock: () => new Date(), log: pino({ level: 'silent' }), progress: () => Promise.resolve(), dispatch: () => Promise.resolve() }
  await drawCriteria(context as unknown as JobContext, id)
}
const picture = async (shade: number): Promise<RecognisedPage['outcome']> => ({
  type: 'seen', registration: { type: 'blank' } as never, evidence: null, dpi: 200, ink: null, flaws: [], image: { bytes: await encodeJpeg({ width: 40, height: 60, channels: 1, data: new Uint8Array(2400).fill(shade) }, 80), widthPx: 40, heightPx: 60 },
})

it('are attached by the commission for a variant of the form, and wait to be drawn', async () => {
  expect((await attach('9', 'файл')).body.code).toBe('no-such-variant')
  const { status, body } = await attach('1', 'файл первого варианта')
  expect(status).toBe(200)
  expect(body.criteria).toMatchObject([{ variant: '1', state: 'waiting', pages: 0 }])
  expect(server.dispatched.length).toBeGreaterThan(0)
  expect((await seenBy('expert-1')).variants).toEqual([])
})

it('come to the expert as pictures, with the page of each task; the newest drawn ones count', async () => {
  const [{ id }] = (await chair.get<CriteriaList>(url)).body.criteria as [CriteriaList['criteria'][number]]
  await draw(id, [await picture(200), await picture(220)])
  await chair.send('PUT', `${url}/${id}/tasks`, { tasks: { 3: 2 } })
  const { variants } = await seenBy('expert-1')
  expect(variants).toMatchObject([{ variant: '1', tasks: { 3: 2 }, pages: [{ number: 1, widthPx: 40 }, { number: 2 }] }])
  const expert = await server.as('expert-1')
  const image = await expert.get(variants[0]!.pages[0]!.imageUrl)
  expect(image.headers['content-type']).toBe('image/jpeg')
  expect(JSON.stringify(variants)).not.toMatch(/критерии|pdf|chair/)

  const { body } = await attach('1', 'исправленный файл')
  expect((await seenBy('expert-1')).variants[0]!.pages).toHaveLength(2)
  const newer = body.criteria[0]!.id
  await draw(newer, [await picture(100)])
  expect((await seenBy('expert-1')).variants[0]!.pages).toHaveLength(1)
  expect((await expert.get(variants[0]!.pages[0]!.imageUrl)).status).toBe(404)
})

it('say in words why a file cannot be shown, and leave the earlier ones in place', async () => {
  const { body } = await attach('1', 'испорченный файл')
  await draw(body.criteria[0]!.id, [{ type: 'refused', reason: 'broken-file' }])
  expect((await chair.get<CriteriaList>(url)).body.criteria[0]).toMatchObject({ state: 'refused' })
  expect((await chair.get<CriteriaList>(url)).body.criteria[0]!.problem).toMatch(/приложите ещё раз/)
  expect((await seenBy('expert-2')).variants[0]!.pages).toHaveLength(1)
})
