import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blindCertificate, type BlindCertificate, type HandMask } from '../../../pipeline/model/blind-certificate.ts'
import { newId } from '../../../storage/new-id.ts'
import type { Database } from '../../../storage/database/database.ts'
import { addLook, standingBlindPages } from '../../../storage/queries/blind-pages.ts'
import { anonymiseWork } from '../../../workers/jobs/anonymise-work.ts'
import type { JobContext } from '../../../workers/jobs/job.ts'
import type { BlindOrder } from '../../../workers/recognition/blind-image.ts'
import { openMemoryDatabase } from '../../harness/memory-database.ts'
import { addSchoolWithWork } from '../../harness/sample-rows.ts'
import { CERTIFICATE } from '../../grader-ui/server/harness/recheck.ts'
import { FORM } from '../../grader-ui/server/harness/test-server.ts'

let database: Database
beforeAll(async () => { database = await openMemoryDatabase() })
afterAll(() => database.close())

/** A released work of one page; `seen` is what the recogniser's process would say of it. */
async function released(seen: Partial<BlindCertificate>, meanwhile: (campaign: string) => Promise<unknown> = async () => undefined, { repeats = 0, twinFit = true } = {}): Promise<{ stored: number[]; work: string; campaign: string; run: () => Promise<void>; orders: BlindOrder[]; look: (kind: 'passed' | 'masked', masks?: readonly HandMask[]) => Promise<void>; state: () => Promise<string> }> {
  const { db } = database
  const rows = await addSchoolWithWork(db)
  await db.updateTable('campaign').set({ settings: JSON.stringify({ marking: { repeatPercent: repeats } }) }).where('id', '=', rows.campaign).execute()
  await db.updateTable('form').set({ content: JSON.stringify(FORM) }).where('id', '=', rows.form).execute()
  await db.updateTable('work').set({ state: 'released' }).where('id', '=', rows.work).execute()
  await db.updateTable('page').set({ image_sha256: 'a'.repeat(64) }).where('id', '=', rows.page).execute()
  const orders: BlindOrder[] = [], stored: number[] = []
  const context = {
    db, clock: () => new Date('2026-05-12T09:00:00Z'), log: pino({ level: 'silent' }), progress: async () => undefined, dispatch: async () => undefined,
    blobs: { get: async () => new Uint8Array([1]), put: async (bytes: Uint8Array) => { stored.push(bytes[0]!); return `${bytes[0]} ${newId()}` } },
    recognisers: { blind: async (order: BlindOrder) => { orders.push(order); await meanwhile(rows.campaign); return { bytes: new Uint8Array([2]), twin: order.twin ? { bytes: new Uint8Array([3]), fit: twinFit, certificate: { ...CERTIFICATE, image: `3 ${newId()}` } } : null, widthPx: 10, heightPx: 20, certificate: { ...CERTIFICATE, ...seen, masks: [...order.masks] } } } },
  } as unknown as JobContext
  return {
    work: rows.work, campaign: rows.campaign, orders, stored, run: () => anonymiseWork(context, rows.work),
    look: async (kind, masks = []) => {
      const [page] = await standingBlindPages(db, [rows.work])
      await addLook(db, { id: newId(), blindPageId: page!.id, kind, masks, accountId: rows.account, at: new Date() })
    },
    state: async () => (await db.selectFrom('work').select('state').where('id', '=', rows.work).executeTakeFirstOrThrow()).state,
  }
}

const logOf = async (work: string) => (await database.db.selectFrom('audit_event').select('body').orderBy('seq').execute()).map((row) => JSON.parse(row.body) as { work?: string }).filter((event) => event.work === work)

const MASK: HandMask = { type: 'box', boxPx: [1, 2, 30, 40] }

test('a page that the machine vouches for goes on by itself, with an id of 128 random bits; running again makes nothing twice', async () => {
  const one = await released({})
  await one.run()
  await one.run()
  expect(await one.state()).toBe('anonymised')
  expect(one.orders).toHaveLength(1)
  expect(one.orders[0]).toMatchObject({ code: '70001', masks: [] })
  const [page] = await standingBlindPages(database.db, [one.work])
  expect(page!.id).toMatch(/^[0-9a-f]{32}$/)
  const { sha256 } = await database.db.selectFrom('blind_page').select('sha256').where('id', '=', page!.id).executeTakeFirstOrThrow()
  expect(sha256).toMatch(/^2 /)
  expect(await logOf(one.work)).toMatchObject([{ type: 'work.anonymised', images: [sha256], twins: [] }])
})

const TASK_BY_TASK = JSON.stringify({ draw: { unit: 'task' }, marking: { repeatPercent: 10 } }), REPEATED = JSON.stringify({ marking: { repeatPercent: 10 } }), NOT_REPEATED = JSON.stringify({})
const set = (campaign: string, settings: string) => database.db.updateTable('campaign').set({ settings }).where('id', '=', campaign).execute()
const twinsOf = async (work: string) => {
  const [page] = await standingBlindPages(database.db, [work])
  return database.db.selectFrom('twin_certificate as t').leftJoin('page_twin as p', 'p.sha256', 't.sha256').select(['t.sha256', 't.certificate', 't.fit', 'p.of_sha256']).where('t.blind_page_id', '=', page!.id).execute()
}

test('a page gets a twin, with its certificate and in the log, only where works come a second time', async () => {
  const without = await released({})
  await without.run()
  expect([without.orders.map((order) => order.twin), without.stored, await twinsOf(without.work)]).toEqual([[false], [2], []])

  const apart = await released({}, undefined, { repeats: 10 })
  await set(apart.campaign, TASK_BY_TASK)
  await apart.run()
  expect([apart.orders.map((order) => order.twin), apart.stored, await twinsOf(apart.work)]).toEqual([[false], [2], []])

  const one = await released({}, undefined, { repeats: 10 })
  await one.run()
  const [page] = await standingBlindPages(database.db, [one.work]), [twin] = await twinsOf(one.work)
  expect(one.stored).toEqual([2, 3])
  expect(twin).toMatchObject({ fit: true, of_sha256: page!.sha256 })
  expect(blindCertificate.parse(twin!.certificate).image).toBe(twin!.sha256)
  expect(await logOf(one.work)).toMatchObject([{ type: 'work.anonymised', images: [page!.sha256], twins: [twin!.sha256] }])
})

test('a page that was made while works came to be repeated is made once more, with a twin', async () => {
  const one = await released({}, (campaign) => set(campaign, REPEATED))
  await one.run()
  expect(await one.state()).toBe('released')
  expect(await database.db.selectFrom('task').select(['kind', 'state']).where('subject_id', '=', one.work).execute()).toEqual([{ kind: 'anonymise-work', state: 'pending' }])
  await one.run()
  expect(one.orders.map((order) => order.twin)).toEqual([false, true])
  expect([await one.state(), await twinsOf(one.work)]).toMatchObject(['anonymised', [{ fit: true }]])
})

test('a work that may have been dealt a second time keeps its twins when a page is made anew, also when no more are dealt', async () => {
  const one = await released({ teacherInk: 'needs-person', teacherPen: 'unknown' }, undefined, { repeats: 10 })
  await one.run()
  await set(one.campaign, NOT_REPEATED)
  await one.look('masked', [MASK])
  await one.run()
  expect(one.orders.map((order) => order.twin)).toEqual([true, true])
  expect(await twinsOf(one.work)).toMatchObject([{ fit: true }])
})

test('a twin in which a detector found something is kept nowhere and stands for no page; its certificate says why, and the work goes on', async () => {
  const one = await released({}, undefined, { repeats: 10, twinFit: false })
  await one.run()
  expect(await one.state()).toBe('anonymised')
  expect(one.stored).toEqual([2])
  const [page] = await standingBlindPages(database.db, [one.work])
  expect(await database.db.selectFrom('page_twin').select('sha256').where('of_sha256', '=', page!.sha256).execute()).toEqual([])
  expect(await database.db.selectFrom('twin_certificate').select('fit').where('blind_page_id', '=', page!.id).execute()).toEqual([{ fit: false }])
  expect(await logOf(one.work)).toMatchObject([{ images: [page!.sha256], twins: [] }])
})

test('a page that it cannot vouch for waits for a person, and its reason is kept', async () => {
  const one = await released({ teacherInk: 'needs-person', teacherPen: 'unknown' })
  await one.run()
  await one.run()
  expect(await one.state()).toBe('released')
  expect(await standingBlindPages(database.db, [one.work])).toMatchObject([{ verdict: 'look', reasons: ['grey-scan'] }])
  await one.look('passed')
  await one.run()
  expect(await one.state()).toBe('anonymised')
  expect(one.orders).toHaveLength(1)
})

test('its answers are cut out also when the campaign turned to giving works out task by task while it was made', async () => {
  const one = await released({}, (campaign) => database.db.updateTable('campaign').set({ settings: JSON.stringify({ draw: { unit: 'task' } }) }).where('id', '=', campaign).execute())
  await one.run()
  expect(await database.db.selectFrom('task').select(['kind', 'state']).where('subject_id', '=', one.work).execute()).toEqual([{ kind: 'crop-work', state: 'pending' }])
})

test('what a person hid is hidden on a new image, which is checked again; the old one stays on record', async () => {
  const one = await released({ teacherInk: 'needs-person', teacherPen: 'unknown' })
  await one.run()
  await one.look('masked', [MASK])
  await one.run()
  expect(one.orders[1]!.masks).toEqual([MASK])
  expect(await one.state()).toBe('anonymised')
  const { n } = await database.db.selectFrom('blind_page').where('work_id', '=', one.work).select((is) => is.fn.countAll<string>().as('n')).executeTakeFirstOrThrow()
  expect(Number(n)).toBe(2)
})

test('a detector’s firm hit blocks, also after masks that do not help', async () => {
  const one = await released({ detections: [{ detector: 'barcode', version: 1, passed: false, detail: '' }] })
  await one.run()
  await one.look('passed')
  await one.run()
  expect(await one.state()).toBe('released')
  await one.look('masked', [MASK])
  await one.run()
  expect(await one.state()).toBe('released')
  expect(await standingBlindPages(database.db, [one.work])).toMatchObject([{ verdict: 'blocked', reasons: ['barcode'] }])
})
