import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DoubtList, SchoolOverview, UploadAnswer } from '../../../grader-ui/api/school.ts'
import { writeResultsForm } from '../../../pipeline/results-form/write-results-form.ts'
import { verifyAudit } from '../../../storage/audit-log.ts'
import { countingValues } from '../../../storage/queries/counting-values.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addDoubt, addPages, addResultsForm, addWork, FORM, hashOf, openTestServer, schoolName, type TestServer } from './harness/test-server.ts'

let server: TestServer
// A database takes longer than a test, so each test has a school of its own in one database.
let school = 0
let coordinator: TestPerson
beforeAll(async () => { server = await openTestServer({ schools: 40 }) })
beforeEach(async () => { coordinator = await server.as(`coordinator-${++school}`) })
afterAll(() => server.close())

const PDF = Buffer.from('%PDF-1.4\n% a scan\n')
const pageOf = (id: string) => server.db.selectFrom('page').select(['state', 'work_id']).where('id', '=', id).executeTakeFirstOrThrow()
const valueOf = async (workId: string, task: string) => (await countingValues(server.db, [workId])).find((value) => value.task === task)?.value
const auditTypes = async () => (await server.db.selectFrom('audit_event').select('body').orderBy('seq').execute())
  .map((row) => JSON.parse(row.body) as { type: string; actor: string }).filter((event) => event.actor === `coordinator-${school}`).map((event) => event.type)
const files = () => server.db.selectFrom('scan_file').selectAll().where('school_id', '=', `school-${school}`).execute()

describe('uploading scans', () => {
  it('stores the original untouched under its hash and asks for its pages', async () => {
    const answer = await coordinator.upload<UploadAnswer>('/api/school/files', [{ field: 'file', name: 'C:\\сканы\\7А.pdf', content: PDF }])
    expect(answer.body.files).toMatchObject([{ name: '7А.pdf', status: 'accepted' }])
    const file = (await files())[0]!
    expect(file).toMatchObject({ name: '7А.pdf', state: 'waiting', uploaded_by: `coordinator-${school}` })
    expect(Buffer.from((await server.blobs.get(file.sha256))!)).toEqual(PDF)
    const task = await server.db.selectFrom('task').selectAll().where('subject_id', '=', file.id).executeTakeFirstOrThrow()
    expect(task).toMatchObject({ kind: 'open-file', state: 'pending' })
    expect(server.dispatched).toContain(task.id)
    expect(await auditTypes()).toContain('scan-file.uploaded')
  })

  it('says of the same bytes that they are here already, whatever their name', async () => {
    await coordinator.upload('/api/school/files', [{ field: 'file', name: 'a.pdf', content: PDF }])
    const again = await coordinator.upload<UploadAnswer>('/api/school/files', [{ field: 'file', name: 'b.pdf', content: PDF }])
    expect(again.body.files[0]!.status).toBe('already-here')
    const other = await (await server.as(`coordinator-${++school}`)).upload<UploadAnswer>('/api/school/files', [{ field: 'file', name: 'a.pdf', content: PDF }])
    expect(other.body.files[0]!.status).toBe('accepted')
  })

  it('refuses garbage, emptiness and what is too large in words, and takes the good file beside them', async () => {
    const answer = await coordinator.upload<UploadAnswer>('/api/school/files', [
      { field: 'file', name: 'virus.pdf', content: 'MZ this is a program' }, { field: 'file', name: 'empty.pdf', content: '' },
      { field: 'file', name: 'huge.pdf', content: Buffer.concat([PDF, Buffer.alloc(300_000)]) }, { field: 'file', name: 'good.pdf', content: PDF },
    ])
    expect(answer.body.files.map((file) => file.status)).toEqual(['refused', 'refused', 'refused', 'accepted'])
    expect(answer.body.files[0]!.message).toMatch(/не PDF, TIFF, JPEG, PNG или ZIP/)
    expect(answer.body.files[2]!.message).toMatch(/больше допустимого/)
    expect(await files()).toHaveLength(1)
  })

  it('answers a form without a file, and a body that is no form, in words', async () => {
    expect((await coordinator.upload<{ code: string }>('/api/school/files', [])).body.code).toBe('no-file')
    expect(await coordinator.send<{ code: string }>('POST', '/api/school/files', {})).toMatchObject({ status: 415, body: { code: 'no-file' } })
  })

  it('takes a results form for the subject whose tasks it lists, says what is wrong in it and has the school decided again', async () => {
    const row = (code: string, total: string) => ({ code, variant: '1', scores: { 1: '1', 2: '2', 3: '9' }, total, classNumber: '1', journalMark: '5' })
    const bytes = await writeResultsForm({ tasks: FORM.tasks, rows: [row('70001', '12'), row('70002', '12'), row('70002', '12')] })
    const send = () => coordinator.upload<UploadAnswer>('/api/school/results-forms', [{ field: 'file', name: 'физика.xlsx', content: bytes }])
    expect((await send()).body.files).toMatchObject([{ status: 'accepted', message: expect.stringMatching(/Физика.*участников 2.*Замечаний: 1/) as string }])
    expect((await send()).body.files[0]!.status).toBe('already-here')
    const { body } = await coordinator.get<SchoolOverview>('/api/school/overview')
    expect(body.forms[0]!.resultsForm).toMatchObject({ name: 'физика.xlsx', rows: 2, problems: [{ sheet: 'Протокол', row: 4, column: 'A' }] })
    expect((await coordinator.get<{ missingCodes: string[] }>(`/api/school/works?form=${FORM.id}`)).body.missingCodes).toEqual(['70001', '70002'])
    expect((await server.db.selectFrom('task').select('kind').where('subject_id', '=', `school-${school}`).execute())).toEqual([{ kind: 'decide-school' }])
  })

  it('refuses a spreadsheet of another subject, and one that is no results form', async () => {
    const other = await writeResultsForm({ tasks: [{ id: '1К1', maxScore: 4 }, { id: '1К2', maxScore: 3 }], rows: [] })
    const foreign = await coordinator.upload<UploadAnswer>('/api/school/results-forms', [{ field: 'file', name: 'русский.xlsx', content: other }])
    expect(foreign.body.files[0]).toMatchObject({ status: 'refused', message: expect.stringMatching(/не такие, как в бланках/) as string })
    const answer = await coordinator.upload<UploadAnswer>('/api/school/results-forms', [{ field: 'file', name: 'form.xlsx', content: 'PK nonsense' }])
    expect(answer.body.files[0]!.status).toBe('refused')
    expect(answer.body.files[0]!.message).toMatch(/[а-я]{4}/)
  })
})

describe('answering doubts', () => {
  it('writes a score a person gave, takes it back on request, and keeps every step', async () => {
    const work = await addWork(server.db, { school, code: '70001', scores: { 2: '1' } })
    const doubt = await addDoubt(server.db, { school, pageId: work.pages[0]!, workId: work.id, kind: 'score', task: '2', value: '1' })
    const answer = await coordinator.send('POST', `/api/school/doubts/${doubt}/answer`, { value: '2' })
    expect(answer.body).toEqual({ open: 0, answered: 1 })
    expect(await valueOf(work.id, '2')).toBe('2')
    expect((await coordinator.send('DELETE', `/api/school/doubts/${doubt}/answer`)).body).toEqual({ open: 1, answered: 0 })
    expect(await valueOf(work.id, '2')).toBe('1')
    expect((await server.db.selectFrom('doubt_answer').select('value').where('doubt_id', '=', doubt).orderBy('seq').execute()).map((row) => row.value)).toEqual(['2', null])
    expect(await server.db.selectFrom('work_value').selectAll().where('work_id', '=', work.id).where('field', '=', 'score').execute()).toHaveLength(3)
    expect(await auditTypes()).toEqual(expect.arrayContaining(['doubt.answered', 'doubt.reopened']))
    expect((await verifyAudit(server.db)).ok).toBe(true)
  })

  it('changes nothing when the same answer is sent twice, and refuses another one without going back first', async () => {
    const work = await addWork(server.db, { school, code: '70001' })
    const doubt = await addDoubt(server.db, { school, pageId: work.pages[0]!, workId: work.id, kind: 'score', task: '2' })
    await coordinator.send('POST', `/api/school/doubts/${doubt}/answer`, { value: '2' })
    expect((await coordinator.send('POST', `/api/school/doubts/${doubt}/answer`, { value: '2' })).status).toBe(200)
    expect(await server.db.selectFrom('doubt_answer').selectAll().where('doubt_id', '=', doubt).execute()).toHaveLength(1)
    expect((await coordinator.send('POST', `/api/school/doubts/${doubt}/answer`, { value: '1' })).status).toBe(409)
  })

  it.each([['score', '2', '3'], ['score', '2', 'пять'], ['total', null, '13'], ['mark', null, '6'], ['variant', null, '9'], ['code', null, '123'], ['code', null, '79999'], ['page', null, 'нет']] as const)(
    'refuses for %s of task %s the value %s in words', async (kind, task, value) => {
      await addResultsForm(server.db, { school, codes: ['70001'] })
      const work = await addWork(server.db, { school, code: '70001' })
      const doubt = await addDoubt(server.db, { school, pageId: work.pages[0]!, workId: work.id, kind, task })
      const answer = await coordinator.send<{ code: string; error: string }>('POST', `/api/school/doubts/${doubt}/answer`, { value })
      expect(answer).toMatchObject({ status: 400, body: { code: 'bad-value' } })
      expect(answer.body.error).toMatch(/[а-я]{4}/)
    })

  it('moves a page to the work of the code with the values that were read and answered, and back', async () => {
    await addResultsForm(server.db, { school, codes: ['70001', '70002'] })
    const reading = { variant: { value: '2', confidence: 1, status: 'read' }, scores: [{ task: '1', box: 0, value: '1', confidence: 1, status: 'read' }, { task: '3', box: 0, value: '7', confidence: 0.6, status: 'review' }], total: { value: '9', confidence: 1, status: 'read' } }
    const [page] = await addPages(server.db, { school, pages: [{ state: 'doubtful', formPage: 1, reading }] })
    const score = await addDoubt(server.db, { school, pageId: page!, kind: 'score', task: '3', value: '7' })
    const code = await addDoubt(server.db, { school, pageId: page!, kind: 'code' })
    await coordinator.send('POST', `/api/school/doubts/${score}/answer`, { value: '8' })
    await coordinator.send('POST', `/api/school/doubts/${code}/answer`, { value: '70002' })
    const work = await server.db.selectFrom('work').selectAll().where('school_id', '=', `school-${school}`).where('participant_code', '=', '70002').executeTakeFirstOrThrow()
    expect(work).toMatchObject({ state: 'staged', variant: '2' })
    expect(await pageOf(page!)).toEqual({ state: 'work', work_id: work.id })
    expect([await valueOf(work.id, '1'), await valueOf(work.id, '3')]).toEqual(['1', '8'])
    await coordinator.send('DELETE', `/api/school/doubts/${code}/answer`)
    expect(await pageOf(page!)).toEqual({ state: 'doubtful', work_id: null })
    expect(await countingValues(server.db, [work.id])).toEqual([])
    await coordinator.send('POST', `/api/school/doubts/${code}/answer`, { value: '70001' })
    const other = await server.db.selectFrom('work').selectAll().where('school_id', '=', `school-${school}`).where('participant_code', '=', '70001').executeTakeFirstOrThrow()
    expect([await valueOf(other.id, '1'), await valueOf(other.id, '3')]).toEqual(['1', '8'])
  })

  it('keeps a second page for a taken place as a duplicate that asks nothing', async () => {
    const work = await addWork(server.db, { school, code: '70001', scores: { 1: '1' } })
    const [page] = await addPages(server.db, { school, pages: [{ state: 'doubtful', formPage: 1, reading: { scores: [{ task: '1', box: 0, value: '0', confidence: 1, status: 'read' }] } }] })
    const code = await addDoubt(server.db, { school, pageId: page!, kind: 'code' })
    const score = await addDoubt(server.db, { school, pageId: page!, kind: 'score', task: '2' })
    await coordinator.send('POST', `/api/school/doubts/${code}/answer`, { value: '70001' })
    expect(await pageOf(page!)).toEqual({ state: 'duplicate', work_id: null })
    expect(await server.db.selectFrom('doubt').select('state').where('id', '=', score).executeTakeFirst()).toEqual({ state: 'void' })
    expect(await valueOf(work.id, '1')).toBe('1')
    await coordinator.send('POST', `/api/school/pages/${page}/place`, { action: 'assign', formId: FORM.id, formPage: 1, participantCode: '70001' })
    expect(await pageOf(page!)).toEqual({ state: 'work', work_id: work.id })
    expect(await pageOf(work.pages[0]!)).toEqual({ state: 'duplicate', work_id: null })
    expect(await valueOf(work.id, '1')).toBe('0')
    expect((await server.db.selectFrom('doubt').select('state').where('id', '=', score).executeTakeFirst())?.state).toBe('open')
  })

  it('offers for a page without a code what the ink says and then the works that lack this very page', async () => {
    const whole = await addWork(server.db, { school, code: '70001' })
    const lacking = await addWork(server.db, { school, code: '70002' })
    await server.db.updateTable('page').set({ state: 'discarded', work_id: null }).where('id', '=', lacking.pages[1]!).execute()
    const [page] = await addPages(server.db, { school, pages: [{ state: 'doubtful', formPage: 2 }] })
    await addDoubt(server.db, { school, pageId: page!, kind: 'code', value: '70009' })
    const { doubts } = (await coordinator.get<DoubtList>('/api/school/doubts')).body
    expect(doubts.map(({ candidates }) => candidates.map(({ value }) => value))).toEqual([['70009', '70002']])
    expect(whole.pages).toHaveLength(2)
  })

  it('knows nothing of another school: its doubts, pages and pictures are not there', async () => {
    const other = ++school
    const sha256 = await server.blobs.put(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))
    const [page] = await addPages(server.db, { school: other, pages: [{ state: 'foreign', imageSha256: sha256 }] })
    const doubt = await addDoubt(server.db, { school: other, pageId: page!, kind: 'code' })
    expect((await coordinator.send('POST', `/api/school/doubts/${doubt}/answer`, { value: '70001' })).status).toBe(404)
    expect((await coordinator.send('POST', `/api/school/pages/${page}/place`, { action: 'discard' })).status).toBe(404)
    expect((await coordinator.get(`/api/school/pages/${page}/image`)).status).toBe(404)
    expect((await coordinator.get<{ doubts: unknown[] }>('/api/school/doubts')).body.doubts).toEqual([])
    expect((await coordinator.get('/api/school/overview')).bytes.toString()).not.toContain(schoolName(other))
    expect((await (await server.as(`coordinator-${other}`)).get(`/api/school/pages/${page}/image`)).headers['content-type']).toBe('image/jpeg')
  })
})

describe('pages that are in no work', () => {
  it('are listed by state, put away and brought back', async () => {
    const [page] = await addPages(server.db, { school, pages: [{ state: 'foreign', reading: { status: 'foreign', form: null, formPage: null } }] })
    expect((await coordinator.get<{ pages: { id: string }[] }>('/api/school/pages?state=foreign')).body.pages.map((one) => one.id)).toEqual([page])
    await coordinator.send('POST', `/api/school/pages/${page}/place`, { action: 'discard' })
    expect((await pageOf(page!)).state).toBe('discarded')
    await coordinator.send('POST', `/api/school/pages/${page}/place`, { action: 'restore' })
    expect((await pageOf(page!)).state).toBe('foreign')
  })

  it('a discarded page with a certain code comes back into its work', async () => {
    const work = await addWork(server.db, { school, code: '70001' })
    const [page] = await addPages(server.db, { school, pages: [{ state: 'discarded', formPage: 2, reading: { code: { value: '70001', confidence: 1, status: 'read' } } }] })
    await coordinator.send('POST', `/api/school/pages/${work.pages[1]}/place`, { action: 'discard' })
    await coordinator.send('POST', `/api/school/pages/${page}/place`, { action: 'restore' })
    expect(await pageOf(page!)).toEqual({ state: 'work', work_id: work.id })
  })

})

describe('releasing', () => {
  const release = () => coordinator.send<{ released: number; obstacles: string[] }>('POST', '/api/school/release', { formId: FORM.id })

  it('names everything that is in the way: doubts, missing pages, the results form', async () => {
    const work = await addWork(server.db, { school, code: '70001' })
    await server.db.updateTable('page').set({ state: 'discarded', work_id: null }).where('id', '=', work.pages[1]!).execute()
    await addDoubt(server.db, { school, pageId: work.pages[0]!, workId: work.id, kind: 'total' })
    await addPages(server.db, { school, pages: [{ state: 'waiting' }] })
    const { body } = await release()
    expect(body.released).toBe(0)
    expect(body.obstacles.join('\n')).toMatch(/читаются: 1[\s\S]*форма сбора результатов[\s\S]*сомнения: 1[\s\S]*70001 нет страницы 2/)
    expect((await coordinator.get<SchoolOverview>('/api/school/overview')).body.forms[0]!.obstacles).toEqual(body.obstacles)
    expect(await server.db.selectFrom('task').selectAll().where('subject_id', '=', work.id).execute()).toEqual([])
  })

  it('lets breaches on the paper pass only with a reason for each kind, which stays on record; the log has its hash', async () => {
    const work = await addWork(server.db, { school, code: '70001', scores: { 1: '1', 2: '2', 3: '' }, total: '9', mark: '5' })
    await addResultsForm(server.db, { school, codes: ['70001'], rows: { 70001: { scores: { 1: '0', 2: '2', 3: '5' }, total: '9' } } })
    const send = (reasons: object[]) => coordinator.send<{ released: number; breaches: { kind: string; n: number }[] }>('POST', '/api/school/release', { formId: FORM.id, reasons })
    const asked = (await send([])).body
    expect(asked).toEqual({ released: 0, obstacles: [], breaches: [{ kind: 'score-excel', n: 1 }, { kind: 'box-empty', n: 1 }, { kind: 'mark-differs', n: 1 }] })
    const reason = (kind: string, text: string) => ({ kind, reason: text })
    expect((await send([reason('box-empty', 'так на бумаге')])).body.breaches.map(({ kind }) => kind)).toEqual(['score-excel', 'mark-differs'])
    expect((await send([reason('box-empty', '  ')])).status).toBe(400)
    expect((await server.db.selectFrom('work').select('state').where('id', '=', work.id).executeTakeFirstOrThrow()).state).toBe('staged')
    const all = ['score-excel', 'box-empty', 'mark-differs'].map((kind) => reason(kind, `так на бумаге: ${kind}`))
    expect((await send(all)).body).toEqual({ released: 1, obstacles: [], breaches: [] })
    const kept = await server.db.selectFrom('release_reason').select(['kind', 'breaches', 'reason']).where('school_id', '=', `school-${school}`).orderBy('seq').execute()
    expect(kept).toEqual(all.map(({ kind, reason: text }) => ({ kind, breaches: 1, reason: text })))
    const events = (await server.db.selectFrom('audit_event').select('body').execute()).map((row) => JSON.parse(row.body) as { type: string; school?: string; breaches?: object[] })
    expect(events.find((event) => event.type === 'works.released' && event.school === `school-${school}`)!.breaches).toContainEqual({ kind: 'box-empty', n: 1, reason: hashOf('так на бумаге: box-empty') })
    await expect(server.db.updateTable('release_reason').set({ reason: 'иначе' }).execute()).rejects.toThrow(/only added/)
  })

  it('hands complete works over, asks for their blind pages and lets nobody change them any more', async () => {
    const work = await addWork(server.db, { school, code: '70001' })
    await addResultsForm(server.db, { school, codes: ['70001'] })
    expect((await release()).body).toEqual({ released: 1, obstacles: [], breaches: [] })
    expect(await server.db.selectFrom('task').select('kind').where('subject_id', '=', work.id).execute()).toEqual([{ kind: 'anonymise-work' }])
    expect((await coordinator.send<{ code: string }>('POST', `/api/school/pages/${work.pages[0]}/place`, { action: 'discard' })).body.code).toBe('work-released')
    expect((await release()).body.obstacles).toEqual(['Передавать нечего: новых работ по этому предмету нет.'])
  })
})
