import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SchoolPage } from '../../../grader-ui/api/school.ts'
import { verifyAudit } from '../../../storage/audit-log.ts'
import { countingValues } from '../../../storage/queries/counting-values.ts'
import { placesOfSchool } from '../../../storage/queries/page-moves.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addDoubt, addPages, addResultsForm, addWork, FORM, openTestServer, type TestServer } from './harness/test-server.ts'

let server: TestServer
let school = 0
let coordinator: TestPerson
beforeAll(async () => { server = await openTestServer({ schools: 30 }) })
beforeEach(async () => { coordinator = await server.as(`coordinator-${++school}`) })
afterAll(() => server.close())

const place = (id: string, body: object) => coordinator.send<{ code?: string; error?: string }>('POST', `/api/school/pages/${id}/place`, body)
const undo = (id: string) => coordinator.send<{ code?: string; error?: string }>('POST', `/api/school/pages/${id}/undo`)
const show = async (id: string): Promise<SchoolPage> => (await coordinator.get<SchoolPage>(`/api/school/pages/${id}`)).body
const places = () => placesOfSchool(server.db, `school-${school}`)
const assignTo = (participantCode: string, formPage = 1) => ({ action: 'assign', formId: FORM.id, formPage, participantCode })

describe('the desk of one page', () => {
  it('shows its place, its neighbours in the stack and the other scan of its place', async () => {
    const work = await addWork(server.db, { school, code: '70001' })
    const [rescan] = await addPages(server.db, { school, pages: [{ state: 'duplicate', formPage: 1, reading: { code: { value: '70001', confidence: 1, status: 'read' } } }] })
    const page = await show(work.pages[0]!)
    expect(page).toMatchObject({ state: 'work', participantCode: '70001', formPage: 1, undoable: false, released: false, history: [] })
    expect(page.around.map((one) => one.filePage)).toEqual([1, 2])
    expect(page.rivals.map((one) => one.id)).toEqual([rescan])
    expect((await show(rescan!)).rivals.map((one) => one.id)).toEqual([work.pages[0]])
  })

  it('replaces a page by its rescan and takes the replacement back whole: places, values and questions', async () => {
    await addResultsForm(server.db, { school, codes: ['70001'] })
    const work = await addWork(server.db, { school, code: '70001', scores: { 1: '1' } })
    const doubt = await addDoubt(server.db, { school, pageId: work.pages[0]!, workId: work.id, kind: 'score', task: '2' })
    const [rescan] = await addPages(server.db, { school, pages: [{ state: 'duplicate', formPage: 1, reading: { code: { value: '70001', confidence: 1, status: 'read' }, scores: [{ task: '1', box: 0, value: '0', confidence: 1, status: 'read' }] } }] })
    const before = await places()
    await place(rescan!, assignTo('70001'))
    expect((await places()).get(work.pages[0]!)?.state).toBe('duplicate')
    expect((await countingValues(server.db, [work.id])).flatMap(({ field, value }) => (field === 'score' ? [value] : []))).toEqual(['0'])
    expect((await show(work.pages[0]!)).history[0]).toMatchObject({ action: 'assign', state: 'duplicate', who: `Имя coordinator-${school}` })
    expect((await undo(work.pages[0]!)).status).toBe(200)
    expect(await places()).toEqual(before)
    expect((await countingValues(server.db, [work.id])).flatMap(({ field, value }) => (field === 'score' ? [value] : []))).toEqual(['1'])
    expect((await server.db.selectFrom('doubt').select('state').where('id', '=', doubt).executeTakeFirst())?.state).toBe('open')
    expect((await show(rescan!)).undoable).toBe(false)
  })

  it.each(['criteria', 'foreign', 'blank'] as const)('sets a page aside as %s, in words, and brings it back', async (kind) => {
    const work = await addWork(server.db, { school, code: '70001' })
    await place(work.pages[1]!, { action: 'set-aside', kind })
    const page = await show(work.pages[1]!)
    expect(page.state).toBe(kind === 'blank' ? 'blank' : 'foreign')
    expect(page.reasons[0]).toMatch(/отмечено человеком/)
    await undo(work.pages[1]!)
    expect(await show(work.pages[1]!)).toMatchObject({ state: 'work', participantCode: '70001' })
  })

  it('turns a page that is none of the forms’, and refuses to turn one that stands straight', async () => {
    const work = await addWork(server.db, { school, code: '70001' })
    const [letter] = await addPages(server.db, { school, pages: [{ state: 'foreign' }] })
    await place(letter!, { action: 'turn', degrees: 270 })
    await place(letter!, { action: 'turn', degrees: 180 })
    expect((await show(letter!)).turn).toBe(90)
    await undo(letter!)
    expect((await show(letter!)).turn).toBe(270)
    expect((await place(work.pages[0]!, { action: 'turn', degrees: 90 })).status).toBe(409)
  })

  it('takes nothing back that was changed since, nor out of a released work', async () => {
    const first = await addWork(server.db, { school, code: '70001' })
    const [stray] = await addPages(server.db, { school, pages: [{ state: 'foreign', formPage: 1 }] })
    await place(stray!, assignTo('70001'))
    await place(first.pages[0]!, { action: 'discard' })
    expect(await undo(stray!)).toMatchObject({ status: 409, body: { code: 'moved-since' } })
    await undo(first.pages[0]!)
    await server.db.updateTable('work').set({ state: 'released' }).where('id', '=', first.id).execute()
    expect(await undo(stray!)).toMatchObject({ status: 409, body: { code: 'work-released' } })
    const other = school
    coordinator = await server.as(`coordinator-${++school}`)
    expect((await undo(stray!)).status, `school ${school} after ${other}`).toBe(404)
  })

  it('takes steps back in their order also when a page went away and came back to where an earlier step had put it', async () => {
    const [one, two] = [await addWork(server.db, { school, code: '70001' }), await addWork(server.db, { school, code: '70002' })]
    const [stray] = await addPages(server.db, { school, pages: [{ state: 'duplicate', formPage: 2 }] })
    const [displaced, other] = [one.pages[1]!, two.pages[1]!]
    const beginning = await places()
    for (const id of [stray!, other, stray!]) expect((await place(id, assignTo('70001', 2))).status).toBe(200)
    expect(await undo(displaced)).toMatchObject({ status: 409, body: { code: 'moved-since' } })
    for (const id of [stray!, other, displaced]) expect((await undo(id)).status).toBe(200)
    expect(await places()).toEqual(beginning)
  })

  it('keeps every page in exactly one place through any steps, and undoing all of them restores the beginning', async () => {
    const step = fc.record({ page: fc.nat(5), action: fc.constantFrom({ action: 'discard' }, { action: 'restore' }, { action: 'set-aside', kind: 'foreign' }, assignTo('70001'), assignTo('70002'), assignTo('70001', 2), 'undo' as const) })
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      coordinator = await server.as(`coordinator-${++school}`)
      const [one, two] = [await addWork(server.db, { school, code: '70001' }), await addWork(server.db, { school, code: '70002' })]
      const strays = await addPages(server.db, { school, pages: [{ state: 'foreign', formPage: 1 }, { state: 'duplicate', formPage: 2 }] })
      const ids = [...one.pages, ...two.pages, ...strays]
      const beginning = await places()
      for (const { page, action } of steps) {
        const answer = await (action === 'undo' ? undo(ids[page]!) : place(ids[page]!, action))
        expect([200, 409, 400]).toContain(answer.status)
        const now = await places()
        expect([...now.keys()].sort()).toEqual([...ids].sort())
        // No two pages hold one place of a work, and a page in no work belongs to none.
        const held = await server.db.selectFrom('page').select(['work_id', 'form_page', 'state']).where('id', 'in', ids).execute()
        const taken = held.filter((row) => row.state === 'work').map((row) => `${row.work_id} ${row.form_page}`)
        expect(new Set(taken).size).toBe(taken.length)
        expect(held.filter((row) => row.state !== 'work' && row.work_id !== null)).toEqual([])
      }
      for (let more = true; more;) {
        more = false
        for (const id of ids) if ((await undo(id)).status === 200) more = true
      }
      expect(await places()).toEqual(beginning)
    }), { numRuns: 12, endOnFailure: true })
    expect((await verifyAudit(server.db)).ok).toBe(true)
  })
})
