import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExpertQueue, ExpertWork } from '../../../grader-ui/api/expert.ts'
import type { QualityView } from '../../../grader-ui/api/quality.ts'
import { standingBlindPages } from '../../../storage/queries/blind-pages.ts'
import { expertsToDeal } from '../../../storage/queries/checks.ts'
import { newId } from '../../../storage/new-id.ts'
import { drawPublicly } from './harness/public-draw.ts'
import { addAnonymisedWorks, type SchoolWork } from './harness/recheck.ts'
import type { TestPerson } from './harness/test-person.ts'
import { FORM, openTestServer, type TestServer } from './harness/test-server.ts'

const SCHOOLS = [1, 2, 3, 4, 5, 6]
const AGREED = { 1: '1', 2: '2', 3: '6' } as const
const RULES = { deadline: '2026-05-20T15:00:00.000Z', seedPercent: 20, repeatPercent: 10, taskTolerance: 1, totalTolerance: 2, stopAfter: 2, showOthers: 'after-third' } as const
let server: TestServer
let works: SchoolWork[]
let chair: TestPerson
const experts = new Map<string, TestPerson>()

beforeAll(async () => {
  server = await openTestServer({ schools: SCHOOLS.length })
  works = await addAnonymisedWorks(server, { schools: SCHOOLS, works: 8, twins: true })
  chair = await server.as('chair')
})
afterAll(() => server.close())

const quality = async () => (await chair.get<QualityView>('/api/chair/quality')).body
const form = async () => (await quality()).forms[0]!
const person = async (id: string): Promise<TestPerson> => {
  const known = experts.get(id) ?? await server.as(id)
  experts.set(id, known)
  return known
}
const queueOf = async (id: string) => (await (await person(id)).get<ExpertQueue>('/api/expert/queue')).body.batches[0]!
const checksOf = (id: string, kind: string) => server.db.selectFrom('check_marking').selectAll().where('expert_id', '=', id).where('kind', '=', kind as 'seed').execute()
async function give(id: string, cipher: string, scores: Readonly<Record<string, string>>): Promise<{ status: number; body: { code?: string; error?: string } }> {
  let last: { status: number; body: { code?: string; error?: string } } = { status: 0, body: {} }
  for (const [task, score] of Object.entries(scores)) last = await (await person(id)).send('PUT', `/api/expert/works/${cipher}/scores`, { key: newId(), task, score })
  return last
}

describe('agreed scores', () => {
  it('are set by the chair for whole works, seen by cipher and blind pages only', async () => {
    const { body } = await chair.get<{ works: { cipher: string; purpose: string }[] }>(`/api/chair/quality/${FORM.id}/works`)
    const view = await chair.get<{ pages: { imageUrl: string }[] }>(`/api/chair/quality/works/${body.works[0]!.cipher}`)
    expect((await chair.get(view.body.pages[0]!.imageUrl)).headers['content-type']).toBe('image/jpeg')
    expect(JSON.stringify(view.body)).not.toMatch(/school|participant|7\d0\d0/)
    const put = (cipher: string, content: object) => chair.send<{ code?: string }>('PUT', `/api/chair/quality/works/${cipher}`, { note: '', ...content })
    expect((await put(body.works[0]!.cipher, { purpose: 'seed', scores: { 1: '1' } })).body.code).toBe('tasks-missing')
    expect((await put(body.works[0]!.cipher, { purpose: 'seed', scores: { ...AGREED, 1: '7' } })).body.code).toBe('no-such-score')
    // The practice work is of a school whose expert does not practise below: nobody gets a work of the own school.
    const { school: away } = works.at(-1)!
    const fromAway = new Set((await server.db.selectFrom('work').select('cipher').where('id', 'in', works.filter(({ school }) => school === away).map(({ id }) => id)).execute()).map(({ cipher }) => cipher))
    const ordered = [...body.works].sort((a, b) => Number(fromAway.has(b.cipher)) - Number(fromAway.has(a.cipher)))
    const some = [ordered[0]!, ...body.works.filter((work) => work !== ordered[0])].slice(0, 14)
    for (const [index, { cipher }] of some.entries()) {
      expect((await put(cipher, { purpose: index === 0 ? 'practice' : 'seed', scores: AGREED, note: index === 0 ? 'Ответ без единиц — 1 балл.' : '' })).status).toBe(200)
    }
    expect((await chair.send('PUT', '/api/chair/quality/rules', RULES)).status).toBe(200)
    expect(await form()).toMatchObject({ practice: 1, seeds: 13 })
  })
})

describe('checks', () => {
  beforeAll(async () => {
    const municipality = await server.as('municipality')
    const drawn = await drawPublicly(municipality)
    expect(drawn.status, drawn.body.error).toBe(200)
  })

  it('are dealt with the draw: nobody gets a work of the own school or one he has anyway, and each gets his share', async () => {
    for (const school of SCHOOLS) {
      const id = `expert-${school}`
      const seeds = await checksOf(id, 'seed')
      const own = await server.db.selectFrom('assignment').select('work_id').where('expert_id', '=', id).execute()
      expect(seeds.length).toBeGreaterThan(0)
      expect(seeds.length).toBeLessThanOrEqual(Math.max(1, Math.round(own.length * 0.2)))
      for (const seed of seeds) {
        expect(own.map((row) => row.work_id)).not.toContain(seed.work_id)
        expect(works.find((work) => work.id === seed.work_id)!.school).not.toBe(school)
      }
      const repeats = await checksOf(id, 'repeat')
      expect(repeats.length).toBeGreaterThan(0)
      for (const repeat of repeats) {
        const original = await server.db.selectFrom('assignment').select(['place', 'work_id', 'expert_id']).where('id', '=', repeat.of_assignment!).executeTakeFirstOrThrow()
        expect(original).toMatchObject({ work_id: repeat.work_id, expert_id: id })
        expect(repeat.place).toBeGreaterThan(original.place)
      }
    }
  })

  it('cannot be told from other works by any byte that the expert receives', async () => {
    const id = 'expert-1'
    const me = await person(id)
    const hidden = new Set([...await checksOf(id, 'seed'), ...await checksOf(id, 'repeat')].map((row) => row.cipher))
    const queue = await queueOf(id)
    const known = new Set(works.map((work) => work.cipher))
    expect(queue.works.filter((work) => hidden.has(work.cipher)).length).toBe(hidden.size)
    expect([...hidden].filter((cipher) => known.has(cipher))).toEqual([])
    const pictures: string[] = []
    const shapes: Record<'check' | 'real', Set<string>> = { check: new Set(), real: new Set() }
    for (const entry of queue.works.filter((work) => !work.practice)) {
      const answer = await me.get<ExpertWork>(`/api/expert/works/${entry.cipher}`)
      const headers = { ...answer.headers, date: '', 'content-length': '' }
      const shown = JSON.stringify([entry, answer.body, headers]).replace(/\/api\/expert\/pages\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, 'PAGE').replaceAll(entry.cipher, 'CIPHER')
      expect(entry.cipher).toMatch(/^[0-9a-f]{32}$/)
      const pages = await Promise.all(answer.body.pages.map(async (page) => {
        const image = await me.get(page.imageUrl)
        pictures.push(Buffer.from(image.bytes).toString('base64'))
        return [image.status, { ...image.headers, date: '', 'content-length': '' }]
      }))
      shapes[hidden.has(entry.cipher) ? 'check' : 'real'].add(JSON.stringify([shown, pages]))
    }
    expect(shapes.check).toEqual(shapes.real)
    expect(shapes.check.size).toBe(1)
    // A repeat is another picture of the same page.
    expect(new Set(pictures).size).toBe(pictures.length)
  })

  it('leave no trace in what the database lets an expert’s queries reach', async () => {
    for (const [columns, table] of [['*', 'agreed_work'], ['*', 'check_result'], ['*', 'check_page'], ['*', 'marking_stop'], ['kind', 'check_marking'], ['work_id', 'check_marking']]) {
      await expect(server.db.transaction().execute(async (trx) => {
        await sql`set local role sverka_expert`.execute(trx)
        await sql.raw(`select ${columns} from ${table}`).execute(trx)
      })).rejects.toThrow(/permission denied/)
    }
  })

  it('let an expert practise first: the agreed scores stand beside the own ones once the practice work is handed in', async () => {
    const queue = await queueOf('expert-2')
    const practice = queue.works.filter((work) => work.practice)
    expect(queue.works.slice(0, practice.length)).toEqual(practice)
    const real = queue.works.find((work) => !work.practice)!
    expect((await give('expert-2', real.cipher, { 1: '1' })).body.code).toBe('practice-first')
    const me = await person('expert-2')
    for (const { cipher } of practice) {
      await give('expert-2', cipher, { 1: '0', 2: '2', 3: '6' })
      expect((await me.get<ExpertWork>(`/api/expert/works/${cipher}`)).body.agreed).toBeNull()
      expect((await me.send('POST', `/api/expert/works/${cipher}/submit`)).status).toBe(200)
      expect((await me.get<ExpertWork>(`/api/expert/works/${cipher}`)).body.agreed).toEqual({ scores: AGREED, note: 'Ответ без единиц — 1 балл.' })
    }
    expect((await give('expert-2', real.cipher, { 1: '1' })).status).toBe(200)
    expect(queue.total).toBe(queue.works.length - practice.length)
  })

  it('stop an expert after failed seeds, tell the chair and not which; the chair lets him go on', async () => {
    const id = 'expert-2'
    const seeds = await checksOf(id, 'seed')
    expect(seeds.length).toBeGreaterThanOrEqual(2)
    const real = (await queueOf(id)).works.find((work) => !work.practice && !seeds.some((seed) => seed.cipher === work.cipher))!
    for (const { cipher } of seeds.slice(0, 2)) await give(id, cipher, { 1: '0', 2: '0', 3: '0' })
    expect((await queueOf(id)).stopped).toBeNull()
    // The last of them may still be corrected while the expert is at it; it is judged when he has gone on.
    await give(id, real.cipher, { 2: '1' })
    expect((await queueOf(id)).stopped).toMatch(/Проверка приостановлена/)
    const refused = await give(id, real.cipher, { 3: '1' })
    expect(refused).toMatchObject({ status: 423, body: { code: 'stopped' } })
    expect(JSON.stringify(refused.body)).not.toMatch(/контрольн/)
    expect((await form()).experts.find((one) => one.id === id)).toMatchObject({ stopped: true, seed: { works: 2, failed: 2, bias: -3 } })
    expect((await chair.send('POST', `/api/chair/quality/${FORM.id}/experts/${id}/resume`)).status).toBe(200)
    expect((await give(id, real.cipher, { 3: '1' })).status).toBe(200)
    expect((await chair.send<{ code: string }>('POST', `/api/chair/quality/${FORM.id}/experts/${id}/resume`)).body.code).toBe('not-stopped')
  })

  it('measure an expert’s own noise by hidden repeats, and never count as gradings of their works', async () => {
    const id = 'expert-3'
    const me = await person(id)
    for (const { cipher } of (await queueOf(id)).works.filter((work) => work.practice)) {
      await give(id, cipher, AGREED)
      await me.send('POST', `/api/expert/works/${cipher}/submit`)
    }
    const repeats = await checksOf(id, 'repeat')
    const [repeat] = repeats
    const { cipher } = await server.db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').select('w.cipher').where('a.id', '=', repeat!.of_assignment!).executeTakeFirstOrThrow()
    await give(id, cipher, { 1: '1', 2: '1', 3: '5' })
    await give(id, repeat!.cipher, { 1: '1', 2: '2', 3: '7' })
    for (const { cipher: other } of (await queueOf(id)).works.filter((work) => work.cipher !== cipher && work.cipher !== repeat!.cipher && work.state === 'open')) await give(id, other, AGREED)
    expect((await me.send('POST', `/api/expert/batches/${FORM.id}/submit`)).status).toBe(200)
    expect((await form()).experts.find((one) => one.id === id)).toMatchObject({ repeat: { works: repeats.length }, stopped: false, seed: { failed: 0, meanApart: 0 } })
    expect((await form()).experts.find((one) => one.id === id)!.repeat.meanApart).toBeCloseTo(1 / repeats.length)
    const gradings = await server.db.selectFrom('assignment').select('id').where('work_id', '=', repeat!.work_id).where('expert_id', '=', id).execute()
    expect(gradings).toHaveLength(1)
    const { body } = await (await server.as('municipality')).get<{ forms: { experts: { name: string; assigned: number; submitted: number }[] }[] }>('/api/municipality/overview')
    const counted = body.forms[0]!.experts.find((one) => one.name === `Имя ${id}`)!
    expect(counted.submitted).toBe(counted.assigned)
    expect(counted.assigned).toBe((await server.db.selectFrom('assignment').select('id').where('expert_id', '=', id).where('round', '<', 3).execute()).length)
  })
})

describe('a check with personal data on it', () => {
  it('is reported and taken from everybody like any other work', async () => {
    const [seed] = await checksOf('expert-4', 'seed')
    const flagged = await (await person('expert-4')).send<{ error?: string }>('POST', `/api/expert/works/${seed!.cipher}/flags`, { kind: 'personal-data', note: '' })
    expect(flagged.status, flagged.body.error).toBe(200)
    expect((await server.db.selectFrom('work').select('state').where('id', '=', seed!.work_id).executeTakeFirstOrThrow()).state).not.toBe('anonymised')
    expect((await queueOf('expert-4')).works.map((work) => work.cipher)).not.toContain(seed!.cipher)
  })
})

describe('the others’ scores', () => {
  it('show only after the third has handed in, and only what the campaign lets be seen', async () => {
    const rows = () => server.db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').select(['a.id', 'a.expert_id', 'a.round', 'a.state', 'w.cipher', 'w.id as work_id'])
      // The work reported above is with nobody.
      .where('w.state', '=', 'anonymised').execute()
    const first = (await rows()).find((row) => row.expert_id === 'expert-3' && row.state === 'submitted')!
    const second = (await rows()).find((row) => row.work_id === first.work_id && row.id !== first.id)!
    for (const { cipher } of (await queueOf(second.expert_id)).works.filter((work) => work.practice && work.state === 'open')) {
      await give(second.expert_id, cipher, AGREED)
      await (await person(second.expert_id)).send('POST', `/api/expert/works/${cipher}/submit`)
    }
    const others = async () => (await (await person('expert-3')).get<ExpertWork>(`/api/expert/works/${first.cipher}`)).body.others
    await give(second.expert_id, second.cipher, { 1: '0', 2: '0', 3: '0' })
    expect((await (await person(second.expert_id)).send('POST', `/api/expert/works/${second.cipher}/submit`)).status).toBe(200)
    expect(await others()).toEqual([])
    const third = (await rows()).find((row) => row.work_id === first.work_id && row.round === 3)!
    expect((await (await person(third.expert_id)).get<ExpertWork>(`/api/expert/works/${third.cipher}`)).body.others).toEqual([])
    for (const { cipher } of (await queueOf(third.expert_id)).works.filter((work) => work.practice && work.state === 'open')) {
      await give(third.expert_id, cipher, AGREED)
      await (await person(third.expert_id)).send('POST', `/api/expert/works/${cipher}/submit`)
    }
    const tasks = (await (await person(third.expert_id)).get<ExpertWork>(`/api/expert/works/${third.cipher}`)).body.tasks
    await give(third.expert_id, third.cipher, Object.fromEntries(tasks.map(({ id }) => [id, '1'])))
    expect((await (await person(third.expert_id)).send('POST', `/api/expert/works/${third.cipher}/submit`)).status).toBe(200)
    expect((await others()).map(({ round }) => round).sort()).toEqual([second.round, 3].sort())
    await chair.send('PUT', '/api/chair/quality/rules', { ...RULES, showOthers: 'never' })
    expect(await others()).toEqual([])
  })
})

describe('a work whose other pictures may not be shown', () => {
  it('comes to nobody a second time: it leaves the desk where it was dealt, and is not dealt again', async () => {
    const open = await server.db.selectFrom('check_marking').selectAll().where('kind', '=', 'repeat').where('state', '=', 'open').execute()
    const repeat = open.find((one) => one.work_id !== open[0]!.work_id) ?? open[0]!
    const original = await server.db.selectFrom('work').select('cipher').where('id', '=', repeat.work_id).executeTakeFirstOrThrow()
    const shown = async () => (await queueOf(repeat.expert_id)).works.map((work) => work.cipher)
    const me = await person(repeat.expert_id)
    const { pages } = (await me.get<ExpertWork>(`/api/expert/works/${repeat.cipher}`)).body
    expect((await me.get(pages[0]!.imageUrl)).status).toBe(200)
    const again = async () => (await expertsToDeal(server.db, FORM.id)).flatMap((expert) => expert.tail).filter((one) => one.workId === repeat.work_id).map((one) => one.comesAgain)
    const before = await again()
    expect(before.every(Boolean)).toBe(true)

    const [page] = await standingBlindPages(server.db, [repeat.work_id])
    // It was made anew, and a detector finds something on its twin.
    await server.db.insertInto('blind_page').values({ id: 'anew', work_id: page!.workId, form_page: page!.formPage, sha256: page!.sha256, width_px: page!.widthPx, height_px: page!.heightPx, certificate: JSON.stringify(page!.certificate) }).execute()
    await server.db.insertInto('twin_certificate').values({ blind_page_id: 'anew', sha256: 'f'.repeat(64), certificate: JSON.stringify(page!.certificate), fit: false, at: new Date() }).execute()
    expect(await shown()).not.toContain(repeat.cipher)
    expect((await me.get(`/api/expert/works/${repeat.cipher}`)).status).toBe(404)
    for (const { imageUrl } of pages) expect((await me.get(imageUrl)).status).toBe(404)
    expect(await again()).toEqual(before.map(() => false))
    // The work itself stays where it is.
    expect(await shown()).toContain(original.cipher)
  })
})
