import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { PaperChecks, Repair, repairList, SchoolClass } from '../../../grader-ui/api/school.ts'
import { verifyAudit } from '../../../storage/audit-log.ts'
import { newId } from '../../../storage/new-id.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addPages, addResultsForm, addWork, FORM, openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
let school = 0
let coordinator: TestPerson
beforeAll(async () => { server = await openTestServer({ schools: 8 }) })
beforeEach(async () => { coordinator = await server.as(`coordinator-${++school}`) })
afterAll(() => server.close())

const repairs = async (): Promise<readonly Repair[]> => (await coordinator.get<{ repairs: Repair[] }>('/api/school/repairs')).body.repairs
const checks = async (): Promise<PaperChecks> => (await coordinator.get<PaperChecks>(`/api/school/checks?form=${FORM.id}`)).body

describe('what is missing and what the order suggests', () => {
  it('names a missing page and a second scan; accepting puts the second scan away and can be undone', async () => {
    const work = await addWork(server.db, { school, code: '70001' })
    const [again] = await addPages(server.db, { school, pages: [{ state: 'duplicate', formPage: 2, reading: { code: { value: '70001', confidence: 1, status: 'read' } } }] })
    await coordinator.send('POST', `/api/school/pages/${work.pages[0]}/place`, { action: 'discard' })
    expect(await repairs()).toMatchObject([{ type: 'missing', code: '70001', missing: [1], page: null }, { type: 'repeat', code: '70001', formPage: 2, page: { id: again } }])
    await coordinator.send('POST', `/api/school/pages/${again}/place`, { action: 'discard' })
    expect((await repairs()).map((one) => one.type)).toEqual(['missing'])
    await coordinator.send('POST', `/api/school/pages/${again}/undo`)
    expect((await repairs()).map((one) => one.type)).toEqual(['missing', 'repeat'])
  })

  it('proposes a page without a code to the work whose row it continues, and says nothing of released works', async () => {
    await addResultsForm(server.db, { school, codes: ['70001'] })
    const work = await addWork(server.db, { school, code: '70001' })
    await server.db.updateTable('page').set({ state: 'doubtful', work_id: null }).where('id', '=', work.pages[1]!).execute()
    const [put] = await repairs()
    expect(put).toMatchObject({ type: 'put', code: '70001', form: FORM.id, formPage: 2, from: null, page: { id: work.pages[1] } })
    await coordinator.send('POST', `/api/school/pages/${put!.page!.id}/place`, { action: 'assign', formId: put!.form, formPage: put!.formPage, participantCode: put!.code })
    expect(await repairs()).toEqual([])
    await server.db.updateTable('page').set({ state: 'blank', work_id: null }).where('id', '=', work.pages[1]!).execute()
    expect(await repairs()).toMatchObject([{ type: 'missing', missing: [2] }])
    await server.db.updateTable('work').set({ state: 'released' }).where('id', '=', work.id).execute()
    expect(await repairs()).toEqual([])
  })

  it('proposes two pages with the same ink as one sheet, whatever codes were read: one is put away, or they are said to be different; until then nothing is released', async () => {
    await addResultsForm(server.db, { school, codes: ['70001', '70007'] })
    const [one, two] = [await addWork(server.db, { school, code: '70001' }), await addWork(server.db, { school, code: '70007' })]
    const [nameless] = await addPages(server.db, { school, pages: [{ state: 'doubtful', formPage: 1 }] })
    const ink = (pageId: string, hash: string, cells = 400) => server.db.updateTable('page').set({ ink_hash: hash, ink_cells: cells }).where('id', '=', pageId).execute()
    const [first, second] = [one.pages[1]!, two.pages[1]!]
    await ink(first, '5a'.repeat(128))
    await ink(second, `5b${'5a'.repeat(127)}`)
    // The same ink on another page of the form, and hardly any ink, say nothing.
    await ink(nameless!, '5a'.repeat(128))
    await ink(two.pages[0]!, '5a'.repeat(128), 40)
    expect(await repairs()).toMatchObject([{ type: 'twin', formPage: 2, other: { id: first, code: '70001' }, page: { id: second, code: '70007', released: false } }])
    await server.db.updateTable('page').set({ state: 'discarded' }).where('id', '=', nameless!).execute()
    const release = async () => (await coordinator.send<{ obstacles: string[] }>('POST', '/api/school/release', { formId: FORM.id })).body.obstacles.join()
    expect(await release()).toMatch(/Страница 2 работ 70001 и 70007 — похоже, один и тот же лист/)
    for (let n = 0; n < 2; n++) expect((await coordinator.send('POST', '/api/school/repairs/different', { first: second, second: first })).status).toBe(200)
    expect(await repairs()).toEqual([])
    expect(await release()).toBe('')
    expect((await coordinator.send('POST', '/api/school/repairs/different', { first: 'another school’s', second: first })).status).toBe(404)
    expect(await server.db.selectFrom('different_sheets').select('first_page').where('school_id', '=', `school-${school}`).execute()).toHaveLength(1)
  })

  it('takes back that two pages are different sheets, as often as a person changes his mind, and writes each step into the audit log', async () => {
    await addResultsForm(server.db, { school, codes: ['70001', '70007'] })
    const [one, two] = [await addWork(server.db, { school, code: '70001' }), await addWork(server.db, { school, code: '70007' })]
    const [first, second] = [one.pages[1]!, two.pages[1]!]
    await server.db.updateTable('page').set({ ink_hash: '5a'.repeat(128), ink_cells: 400 }).where('id', 'in', [first, second]).execute()
    const say = (different: boolean, pages = { first, second }) => coordinator.send('POST', '/api/school/repairs/different', { ...pages, different })
    const list = async () => (await coordinator.get<z.infer<typeof repairList>>('/api/school/repairs')).body
    const obstacles = async () => (await coordinator.send<{ obstacles: string[] }>('POST', '/api/school/release', { formId: FORM.id })).body.obstacles.join()
    expect((await list()).different).toEqual([])
    expect((await say(false)).status).toBe(200)
    await say(true)
    expect(await list()).toMatchObject({ repairs: [], different: [{ page: { id: second }, other: { id: first }, form: FORM.id, who: `Имя coordinator-${school}` }] })
    for (let n = 0; n < 2; n++) expect((await say(false, { first: second, second: first })).status).toBe(200)
    expect(await list()).toMatchObject({ repairs: [{ type: 'twin', other: { id: first }, page: { id: second } }], different: [] })
    expect(await obstacles()).toMatch(/похоже, один и тот же лист/)
    await say(true)
    expect(await obstacles()).toBe('')
    // What everybody else has now is not asked again.
    expect((await list()).different).toEqual([])
    const said = await server.db.selectFrom('audit_event').select('body').where('body', 'like', '%page.different-sheets%').where('body', 'like', `%${first}%`).orderBy('seq').execute()
    expect(said.map(({ body }) => body.includes('undone'))).toEqual([false, true, false])
    expect(await verifyAudit(server.db)).toMatchObject({ ok: true })
  })

  it('counts by class what was declared, found and is complete', async () => {
    const row = (code: string, classNumber: string, variant: string | null = '1') => ({ code, variant, scores: {}, total: null, classNumber, journalMark: null })
    await server.db.insertInto('results_form').values({
      id: newId(), school_id: `school-${school}`, form_id: FORM.id, name: 'ф.xlsx', sha256: '0'.repeat(64), account_id: `coordinator-${school}`,
      content: JSON.stringify({ tasks: FORM.tasks, problems: [], rows: [row('70001', '1'), row('70002', '1'), row('70003', '1', null), row('70004', '2')] }),
    }).execute()
    await addWork(server.db, { school, code: '70001' })
    const { classes } = (await coordinator.get<{ classes: SchoolClass[] }>(`/api/school/works?form=${FORM.id}`)).body
    expect(classes).toEqual([
      { classNumber: '1', declared: 2, found: 1, complete: 1, missingCodes: ['70002'] }, { classNumber: '2', declared: 1, found: 0, complete: 0, missingCodes: ['70004'] },
    ])
  })
})

it('the coordinator’s checks list each breach with its place on the page', async () => {
  await addResultsForm(server.db, { school, codes: ['70001'], rows: { 70001: { scores: { 1: '1', 2: '2', 3: '8' }, total: '12' } } })
  const work = await addWork(server.db, { school, code: '70001', scores: { 1: '1', 2: '2', 3: '9' }, total: '12', mark: '5' })
  const evidence = { seen: { evidence: { form: FORM.id, formPage: 1, scores: [{ task: '3', box: 0, boxPx: [424, 2047, 87, 79] }], total: { boxPx: [1260, 2047, 118, 79] } } }, place: { state: 'work', code: '70001' } }
  await server.db.insertInto('page_reading').values({ id: newId(), page_id: work.pages[0]!, evidence: JSON.stringify(evidence), reading: JSON.stringify({}) }).execute()
  const found = await checks()
  expect(found).toMatchObject({ works: 1, withResultsForm: true, breaches: [{ kind: 'score-excel', task: '3', paper: '9', other: '8', participantCode: '70001', pageId: work.pages[0], cropPx: [424, 2047, 87, 79], widthPx: 1654 }] })
  expect((await coordinator.get('/api/school/checks?form=none')).status).toBe(404)
})

it('a work that could not be anonymised says so instead of waiting for ever', async () => {
  const work = await addWork(server.db, { school, code: '70001', state: 'released' })
  const notes = async (): Promise<string[]> => (await coordinator.get<{ works: { notes: string[] }[] }>(`/api/school/works?form=${FORM.id}`)).body.works[0]!.notes
  expect(await notes()).toEqual([])
  await server.db.insertInto('task').values({ id: newId(), kind: 'anonymise-work', subject_id: work.id, state: 'done', finished_at: new Date(), lease_until: null, run_after: new Date(), error: null }).execute()
  expect(await notes()).toEqual([expect.stringMatching(/обезличивание не закончено/)])
})
