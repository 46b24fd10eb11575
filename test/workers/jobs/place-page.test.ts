import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../storage/database/database.ts'
import { newId } from '../../../storage/new-id.ts'
import { countingValues } from '../../../storage/queries/counting-values.ts'
import type { JobContext } from '../../../workers/jobs/job.ts'
import { placePage } from '../../../workers/jobs/place-page.ts'
import type { LaidPage, LayOrder } from '../../../workers/recognition/lay-page.ts'
import { openMemoryDatabase } from '../../harness/memory-database.ts'
import { addSchoolWithWork } from '../../harness/sample-rows.ts'
import { FORM } from '../../grader-ui/server/harness/test-server.ts'

let database: Database
beforeAll(async () => { database = await openMemoryDatabase() })
afterAll(() => database.close())

const IMAGE = { bytes: new Uint8Array([2]), widthPx: 1654, heightPx: 2339 }
const CELL = { corrected: false, boxPx: [1, 2, 3, 4] } as const
/** What the recogniser's process would say of a title page that lies on the blank: task 1 is clear, task 2 is not. */
const LAID: LaidPage = {
  image: IMAGE, flaws: [], ink: { hash: 'ab'.repeat(128), cells: 300 },
  seen: {
    dpi: 200, registration: { type: 'matched', form: FORM.id, formPage: 1, toScan: [1, 0, 0, 0, 1, 0, 0, 0, 1], rotation: 180, skewDeg: 0, residualPx: 1, coverage: 1, dpi: 200 },
    evidence: { form: FORM.id, formPage: 1, scores: [
      { ...CELL, task: '1', box: 0, place: 'table', likelihoods: { 1: 0.999999, 0: 0.000001 } }, { ...CELL, task: '2', box: 0, place: 'table', likelihoods: { 1: 0.5, 2: 0.5 } },
    ] },
  },
}
const NOT_LAID: LaidPage = { image: IMAGE, flaws: [], ink: null, seen: null }

/** A title page that a person put into a work upside down; `laid` is what comes of laying it over the blank. */
async function named(laid: LaidPage) {
  const { db } = database
  const rows = await addSchoolWithWork(db)
  await db.updateTable('form').set({ content: JSON.stringify({ ...FORM, id: rows.form }) }).where('id', '=', rows.form).execute()
  await db.updateTable('page').set({ image_sha256: 'a'.repeat(64), by_hand: 'asked', turn: 180 }).where('id', '=', rows.page).execute()
  await db.insertInto('page_reading').values({
    id: newId(), page_id: rows.page, evidence: JSON.stringify({ seen: null, place: { state: 'foreign', code: null } }),
    reading: JSON.stringify({ file: 'скан.pdf', page: 1, status: 'foreign', reasons: ['no-form-matched'], form: null, formPage: null, rotation: 0, skewDeg: 0 }),
  }).execute()
  const orders: LayOrder[] = []
  const seen = laid.seen && { ...laid.seen, registration: { ...laid.seen.registration, form: rows.form }, evidence: { ...laid.seen.evidence, form: rows.form } }
  const context = {
    db, clock: () => new Date('2026-05-12T09:00:00Z'), log: pino({ level: 'silent' }), progress: async () => undefined, dispatch: async () => undefined,
    blobs: { copyTo: async () => true, get: async () => new Uint8Array([1]), put: async () => 'b'.repeat(64) },
    recognisers: { lay: async (order: LayOrder) => { orders.push(order); return { ...laid, seen } } },
  } as unknown as JobContext
  return {
    rows, orders, run: () => placePage(context, rows.page),
    page: () => db.selectFrom('page').select(['state', 'by_hand', 'turn', 'rotation', 'image_sha256']).where('id', '=', rows.page).executeTakeFirstOrThrow(),
    doubts: () => db.selectFrom('doubt').select(['kind', 'task', 'crop_px', 'state', 'candidates']).where('page_id', '=', rows.page).orderBy('seq').execute(),
    readings: async () => (await db.selectFrom('page_reading').select('evidence').where('page_id', '=', rows.page).orderBy('seq').execute()).map((row) => row.evidence as { place: object; named?: true }),
  }
}

test('a page that lies on the blank is read like any other: what is clear counts, what is not is asked', async () => {
  const one = await named(LAID)
  await one.run()
  await one.run()
  expect(one.orders).toMatchObject([{ turn: 180, formId: one.rows.form, formPage: 1 }])
  expect(await one.page()).toEqual({ state: 'work', by_hand: null, turn: 0, rotation: 180, image_sha256: 'b'.repeat(64) })
  expect((await countingValues(database.db, [one.rows.work])).filter(({ field }) => field === 'score')).toMatchObject([{ task: '1', value: '1', source: 'scan' }])
  expect((await one.doubts()).filter(({ kind }) => kind === 'score')).toMatchObject([{ task: '2', crop_px: [1, 2, 3, 4], state: 'open' }])
  expect((await one.readings()).at(-1)).toMatchObject({ named: true, place: { state: 'foreign' } })
})

test('where it does not, every field of the form’s page is asked over the whole page, once, and nothing is taken for read', async () => {
  const one = await named(NOT_LAID)
  await one.run()
  await one.run()
  expect(await one.page()).toEqual({ state: 'work', by_hand: 'kept', turn: 0, rotation: 0, image_sha256: 'b'.repeat(64) })
  const doubts = await one.doubts()
  expect(doubts.map(({ kind, task }) => [kind, task])).toEqual([['variant', null], ['score', '1'], ['score', '2'], ['score', '3'], ['total', null], ['mark', null]])
  expect(doubts.every(({ crop_px, state }) => state === 'open' && crop_px.join() === '0,0,1654,2339')).toBe(true)
  expect(doubts[0]!.candidates.map(({ value }) => value)).toEqual(['1', '2'])
  expect(await countingValues(database.db, [one.rows.work])).toEqual([])
})

test('a page that had been laid over another page of the form is taken from its scan anew; where it does not lie, nothing that was seen under the other name is kept', async () => {
  const one = await named(NOT_LAID)
  const { registration } = LAID.seen!
  await database.db.insertInto('page_reading').values({
    id: newId(), page_id: one.rows.page, evidence: JSON.stringify({ seen: { ...LAID.seen, registration: { ...registration, formPage: 2 } }, place: { state: 'work', code: '70001' } }),
    reading: JSON.stringify({ file: 'скан.pdf', page: 1, status: 'review', reasons: [], form: one.rows.form, formPage: 2, rotation: 0, skewDeg: 0 }),
  }).execute()
  await one.run()
  expect(one.orders).toMatchObject([{ formPage: 1, original: { name: 'скан.pdf', ordinal: 0 } }])
  expect((await one.readings()).at(-1)).toMatchObject({ named: true, seen: null })
})

test('a page that was taken out of its work meanwhile is left alone', async () => {
  const one = await named(NOT_LAID)
  await database.db.updateTable('page').set({ state: 'discarded', work_id: null }).where('id', '=', one.rows.page).execute()
  await one.run()
  expect(one.orders).toEqual([])
  expect(await one.page()).toMatchObject({ by_hand: 'asked', turn: 180 })
})
