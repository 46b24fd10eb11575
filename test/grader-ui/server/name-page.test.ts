import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SchoolPage } from '../../../grader-ui/api/school.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addDoubt, addPages, addResultsForm, addWork, FORM, openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
let school = 0
let coordinator: TestPerson
beforeAll(async () => { server = await openTestServer({ schools: 4 }) })
beforeEach(async () => { coordinator = await server.as(`coordinator-${++school}`) })
afterAll(() => server.close())

const auditTypes = async () => (await server.db.selectFrom('audit_event').select('body').orderBy('seq').execute())
  .map((row) => JSON.parse(row.body) as { type: string; actor: string }).filter((event) => event.actor === `coordinator-${school}`).map((event) => event.type)

describe('a page that a person names', () => {
  const place = (page: string, formPage: number, participantCode = '70001') =>
    coordinator.send<{ code: string }>('POST', `/api/school/pages/${page}/place`, { action: 'assign', formId: FORM.id, formPage, participantCode })
  const rowOf = (page: string) => server.db.selectFrom('page').select(['state', 'form_id', 'form_page', 'by_hand', 'turn', 'image_sha256']).where('id', '=', page).executeTakeFirstOrThrow()

  it('stands in its work at once, is to be laid over the blank, and holds the release until then; the step can be taken back', async () => {
    await addResultsForm(server.db, { school, codes: ['70001'] })
    const work = await addWork(server.db, { school, code: '70001' })
    await coordinator.send('POST', `/api/school/pages/${work.pages[1]}/place`, { action: 'discard' })
    const reading = { status: 'foreign', form: null, formPage: null }
    const [page] = await addPages(server.db, { school, pages: [{ state: 'foreign', imageSha256: 'a'.repeat(64), reading }] })
    await coordinator.send('POST', `/api/school/pages/${page}/place`, { action: 'turn', degrees: 180 })
    expect((await place(page!, 2)).status).toBe(200)
    expect(await rowOf(page!)).toMatchObject({ state: 'work', form_id: FORM.id, form_page: 2, by_hand: 'asked' })
    expect(await server.db.selectFrom('task').select(['kind', 'state']).where('subject_id', '=', page!).execute()).toEqual([{ kind: 'place-page', state: 'pending' }])
    expect((await coordinator.send<{ obstacles: string[] }>('POST', '/api/school/release', { formId: FORM.id })).body.obstacles.join()).toMatch(/читаются: 1/)
    expect((await coordinator.get<SchoolPage>(`/api/school/pages/${page}`)).body).toMatchObject({ byHand: true, participantCode: '70001', undoable: true, codes: { [FORM.id]: ['70001'] } })
    // Meanwhile the program has laid it straight: another picture under another address, but the same page still, so the step can be taken back.
    const pictureOf = async () => (await coordinator.get<SchoolPage>(`/api/school/pages/${page}`)).body.imageUrl
    const pictured = await pictureOf()
    await server.db.updateTable('page').set({ by_hand: null, turn: 0, image_sha256: 'b'.repeat(64) }).where('id', '=', page!).execute()
    expect(await pictureOf()).not.toBe(pictured)
    const before = await server.db.selectFrom('page_reading').select('evidence').where('page_id', '=', page!).executeTakeFirstOrThrow()
    await server.db.insertInto('page_reading').values({ id: `named-${page}`, page_id: page!, evidence: JSON.stringify({ named: true }), reading: JSON.stringify({ file: 'a', page: 1, status: 'review', reasons: [], form: FORM.id, formPage: 2, rotation: 0, skewDeg: 0 }) }).execute()
    expect((await coordinator.send('POST', `/api/school/pages/${page}/undo`, {})).status).toBe(200)
    expect(await rowOf(page!)).toEqual({ state: 'foreign', form_id: null, form_page: null, by_hand: null, turn: 180, image_sha256: 'a'.repeat(64) })
    const newest = await server.db.selectFrom('page_reading').select(['evidence', 'reading']).where('page_id', '=', page!).orderBy('seq', 'desc').executeTakeFirstOrThrow()
    expect([newest.evidence, (newest.reading as { status: string }).status]).toEqual([before.evidence, 'foreign'])
    expect(await auditTypes()).toEqual(expect.arrayContaining(['page.assign', 'page.undo']))
  })

  it('is refused in words when it cannot be shown, is no page of the form, or the program knows better', async () => {
    const [unopened, picture, known] = await addPages(server.db, { school, pages: [{ state: 'foreign' }, { state: 'foreign', imageSha256: 'a'.repeat(64) }, { state: 'duplicate', formPage: 1 }] })
    expect(await place(unopened!, 1)).toMatchObject({ status: 409, body: { code: 'no-picture' } })
    expect(await place(picture!, 3)).toMatchObject({ status: 400, body: { code: 'no-such-page', error: expect.stringMatching(/нет страницы 3/) as string } })
    expect(await place(known!, 2)).toMatchObject({ status: 409, body: { code: 'other-page' } })
    expect(await server.db.selectFrom('work').select('id').where('school_id', '=', `school-${school}`).where('state', '=', 'staged').execute()).toEqual([])
  })

  it('put away and brought back, it asks nothing until it is put into a work again, and then all of it once more', async () => {
    const [page] = await addPages(server.db, { school, pages: [{ state: 'foreign', imageSha256: 'a'.repeat(64), reading: { status: 'foreign', form: null, formPage: null } }] })
    await place(page!, 1)
    await server.db.updateTable('page').set({ by_hand: 'kept' }).where('id', '=', page!).execute()
    const doubt = await addDoubt(server.db, { school, pageId: page!, kind: 'score', task: '1' })
    const stateOf = async () => (await server.db.selectFrom('doubt').select('state').where('id', '=', doubt).executeTakeFirstOrThrow()).state
    for (const action of ['discard', 'restore']) expect((await coordinator.send('POST', `/api/school/pages/${page}/place`, { action })).body).toMatchObject({ open: 0 })
    expect([(await rowOf(page!)).state, await stateOf()]).toEqual(['foreign', 'void'])
    await place(page!, 1)
    expect([(await rowOf(page!)).state, await stateOf()]).toEqual(['work', 'open'])
  })

  it('named wrongly first, it is named again: what was answered for the wrong page counts no more', async () => {
    const [page] = await addPages(server.db, { school, pages: [{ state: 'foreign', imageSha256: 'a'.repeat(64) }] })
    await place(page!, 1)
    await server.db.updateTable('page').set({ by_hand: 'kept' }).where('id', '=', page!).execute()
    const doubt = await addDoubt(server.db, { school, pageId: page!, kind: 'score', task: '1' })
    expect((await place(page!, 2, '70002')).status).toBe(200)
    expect(await rowOf(page!)).toMatchObject({ form_page: 2, by_hand: 'asked' })
    expect(await server.db.selectFrom('doubt').select('state').where('id', '=', doubt).executeTakeFirst()).toEqual({ state: 'void' })
    expect((await server.db.selectFrom('work').select('state').where('school_id', '=', `school-${school}`).where('participant_code', '=', '70001').executeTakeFirst())?.state).toBe('withdrawn')
  })
})
