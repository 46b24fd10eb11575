import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decideStack } from '../../../pipeline/decide/decide-stack.ts'
import type { Database } from '../../../storage/database/database.ts'
import { newId } from '../../../storage/new-id.ts'
import { decideSchool } from '../../../workers/jobs/decide-school.ts'
import type { JobContext } from '../../../workers/jobs/job.ts'
import { openMemoryDatabase } from '../../harness/memory-database.ts'
import { addSchoolWithWork } from '../../harness/sample-rows.ts'
import { FORM } from '../../grader-ui/server/harness/test-server.ts'

let database: Database
beforeAll(async () => { database = await openMemoryDatabase() })
afterAll(() => database.close())

test('a rescan of a page that a person put into the work waits as a duplicate; when that one is put away, it takes the place by itself', async () => {
  const { db } = database
  const rows = await addSchoolWithWork(db)
  await db.updateTable('form').set({ content: JSON.stringify({ ...FORM, id: rows.form }) }).where('id', '=', rows.form).execute()
  const reading = (formPage: number | null, status: string) => JSON.stringify({ file: 'скан.pdf', page: 1, status, reasons: [], form: formPage === null ? null : rows.form, formPage, rotation: 0, skewDeg: 0 })
  const read = (pageId: string, evidence: object, text: string) => db.insertInto('page_reading').values({ id: newId(), page_id: pageId, evidence: JSON.stringify(evidence), reading: text }).execute()
  const listed = { tasks: FORM.tasks, problems: [], rows: ['70001', '70002'].map((code) => ({ code, variant: '1', scores: {}, total: null, classNumber: null, journalMark: null })) }
  await db.insertInto('results_form').values({ id: newId(), school_id: rows.school, form_id: rows.form, name: 'форма.xlsx', sha256: 'c'.repeat(64), content: JSON.stringify(listed), account_id: rows.account }).execute()
  // A person said of a foreign page that it is page 1 of work 70001.
  await db.updateTable('page').set({ by_hand: 'kept' }).where('id', '=', rows.page).execute()
  await read(rows.page, { seen: null, place: { state: 'foreign', code: null }, named: true }, reading(1, 'review'))
  const rescan = newId()
  await db.insertInto('page').values({ id: rescan, file_id: rows.file, number: 2, state: 'waiting', reasons: '[]', form_id: rows.form, form_page: 1, rotation: 0, skew_deg: 0, image_sha256: null, width_px: null, height_px: null, work_id: null }).execute()
  await read(rescan, {
    place: { state: 'waiting', code: null },
    seen: {
      dpi: 200, registration: { type: 'matched', form: rows.form, formPage: 1, toScan: [1, 0, 0, 0, 1, 0, 0, 0, 1], rotation: 0, skewDeg: 0, residualPx: 1, coverage: 1, dpi: 200 },
      evidence: { form: rows.form, formPage: 1, barcode: '70001', scores: [{ task: '1', box: 0, place: 'table', corrected: false, boxPx: [1, 2, 3, 4], likelihoods: { 0: 0.5, 1: 0.5 } }] },
    },
  }, reading(1, 'review'))
  const context = {
    db, clock: () => new Date('2026-05-12T09:00:00Z'), log: pino({ level: 'silent' }), recognisers: { decide: (stack: Parameters<typeof decideStack>[0]) => Promise.resolve(decideStack(stack)) },
  } as unknown as JobContext
  const placeOf = async (id: string) => db.selectFrom('page').select(['state', 'work_id', 'reasons']).where('id', '=', id).executeTakeFirstOrThrow()
  const asked = async () => (await db.selectFrom('doubt').select('kind').where('page_id', '=', rescan).where('state', '=', 'open').execute()).length

  for (let run = 1; run <= 2; run++) {
    await decideSchool(context, rows.school)
    expect(await placeOf(rows.page)).toMatchObject({ state: 'work', work_id: rows.work })
    expect(await placeOf(rescan)).toEqual({ state: 'duplicate', work_id: null, reasons: ['duplicate-page'] })
    expect(await asked()).toBe(0)
  }
  await db.updateTable('page').set({ state: 'discarded', work_id: null }).where('id', '=', rows.page).execute()
  await decideSchool(context, rows.school)
  expect(await placeOf(rescan)).toMatchObject({ state: 'work', work_id: rows.work })
  expect(await asked()).toBeGreaterThan(0)
})
