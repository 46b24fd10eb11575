import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExpertQueue, ExpertWork } from '../../../grader-ui/api/expert.ts'
import type { MunicipalityOverview } from '../../../grader-ui/api/municipality.ts'
import type { BlindWorks, SchoolOverview } from '../../../grader-ui/api/school.ts'
import type { CampaignView } from '../../../grader-ui/api/setup.ts'
import type { Detection } from '../../../pipeline/model/blind-certificate.ts'
import { checkWords } from '../../../workers/jobs/check-words.ts'
import type { JobContext } from '../../../workers/jobs/job.ts'
import { encodeJpeg } from '../../../pipeline/image/codec.ts'
import { sql } from 'kysely'
import { readAsExpert } from '../../../storage/blind/as-expert.ts'
import { newId } from '../../../storage/new-id.ts'
import { drawPublicly } from './harness/public-draw.ts'
import { addAnonymisedWorks, CERTIFICATE, type SchoolWork } from './harness/recheck.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addWork, FORM, openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
let coordinator: TestPerson
let stranger: TestPerson
beforeAll(async () => {
  server = await openTestServer({ schools: 4 })
  coordinator = await server.as('coordinator-1')
  stranger = await server.as('coordinator-2')
})
afterAll(() => server.close())

/** A released work with one blind image a page, of which the machine said this. */
async function addReleased(code: string, verdicts: readonly ('fit' | 'look' | 'blocked')[]): Promise<{ id: string; pages: string[] }> {
  const { id } = await addWork(server.db, { school: 1, code, state: 'released' })
  const pages: string[] = []
  for (const [index, verdict] of verdicts.entries()) pages.push(await addBlindPage(id, index + 1, verdict))
  return { id, pages }
}

async function addBlindPage(workId: string, formPage: number, verdict: 'fit' | 'look' | 'blocked'): Promise<string> {
  const image = await encodeJpeg({ width: 64, height: 90, channels: 1, data: new Uint8Array(64 * 90).fill(220) }, 80)
  const id = newId()
  await server.db.insertInto('blind_page').values({
    id, work_id: workId, form_page: formPage, sha256: await server.blobs.put(image), width_px: 64, height_px: 90, certificate: JSON.stringify({ ...CERTIFICATE, formPage }), verdict,
    reasons: JSON.stringify(verdict === 'fit' ? [] : verdict === 'look' ? ['grey-scan'] : ['barcode']),
  }).execute()
  return id
}

const waiting = async (person = coordinator): Promise<BlindWorks> => (await person.get<BlindWorks>('/api/school/blind')).body
const say = (person: TestPerson, pages: readonly string[], what: 'nothing-tells' | 'look-again' = 'nothing-tells') => person.send<{ pages: number; code: string }>('POST', '/api/school/blind/look', { pages, say: what })
const stateOf = async (id: string): Promise<string> => (await server.db.selectFrom('work').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const MASKS = [{ type: 'box', boxPx: [10, 10, 20, 20] }] as const

describe('the last look at blind pages', () => {
  it('shows the own school what the program cannot vouch for, why, and the very image', async () => {
    const { pages } = await addReleased('70001', ['fit', 'look'])
    const { works } = await waiting()
    expect(works).toMatchObject([{ participantCode: '70001', formTitle: FORM.title, pages: [{ id: pages[1], formPage: 2, mustMask: false, masks: [] }] }])
    expect(works[0]!.pages[0]!.reasons.join()).toMatch(/Скан серый.*Закройте/)
    expect((await coordinator.get(works[0]!.pages[0]!.imageUrl)).bytes.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
    expect((await coordinator.get<SchoolOverview>('/api/school/overview')).body.blindToLookAt).toBe(1)
    expect(await waiting(stranger)).toEqual({ works: [], pages: 0, beingMade: 0 })
    expect((await stranger.get(works[0]!.pages[0]!.imageUrl)).status).toBe(404)
    expect((await say(stranger, [pages[1]!])).status).toBe(404)
  })

  it('one word lets the work go to the experts; taking it back holds it again', async () => {
    const { id, pages } = await addReleased('70002', ['look', 'look'])
    expect((await say(coordinator, [pages[0]!])).body).toEqual({ pages: 2 })
    expect(await stateOf(id)).toBe('released')
    await say(coordinator, [pages[1]!])
    expect(await stateOf(id)).toBe('anonymised')
    await say(coordinator, pages, 'look-again')
    expect(await stateOf(id)).toBe('released')
    await say(coordinator, pages)
    expect(await stateOf(id)).toBe('anonymised')
  })

  it('what only hiding can cure cannot be talked away', async () => {
    const { id, pages } = await addReleased('70003', ['fit', 'blocked'])
    expect((await waiting()).works.find((work) => work.workId === id)!.pages).toMatchObject([{ mustMask: true }])
    expect(await say(coordinator, [pages[1]!])).toMatchObject({ status: 409, body: { code: 'must-mask' } })
    expect(await stateOf(id)).toBe('released')
  })

  it('masks make the page anew: until then nobody sees the work and nothing more can be said of it', async () => {
    const { id, pages } = await addReleased('70004', ['fit', 'look'])
    const before = server.dispatched.length
    expect((await coordinator.send('POST', `/api/school/blind/${pages[1]}/masks`, { masks: MASKS })).status).toBe(200)
    expect(server.dispatched.length).toBe(before + 1)
    const task = await server.db.selectFrom('task').select(['kind', 'subject_id']).where('id', '=', server.dispatched.at(-1)!).executeTakeFirst()
    expect(task).toEqual({ kind: 'anonymise-work', subject_id: id })
    expect((await waiting()).beingMade).toBe(1)
    expect(await say(coordinator, [pages[1]!])).toMatchObject({ status: 409, body: { code: 'being-made' } })
    expect((await coordinator.send('POST', `/api/school/blind/${pages[0]}/masks`, { masks: [] })).status).toBe(400)
    await addBlindPage(id, 2, 'fit')
    // The image that was masked is no longer the page's.
    expect((await say(coordinator, [pages[1]!])).status).toBe(404)
    await expect(server.db.updateTable('blind_page').set({ sha256: 'x' }).where('id', '=', pages[1]!).execute()).rejects.toThrow(/only added/)
  })
})

describe('why works wait', () => {
  interface Seen { readonly works: number; readonly why: string; readonly todo: string }
  const waitsOf = async (): Promise<{ municipality: readonly Seen[]; chair: readonly Seen[] }> => ({
    municipality: (await (await server.as('municipality')).get<MunicipalityOverview>('/api/municipality/overview')).body.forms[0]!.waits,
    chair: (await (await server.as('chair')).get<{ waits: { reasons: Seen[] }[] }>('/api/chair/protocols')).body.waits[0]?.reasons ?? [],
  })

  it('is said to the coordinator and the chair alike: how many, why and what to do', async () => {
    await addWork(server.db, { school: 2, code: '70011', state: 'staged' })
    const { municipality, chair } = await waitsOf()
    expect(municipality).toEqual(chair)
    expect(municipality.find((one) => one.why.startsWith('Школы ещё не передали'))).toMatchObject({ works: 1 })
    const looks = municipality.find((one) => one.why.includes('координатор школы'))!
    // 70001 and 70003 of above: one page each; 70004 was made anew.
    expect(looks.works).toBe(2)
    expect(looks.why).toMatch(/серый скан — 1, штрихкод — 1|штрихкод — 1, серый скан — 1/)
    const ready = municipality.find((one) => one.why.startsWith('Работы готовы'))!
    expect(ready).toMatchObject({ works: 1, schools: 1 })
    expect(ready.why).toMatch(/нужно не меньше 3/)
    expect(ready.todo).toMatch(/Дождитесь других школ/)
  })

  it('a campaign that turns to looking at all pages holds what nobody saw, and gives it back to the school', async () => {
    const { id, pages } = await addReleased('70012', ['fit', 'fit'])
    await server.db.updateTable('work').set({ state: 'anonymised' }).where('id', '=', id).execute()
    const municipality = await server.as('municipality')
    const { campaign } = (await municipality.get<CampaignView>('/api/municipality/campaign')).body
    const settings = (lookAt: 'unsure' | 'all') => ({ ...campaign!, settings: { ...campaign!.settings, blind: { lookAt } } })
    expect((await municipality.send('PUT', '/api/municipality/campaign', settings('all'))).status).toBe(200)
    expect(await stateOf(id)).toBe('released')
    expect((await waiting()).works.find((work) => work.workId === id)!.pages).toMatchObject(pages.map((page) => ({ id: page, mustMask: false, reasons: [expect.stringMatching(/посмотреть глазами/) as string] })))
    await say(coordinator, pages)
    expect(await stateOf(id)).toBe('anonymised')
    await municipality.send('PUT', '/api/municipality/campaign', settings('unsure'))
    await municipality.send('PUT', '/api/municipality/campaign', settings('all'))
    // It was looked at: nobody is asked twice.
    expect(await stateOf(id)).toBe('anonymised')
  })
})

describe('the school’s words to hide', () => {
  const put = (person: TestPerson, words: readonly string[]) => person.send('PUT', '/api/school/words', { words })

  it('are the own school’s alone; a change asks for the pages to be checked and tells the log no word', async () => {
    expect((await put(coordinator, ['Щербакова', 'Щербакова', ' Жукова '])).status).toBe(200)
    expect((await coordinator.get('/api/school/words')).body).toEqual({ words: ['Щербакова', 'Жукова'] })
    expect((await stranger.get('/api/school/words')).body).toEqual({ words: [] })
    expect((await put(coordinator, ['Ким'])).status).toBe(400)
    expect(await server.db.selectFrom('task').select('subject_id').where('kind', '=', 'check-words').execute()).toEqual([{ subject_id: 'school-1' }])
    const log = (await server.db.selectFrom('audit_event').select('body').execute()).map((row) => row.body).join()
    expect(log).toMatch(/"type":"school.words-changed","words":2/)
    expect(log).not.toMatch(/Щербакова|Жукова/)
    await expect(readAsExpert(server.db, 'expert-1', (blind) => sql`select words from school_words`.execute(blind))).rejects.toThrow(/permission denied/)
    expect((await (await server.as('expert-1')).get('/api/school/words')).status).toBe(403)
  })

  it('that are found on a finished page block it and take its work from the experts', async () => {
    const { id, pages } = await addReleased('70013', ['fit', 'fit'])
    await server.db.updateTable('work').set({ state: 'anonymised' }).where('id', '=', id).execute()
    const asked: (readonly string[])[] = []
    const context = {
      db: server.db, blobs: server.blobs, clock: () => new Date(), log: server.app.log, progress: () => Promise.resolve(), dispatch: () => Promise.resolve(),
      recognisers: { findWords: ({ formPage, words, blind }: { formPage: number; words: readonly string[]; blind: Uint8Array }): Promise<Detection> => {
        expect(blind.length).toBeGreaterThan(100)
        asked.push(words)
        return Promise.resolve({ detector: 'word', version: 1, passed: formPage !== 2, detail: 'found at [1, 2, 3, 4]' })
      } },
    }
    await checkWords(context as unknown as JobContext, 'school-1')
    expect(asked[0]).toEqual(expect.arrayContaining(['Щербакова', 'ЩЕРБАКОВА', 'Жукова', 'ЖУКОВА']))
    expect(await stateOf(id)).toBe('released')
    const seen = (await waiting()).works.find((work) => work.workId === id)!.pages
    expect(seen).toMatchObject([{ formPage: 2, mustMask: true }])
    expect(seen[0]!.id).not.toBe(pages[1])
    expect(seen[0]!.reasons.join()).toMatch(/слово из вашего списка/)
    expect(await say(coordinator, [seen[0]!.id])).toMatchObject({ status: 409, body: { code: 'must-mask' } })
  })

  it('are looked for on the other picture of a page too, put back to where the page lay', async () => {
    const { id, pages } = await addReleased('70014', ['fit', 'fit'])
    await server.db.updateTable('work').set({ state: 'anonymised' }).where('id', '=', id).execute()
    const sha256 = await server.blobs.put(Buffer.from('the other picture'))
    const certificate = { ...CERTIFICATE, formPage: 1, image: sha256, twin: { of: 'a page', movedPx: [1, -2] } }
    await server.db.insertInto('twin_certificate').values({ blind_page_id: pages[0]!, sha256, certificate: JSON.stringify(certificate), fit: true, at: new Date() }).execute()
    const context = {
      db: server.db, blobs: server.blobs, clock: () => new Date(), log: server.app.log, progress: () => Promise.resolve(), dispatch: () => Promise.resolve(),
      recognisers: { findWords: ({ blind, movedPx }: { blind: Uint8Array; movedPx?: readonly number[] }): Promise<Detection> => {
        const isTwin = Buffer.from(blind).toString() === 'the other picture'
        expect(movedPx).toEqual(isTwin ? [1, -2] : undefined)
        return Promise.resolve({ detector: 'word', version: 1, passed: !isTwin, detail: '' })
      } },
    }
    await checkWords(context as unknown as JobContext, 'school-1')
    expect(await stateOf(id)).toBe('released')
    expect((await waiting()).works.find((work) => work.workId === id)!.pages).toMatchObject([{ formPage: 1, mustMask: true }])
  })
})

describe('personal data seen by an expert', () => {
  let works: SchoolWork[]
  const queueOf = async (person: TestPerson): Promise<string[]> => (await person.get<ExpertQueue>('/api/expert/queue')).body.batches.flatMap((batch) => batch.works.map((work) => work.cipher))

  it('takes the work from every expert at once, sends it to the school, and brings it back with its scores', async () => {
    works = await addAnonymisedWorks(server, { schools: [1, 2, 3, 4], works: 1 })
    await drawPublicly(await server.as('municipality'))
    const work = works.find((one) => one.school === 1)!
    const experts = await Promise.all([2, 3, 4].map((school) => server.as(`expert-${school}`)))
    const queues = await Promise.all(experts.map(queueOf))
    const graders = experts.filter((_, index) => queues[index]!.includes(work.cipher))
    expect(graders).toHaveLength(2)
    const [first, second] = graders as [TestPerson, TestPerson]
    await first.send('PUT', `/api/expert/works/${work.cipher}/scores`, { key: newId(), task: '1', score: '1' })
    expect((await second.send('POST', `/api/expert/works/${work.cipher}/flags`, { kind: 'personal-data', note: '', page: 2 })).status).toBe(200)

    for (const grader of graders) {
      expect(await queueOf(grader)).not.toContain(work.cipher)
      expect((await grader.get(`/api/expert/works/${work.cipher}`)).status).toBe(404)
      for (const page of work.blindPages) expect((await grader.get(`/api/expert/pages/${page}`)).status).toBe(404)
    }
    const seen = (await waiting()).works.find((one) => one.workId === work.id)!
    expect(seen.pages).toMatchObject([{ id: work.blindPages[1], formPage: 2 }])
    expect(seen.pages[0]!.reasons.join()).toMatch(/личные данные/)
    const chair = await server.as('chair')
    expect(JSON.stringify((await chair.get(`/api/chair/protocols/school-1/${FORM.id}`)).body)).toMatch(/Ждут школьного координатора[^"]*Обезличивание/)

    await coordinator.send('POST', `/api/school/blind/${work.blindPages[1]}/masks`, { masks: MASKS })
    const anew = await addBlindPage(work.id, 2, 'fit')
    await server.db.updateTable('work').set({ state: 'anonymised' }).where('id', '=', work.id).execute()
    const back = (await first.get<ExpertWork>(`/api/expert/works/${work.cipher}`)).body
    expect(back.tasks.map((task) => task.score)).toEqual(['1', null, null])
    expect(back.pages.map((page) => page.imageUrl)).toEqual([`/api/expert/pages/${work.blindPages[0]}`, `/api/expert/pages/${anew}`])
    expect((await first.get(`/api/expert/pages/${work.blindPages[1]}`)).status).toBe(404)
    const log = (await server.db.selectFrom('audit_event').select('body').execute()).map((row) => (JSON.parse(row.body) as { type: string }).type)
    expect(log).toEqual(expect.arrayContaining(['blind-page.passed', 'blind-page.held', 'blind-page.masked', 'work.withdrawn-for-personal-data']))
  })
})
