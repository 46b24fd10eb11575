import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SchoolPage } from '../../../grader-ui/api/school.ts'
import { countingValues } from '../../../storage/queries/counting-values.ts'
import { inkHashesOfSchool } from '../../../storage/queries/ink-hashes.ts'
import { placesOfSchool } from '../../../storage/queries/page-moves.ts'
import { newestReading } from '../../../storage/queries/page-places.ts'
import { deskRevisions } from '../../../storage/queries/revisions.ts'
import { accountsOfRole } from '../../../storage/queries/setup.ts'
import { addCertainValues } from '../../../storage/queries/page-values.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addDoubt, addPages, addResultsForm, addWork, FORM, openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
let school = 0
let coordinator: TestPerson
beforeAll(async () => { server = await openTestServer({ schools: 7 }) })
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

  it('taken by the program for the wrong page of its work, it is corrected expressly: only what is read as the right one counts, and the step can be taken back whole', async () => {
    await addResultsForm(server.db, { school, codes: ['70001'] })
    const work = await addWork(server.db, { school, code: '70001', scores: { 1: '1' } })
    const [first, second] = work.pages
    await server.db.updateTable('page').set({ image_sha256: 'a'.repeat(64), ink_hash: 'f'.repeat(256), ink_cells: 400 }).where('id', '=', first!).execute()
    const ink = () => inkHashesOfSchool(server.db, `school-${school}`)
    const readAs = (formPage: number, value: string) => JSON.stringify({ file: 'a', page: 1, status: 'review', reasons: [], form: FORM.id, formPage, rotation: 0, skewDeg: 0, scores: [{ task: '1', box: 0, value, confidence: 1, status: 'read' }] })
    const addReading = (id: string, evidence: object, reading: string) => server.db.insertInto('page_reading').values({ id: `${id}-${first}`, page_id: first!, evidence: JSON.stringify(evidence), reading }).execute()
    await addReading('machine', { machine: true }, readAs(1, '1'))
    const answered = await addDoubt(server.db, { school, pageId: first!, workId: work.id, kind: 'score', task: '2' })
    await coordinator.send('POST', `/api/school/doubts/${answered}/answer`, { value: '2' })
    const counts = async () => (await countingValues(server.db, [work.id])).filter(({ field }) => field === 'score').map(({ task, value }) => `${task}=${value}`)
    const before = await placesOfSchool(server.db, `school-${school}`)
    expect(await counts()).toEqual(['1=1', '2=2'])
    expect(await ink()).toMatchObject([{ id: first, hash: 'f'.repeat(256), cells: 400 }])

    const correct = (body: object = {}) => coordinator.send<{ code: string }>('POST', `/api/school/pages/${first}/place`, { action: 'assign', formId: FORM.id, formPage: 2, participantCode: '70001', ...body })
    expect(await correct()).toMatchObject({ status: 409, body: { code: 'other-page' } })
    expect((await correct({ anotherPage: true, variant: '2' })).status).toBe(200)
    expect(await rowOf(first!)).toMatchObject({ state: 'work', form_page: 2, by_hand: 'asked' })
    expect((await rowOf(second!)).state).toBe('duplicate')
    expect(await counts()).toEqual([])
    expect((await server.db.selectFrom('work').select('variant').where('id', '=', work.id).executeTakeFirst())?.variant).toBe('2')
    expect(await ink()).toEqual([])
    // Read anew as what it is now said to be; the answer to the former question can no longer be changed.
    await addReading('named', { named: true }, readAs(2, '0'))
    await addCertainValues(server.db, { workId: work.id, pageId: first!, reading: (await newestReading(server.db, first!))!, at: new Date('2026-05-12T09:00:00Z') })
    expect(await counts()).toEqual(['1=0'])
    expect(await coordinator.send('DELETE', `/api/school/doubts/${answered}/answer`)).toMatchObject({ status: 409, body: { code: 'other-page' } })
    expect((await coordinator.get<SchoolPage>(`/api/school/pages/${first}`)).body.history[0]).toMatchObject({ action: 'another-page' })

    expect((await coordinator.send('POST', `/api/school/pages/${first}/undo`, {})).status).toBe(200)
    expect(await placesOfSchool(server.db, `school-${school}`)).toEqual(before)
    expect(await ink()).toMatchObject([{ id: first, hash: 'f'.repeat(256), cells: 400 }])
    expect(await counts()).toEqual(['1=1', '2=2'])
    expect((await newestReading(server.db, first!))?.formPage).toBe(1)
    expect((await server.db.selectFrom('work').select('variant').where('id', '=', work.id).executeTakeFirst())?.variant).toBe('1')
    expect(await auditTypes()).toEqual(expect.arrayContaining(['page.another-page', 'page.undo']))
  })

  it('the variant of a work that was read wrong is said, and taken back; one that the form has not is refused', async () => {
    const work = await addWork(server.db, { school, code: '70001' })
    const variant = async () => (await server.db.selectFrom('work').select('variant').where('id', '=', work.id).executeTakeFirst())?.variant
    const say = (one: string) => coordinator.send('POST', `/api/school/pages/${work.pages[0]}/place`, { action: 'assign', formId: FORM.id, formPage: 1, participantCode: '70001', variant: one })
    expect((await say('9')).status).toBe(400)
    expect([(await say('2')).status, await variant()]).toEqual([200, '2'])
    await coordinator.send('POST', `/api/school/pages/${work.pages[0]}/undo`, {})
    expect(await variant()).toBe('1')
  })

  it('is heard of by the school’s page: turned, named, laid over the blank or not, read, found to be another sheet', async () => {
    const [page, other] = await addPages(server.db, { school, pages: [{ state: 'foreign', imageSha256: 'a'.repeat(64), reading: { status: 'foreign', form: null, formPage: null } }, { state: 'foreign' }] })
    const [account] = (await accountsOfRole(server.db, ['school'])).filter((one) => one.id === `coordinator-${school}`)
    const heard: (string | undefined)[] = []
    const step = async (act: () => Promise<unknown>) => {
      await act()
      heard.push((await deskRevisions(server.db, [account!])).get(account!.id))
    }
    const laid = (by_hand: 'kept' | null) => server.db.updateTable('page').set({ by_hand }).where('id', '=', page!).execute()
    await step(async () => undefined)
    await step(() => coordinator.send('POST', `/api/school/pages/${page}/place`, { action: 'turn', degrees: 90 }))
    await step(() => place(page!, 1))
    await step(() => laid('kept'))
    await step(() => laid(null))
    await step(() => server.db.insertInto('page_reading').values({ id: `heard-${page}`, page_id: page!, evidence: '{}', reading: JSON.stringify({ status: 'review' }) }).execute())
    await step(() => coordinator.send('POST', '/api/school/repairs/different', { first: page, second: other }))
    expect(new Set(heard).size).toBe(7)
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
