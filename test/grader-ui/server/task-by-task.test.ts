import { createHash } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DrawForms } from '../../../grader-ui/api/draw.ts'
import type { ExpertQueue, ExpertWork } from '../../../grader-ui/api/expert.ts'
import type { QualityView } from '../../../grader-ui/api/quality.ts'
import type { ProtocolRow, ProtocolView } from '../../../grader-ui/api/chair.ts'
import { schoolRecheck } from '../../../grader-ui/server/recheck/school-recheck.ts'
import { cropAnswers } from '../../../pipeline/anonymise/crop-answers.ts'
import { drawExperts } from '../../../pipeline/draw/draw-experts.ts'
import { unitOf } from '../../../pipeline/draw/units.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import { mmToPx } from '../../../pipeline/model/raster.ts'
import { campaignSettings } from '../../../storage/queries/campaigns.ts'
import { setupCounts } from '../../../storage/queries/setup-counts.ts'
import { addTask } from '../../../storage/tasks.ts'
import { cropWork } from '../../../workers/jobs/crop-work.ts'
import type { JobContext } from '../../../workers/jobs/job.ts'
import type { CropOrder } from '../../../workers/recognition/crop-image.ts'
import { ChildDied } from '../../../workers/recognition/recogniser-process.ts'
import { runTask } from '../../../workers/run-task.ts'
import { drawPublicly } from './harness/public-draw.ts'
import { addAnonymisedWorks, CERTIFICATE, type SchoolWork } from './harness/recheck.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addWork, FORM, openTestServer, type TestServer } from './harness/test-server.ts'

const SETTINGS = { draw: { unit: 'task', leastOtherSchools: 1 } }
const [WIDTH, HEIGHT] = [1654, 2339]
const SCHOOLS = [1, 2, 3, 4, 5, 6]
let server: TestServer
let desk: TestPerson
let works: SchoolWork[]
const people = new Map<string, TestPerson>()
/** A page with a stroke in its answer box and one above it. */
const picture = async (): Promise<Uint8Array> => {
  const data = new Uint8Array(WIDTH * HEIGHT).fill(255)
  for (const [x, y] of [[40, 100], [40, 45]] as const) for (let row = 0; row < 20; row++) data.fill(20, (Math.round(mmToPx(y)) + row) * WIDTH + Math.round(mmToPx(x)), (Math.round(mmToPx(y)) + row) * WIDTH + Math.round(mmToPx(x)) + 300)
  return encodeJpeg({ width: WIDTH, height: HEIGHT, channels: 1, data }, 60)
}
beforeAll(async () => {
  server = await openTestServer({ schools: SCHOOLS.length, settings: SETTINGS })
  desk = await server.as('municipality')
  const page = await picture()
  works = await addAnonymisedWorks(server, { schools: SCHOOLS.slice(0, 5), works: 1, pictures: async () => [page, page] })
})
afterAll(() => server.close())

/** One try at a task, as a worker makes it. */
const tryTask = (taskId: string, recognisers: object, at: Date): Promise<void> => runTask({
  taskId, jobs: { 'crop-work': cropWork }, db: server.db, log: pino({ level: 'silent' }), clock: () => at, stopping: () => false,
  context: { db: server.db, blobs: server.blobs, clock: () => at, log: pino({ level: 'silent' }), dispatch: async () => undefined, recognisers: recognisers as JobContext['recognisers'] },
})
/** The job with the cutting itself, without readers of codes. */
const cut = async (workId: string, spoil = false): Promise<void> => {
  const blank = { width: WIDTH, height: HEIGHT, channels: 1 as const, data: new Uint8Array(WIDTH * HEIGHT).fill(255) }
  await cropWork({
    db: server.db, blobs: server.blobs, clock: () => new Date('2026-05-12T09:00:00Z'), log: pino({ level: 'silent' }), progress: async () => undefined, dispatch: async () => undefined,
    recognisers: { crop: async ({ blind, formPage, groups }: CropOrder) => (await Promise.all(groups.map(async ({ unit, tasks }) => {
      const inspect = async () => (spoil ? [{ detector: 'code-around', version: 1, passed: false, detail: 'a code' }] : [])
      const crop = await cropAnswers({ blind, blank, form: FORM, formPage, tasks, inspect })
      return crop && { unit, ...crop }
    }))).filter((crop) => crop !== null) },
  } as unknown as JobContext, workId)
}
/** An anonymised work with one blind page; `fit`: how its answers came out, null while they are not cut. */
const addUncut = async (school: number, code: string, fit: boolean | null): Promise<string> => {
  const { id } = await addWork(server.db, { school, code, state: 'anonymised' })
  await server.db.insertInto('blind_page').values({ id: `blind-${code}`, work_id: id, form_page: 1, sha256: await server.blobs.put(await picture()), width_px: WIDTH, height_px: HEIGHT, certificate: JSON.stringify(CERTIFICATE) }).execute()
  if (fit !== null) await server.db.insertInto('cropped_page').values({ blind_page_id: `blind-${code}`, fit }).execute()
  return id
}
const expert = async (id: string): Promise<TestPerson> => people.get(id) ?? people.set(id, await server.as(id)).get(id)!
const queueOf = async (id: string) => (await (await expert(id)).get<ExpertQueue>('/api/expert/queue')).body.batches.flatMap((batch) => batch.works)
const workOf = async (id: string, cipher: string) => (await (await expert(id)).get<ExpertWork>(`/api/expert/works/${cipher}`)).body
/** The cipher under which an expert knows a part of a work. */
const partCipher = (cipher: string, unit: string): string => createHash('sha256').update(`${cipher}-${unit}`).digest('hex').slice(0, 32)
const rows = () => server.db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').select(['a.id', 'a.work_id', 'a.unit', 'a.expert_id', 'a.round', 'a.tasks', 'a.state', 'w.school_id', 'w.cipher']).where('a.state', '<>', 'withdrawn').execute()
const give = async (id: string, cipher: string, scores: Readonly<Record<string, string>>) => {
  const person = await expert(id)
  for (const [task, score] of Object.entries(scores)) expect((await person.send('PUT', `/api/expert/works/${cipher}/scores`, { key: `${cipher}-${task}-${score}-key`, task, score })).status).toBe(200)
  expect((await person.send('POST', `/api/expert/works/${cipher}/submit`)).status).toBe(200)
}

describe('works that are given out task by task', () => {
  test('wait until their answers are cut out; a picture that a detector holds keeps its work back', async () => {
    expect((await drawPublicly(desk)).body.error).toContain('Ответы ещё вырезаются по заданиям, осталось работ: 5')
    await cut(works[0]!.id, true)
    // A page that a person laid beside its blank cannot be cut by it.
    await server.db.updateTable('page').set({ by_hand: 'kept' }).where('work_id', '=', works[4]!.id).where('form_page', '=', 2).execute()
    for (const { id } of works.slice(1)) await cut(id)
    expect((await desk.get<DrawForms>('/api/municipality/draws')).body.forms[0]).toMatchObject({ works: 3, chosen: { keptBack: 2, beingCut: 0 } })
    const { body: { works: [seen] } } = await (await server.as(`coordinator-${works[0]!.school}`)).get<{ works: { notes: string[] }[] }>(`/api/school/works?form=${FORM.id}`)
    expect(seen!.notes.join()).toContain('нельзя показать по одному')
    works.splice(4, 1, ...await addAnonymisedWorks(server, { schools: [6], works: 1, pictures: async () => { const page = await picture(); return [page, page] } }))
    await cut(works[4]!.id)
    const { body: { forms: [form] } } = await desk.get<DrawForms>('/api/municipality/draws')
    expect(form).toMatchObject({ works: 4, parts: 2, chosen: { keptBack: 2, beingCut: 0 } })
    expect(await server.db.selectFrom('answer_crop').select('unit').where('fit', '=', true).execute()).toHaveLength(9)
    await cut(works[1]!.id)
    expect(await server.db.selectFrom('answer_crop').select('unit').execute()).toHaveLength(11)
  })

  test('are drawn part by part: each part two experts of two other schools; the published inputs repeat it', async () => {
    expect((await drawPublicly(desk)).body).toEqual({ works: 4, assignments: 16, shortfall: [] })
    const all = await rows()
    for (const { id } of works.slice(1)) for (const unit of ['1', '2']) {
      const pair = all.filter((row) => row.work_id === id && row.unit === unit)
      expect(new Set(pair.map((row) => row.expert_id)).size).toBe(2)
      for (const row of pair) expect([row.expert_id.replace('expert', 'school') === row.school_id, row.tasks]).toEqual([false, unit === '1' ? ['1', '2'] : ['3']])
    }
    const draw = await server.db.selectFrom('draw').selectAll().executeTakeFirstOrThrow()
    const content = draw.content as { manifest: string; assignments: { work: string; expert: string; round: number }[] }
    const inputs = JSON.parse(content.manifest) as Omit<Parameters<typeof drawExperts>[0], 'seed'>
    expect(drawExperts({ ...inputs, seed: draw.seed }).assignments).toEqual(content.assignments)
    expect(content.assignments.map(({ work }) => unitOf(work).work).every((id) => works.some((work) => work.id === id))).toBe(true)
  })

  test('are never checked by whole works, however they are asked for', async () => {
    const chair = await server.as('chair')
    for (const purpose of ['practice', 'seed'] as const) {
      await server.db.insertInto('agreed_work').values({ id: purpose, work_id: works[purpose === 'seed' ? 2 : 3]!.id, purpose, scores: JSON.stringify({ 1: '1', 2: '2', 3: '7' }), note: '', account_id: 'chair' }).execute()
    }
    expect((await chair.send('POST', `/api/chair/quality/${FORM.id}/deal`)).body).toEqual({ dealt: 0, experts: 0 })
    expect(await server.db.selectFrom('check_marking').select('id').execute()).toEqual([])
    expect((await chair.get<QualityView>('/api/chair/quality')).body).toMatchObject({ apart: true, forms: [{ practice: 1, seeds: 1 }] })
  })

  test('show an expert nothing but the answers to his tasks: a picture of the box alone, under a cipher of its own', async () => {
    for (const id of SCHOOLS.map((school) => `expert-${school}`)) for (const { cipher, tasks } of await queueOf(id)) {
      const work = await workOf(id, cipher)
      expect(cipher).toMatch(/^[0-9a-f]{32}$/)
      expect(works.filter((one) => cipher.includes(one.cipher.slice(0, 8)))).toEqual([])
      expect(work.pages).toHaveLength(1)
      expect(work.tasks).toHaveLength(tasks)
      const [page] = work.pages
      expect([page!.widthPx, page!.heightPx]).toEqual([Math.ceil(mmToPx(185)) - Math.floor(mmToPx(20)), Math.ceil(mmToPx(240)) - Math.floor(mmToPx(60))])
      expect(page!.answers).toHaveLength(1)
      expect(page!.answers[0]!.tasks).toEqual(work.tasks.map((task) => task.id))
      for (const px of page!.answers[0]!.boxPx.slice(0, 2)) expect(px).toBeCloseTo(0, -1)
      const image = await decodeImage((await (await expert(id)).get(page!.imageUrl)).bytes)
      if (!image.ok) throw new Error(image.reason)
      // One stroke of the two on the page: the one above the box is not there.
      expect(image.value.raster.data.reduce((sum, value) => sum + Number(value < 90), 0)).toBeLessThan(7000)
      const whole = await server.db.selectFrom('blind_page').select('id').limit(1).executeTakeFirstOrThrow()
      expect((await (await expert(id)).get(`/api/expert/pages/${whole.id}`)).status).toBe(404)
    }
  })

  test('are not an expert’s while their pages are hidden anew, and come back when the answers are cut out again', async () => {
    const cipher = (await queueOf('expert-1'))[0]!.cipher
    const work = works.find((one) => ['1', '2', '3'].some((unit) => partCipher(one.cipher, unit) === cipher))!
    const { number } = (await workOf('expert-1', cipher)).pages[0]!
    const page = await server.db.selectFrom('blind_page').selectAll().where('work_id', '=', work.id).where('form_page', '=', number).executeTakeFirstOrThrow()
    const { work_id, form_page, sha256, width_px, height_px } = page
    await server.db.insertInto('blind_page').values({ id: 'hidden-anew', work_id, form_page, sha256, width_px, height_px, certificate: JSON.stringify(page.certificate) }).execute()
    expect((await queueOf('expert-1')).map((one) => one.cipher)).not.toContain(cipher)
    expect((await (await expert('expert-1')).get<{ error: string }>(`/api/expert/works/${cipher}`)).body.error).toContain('обезличивают заново')
    await cut(page.work_id)
    expect((await workOf('expert-1', cipher)).pages).toHaveLength(1)
  })

  test('go on to others part by part', async () => {
    const before = await rows()
    const some = before.find((row) => row.expert_id === 'expert-1')!
    expect(await desk.send('POST', '/api/municipality/people/expert-1/take-back', { which: 'some', count: 1 })).toMatchObject({ status: 200, body: { moved: 1 } })
    const after = await rows()
    expect(after).toHaveLength(before.length)
    const moved = after.filter((row) => !before.some((one) => one.id === row.id))
    expect(moved).toHaveLength(1)
    expect(moved[0]!.tasks).toEqual(before.find((row) => row.work_id === moved[0]!.work_id && row.unit === moved[0]!.unit)!.tasks)
    expect(some.expert_id).not.toBe(moved[0]!.expert_id)
  })

  test('come together again: the work’s scores are those of all its experts, and a third marks only the part in question', async () => {
    const work = works[1]!
    const own = () => rows().then((all) => all.filter((row) => row.work_id === work.id))
    const score = (row: { unit: string; round: number }) => (row.unit === '1' ? { 1: '1', 2: row.round === 1 ? '2' : '0' } : { 3: '7' })
    for (const row of await own()) await give(row.expert_id, partCipher(work.cipher, row.unit), score(row))
    const third = (await own()).filter((row) => row.round === 3)
    expect(third).toMatchObject([{ unit: '1', tasks: ['2'] }])
    expect((await own()).filter((row) => row.unit === '1').map((row) => row.expert_id)).toHaveLength(new Set((await own()).filter((row) => row.unit === '1').map((row) => row.expert_id)).size)
    await give(third[0]!.expert_id, partCipher(work.cipher, '1'), { 2: '1' })
    const settings = campaignSettings.parse(SETTINGS)
    const { works: [compared] } = await schoolRecheck({ db: server.db, schoolId: `school-${work.school}`, form: FORM, settings })
    expect(compared).toMatchObject({ state: 'complete', thirdTasks: ['2'] })
    expect(compared!.comparison.tasks.map((task) => task.recheck)).toEqual(['1', '1', '7'])
    expect(compared!.expertIds.length).toBeGreaterThanOrEqual(3)
  })

  test('hold up no protocol when they may not be shown apart: it speaks of the others, and the chair is told how many are not in it', async () => {
    const school = works[1]!.school
    await addUncut(school, '70999', false)
    const protocols = async () => (await (await server.as('chair')).get<{ protocols: ProtocolRow[] }>('/api/chair/protocols')).body.protocols
    const { body } = await (await server.as('chair')).get<ProtocolView>(`/api/chair/protocols/school-${school}/${FORM.id}`)
    expect(body).toMatchObject({ row: { works: 1, gradedWorks: 1, state: 'ready' }, obstacles: [] })
    expect(body.confidenceSentence).toContain('нельзя показать по одному: 1.')
    // The only work of this school is kept back: there is nothing to sign.
    expect((await protocols()).map((row) => row.schoolId)).not.toContain(`school-${works[0]!.school}`)
    expect(await setupCounts(server.db, 'campaign')).toMatchObject({ works: 4, drawn: 4, protocols: 4 })
  })

  test('whose answers could not be cut out are counted apart and hold up nobody; one that waits to be cut does', async () => {
    const id = await addUncut(6, '76999', null)
    const chosen = async () => (await desk.get<DrawForms>('/api/municipality/draws')).body.forms[0]!
    await addUncut(6, '76998', true)
    expect(await chosen()).toMatchObject({ waiting: 1, chosen: { beingCut: 1, uncut: 0 } })
    expect((await chosen()).obstacles.join()).toContain('ещё вырезаются')
    // The process dies over it every time: it is tried five times, then a person is told what happened, and nothing of it is lost.
    await server.db.transaction().execute((trx) => addTask(trx, { kind: 'crop-work', subjectId: id }))
    const { id: taskId } = await server.db.selectFrom('task').select('id').where('kind', '=', 'crop-work').where('subject_id', '=', id).executeTakeFirstOrThrow()
    let tries = 0
    const dies = { crop: () => { tries++; return Promise.reject(new ChildDied('memory', 'SIGKILL')) } }
    const state = async () => (await server.db.selectFrom('task').select('state').where('id', '=', taskId).executeTakeFirstOrThrow()).state
    for (let round = 0; round < 7; round++) {
      if (round === 4) expect([await state(), (await chosen()).chosen]).toEqual(['pending', expect.objectContaining({ beingCut: 1, uncut: 0 })])
      await tryTask(taskId, dies, new Date(Date.now() + round * 60_000))
    }
    expect([tries, await state()]).toEqual([5, 'failed'])
    expect(await chosen()).toMatchObject({ waiting: 1, chosen: { beingCut: 0, uncut: 1 }, uncutWhy: ['программе, которая вырезает, не хватило памяти (SIGKILL)'] })
    expect((await chosen()).obstacles.join()).not.toContain('вырезаются')
    for (const path of [FORM.id, 'no-form']) expect((await desk.send('POST', `/api/municipality/draws/${path}/cut-again`)).status).toBe(path === FORM.id ? 200 : 404)
    expect(await server.db.selectFrom('task').select('subject_id').where('kind', '=', 'crop-work').where('state', '=', 'pending').execute()).toEqual([{ subject_id: id }])
    expect((await chosen()).chosen).toMatchObject({ beingCut: 1, uncut: 0 })
    // Pressed again it goes through: the page was there all the time.
    await cut(id)
    expect(await chosen()).toMatchObject({ waiting: 2, chosen: { beingCut: 0, uncut: 0 }, uncutWhy: [] })
  })
})
