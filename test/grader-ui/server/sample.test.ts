import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ResultsAnswer, SampleView } from '../../../grader-ui/api/sample.ts'
import { sampleGround } from '../../../grader-ui/server/municipality/sample/sample-ground.ts'
import { drawCampaignSample, writeSampleTable, type SampleWork } from '../../../pipeline/draw/campaign-sample.ts'
import { seedOf } from '../../../pipeline/draw/manifest.ts'
import { readWorkbook } from '../../../pipeline/spreadsheet/workbook.ts'
import { writeResultsForm } from '../../../pipeline/results-form/write-results-form.ts'
import type { TestPerson } from './harness/test-person.ts'
import { addResultsForm, FORM, openTestServer, schoolName, type TestServer } from './harness/test-server.ts'

const DICE = '01382438112797316654'
let server: TestServer
let desk: TestPerson
beforeAll(async () => {
  server = await openTestServer({ schools: 4 })
  desk = await server.as('municipality')
})
afterAll(() => server.close())

const view = async (): Promise<SampleView> => (await desk.get<SampleView>('/api/municipality/sample')).body
const say = (path: string, body: object) => desk.send<{ code?: string }>('POST', `/api/municipality/sample${path}`, body)
const freeze = (sharePercent: number) => say('/freeze', { sharePercent })
const throwDice = (dice = DICE) => say('', { dice })
const extend = (sharePercent: number) => say('/extension', { sharePercent })
const drawnIds = async () => (await server.db.selectFrom('sample').select('content').orderBy('seq', 'desc').limit(1).executeTakeFirstOrThrow()).content as { id: string }[]
const codes = (school: number) => Array.from({ length: 40 }, (_, index) => `7${school}${String(index).padStart(3, '0')}`)

describe('the sample', () => {
  test('needs results, published inputs and dice, in this order; it is at least the share of each subject, and a larger one contains it', async () => {
    expect(await freeze(1)).toMatchObject({ status: 409, body: { code: 'no-results' } })
    for (const school of [1, 2, 3]) await addResultsForm(server.db, { school, codes: codes(school) })
    expect(await throwDice()).toMatchObject({ status: 409, body: { code: 'not-frozen' } })
    expect((await freeze(0.5)).status).toBe(400)
    expect((await freeze(5)).status).toBe(200)
    await addResultsForm(server.db, { school: 4, codes: codes(4) })
    expect((await view()).freeze).toMatchObject({ stale: true, sharePercent: 5 })
    expect(await throwDice()).toMatchObject({ status: 409, body: { code: 'manifest-stale' } })
    expect((await freeze(5)).status).toBe(200)
    expect(await throwDice('123')).toMatchObject({ status: 400 })
    expect((await throwDice()).status).toBe(200)
    expect(await throwDice()).toMatchObject({ status: 409, body: { code: 'already-sampled' } })
    const first = (await drawnIds()).map((one) => one.id)
    expect(first).toHaveLength(8)
    expect(await extend(2)).toMatchObject({ status: 409, body: { code: 'only-larger' } })
    expect((await extend(10)).status).toBe(200)
    const larger = (await drawnIds()).map((one) => one.id)
    expect(larger).toHaveLength(16)
    expect(larger).toEqual(expect.arrayContaining(first))
    const { forms, works, samples } = await view()
    expect({ works, shares: samples.map((one) => one.sharePercent) }).toEqual({ works: 16, shares: [5, 10] })
    expect(forms[0]!.shows).toMatch(/При 0 работах с расхождениями из 16 проверенных доля таких работ среди всех 160 может достигать [\d,]+ %.*нужно проверить \d+ работ/)
  })

  test('is repeated by anybody from its manifest, seed and table', async () => {
    const { samples } = await view()
    for (const { id, manifestSha256, seed } of samples) {
      const { dice } = await server.db.selectFrom('sample').select('dice').where('id', '=', id).executeTakeFirstOrThrow()
      const manifest = (await desk.get(`/api/municipality/samples/${id}/manifest.json`)).bytes
      const table = (await desk.get(`/api/municipality/samples/${id}/table.csv`)).bytes.toString()
      expect(createHash('sha256').update(manifest).digest('hex')).toBe(manifestSha256)
      const { works, shareMillionths } = JSON.parse(manifest.toString()) as { works: SampleWork[]; shareMillionths: number }
      expect(writeSampleTable(drawCampaignSample({ works, shareMillionths, seed }))).toBe(table)
      if (dice !== null) expect(seedOf({ manifestSha256, commitments: [], nonces: [], dice })).toEqual({ ok: true, value: seed })
    }
  })

  test('is worked out once for the same results', async () => {
    const campaign = { db: server.db, id: 'campaign' }
    const before = await sampleGround(campaign.db, campaign.id)
    expect(await sampleGround(campaign.db, campaign.id)).toBe(before)
    await server.db.updateTable('school').set({ on_last_list: true }).where('id', '=', 'school-3').execute()
    expect(await sampleGround(campaign.db, campaign.id)).not.toBe(before)
  })

  test('can be taken along as a workbook that names school and code of every work', async () => {
    const book = await readWorkbook(new Uint8Array((await desk.get('/api/municipality/sample.xlsx')).bytes))
    if (!book.ok) throw new Error(book.reason)
    expect(book.value[0]!.rows).toHaveLength(17)
    expect(String(book.value[0]!.rows[1]![1])).toContain('Школа имени Берёзы')
  })
})

describe('the signs', () => {
  const results = (school: number, score: (index: number) => string) => writeResultsForm({
    tasks: FORM.tasks, rows: codes(school).map((code, index) => ({ code, variant: '1', scores: { 1: '1', 2: score(index), 3: score(index) }, total: String(1 + 2 * Number(score(index))), classNumber: '1', journalMark: '5' })),
  })
  const upload = async (school: number, year: 'this' | 'last', bytes: Uint8Array) => (await desk.upload<ResultsAnswer>(`/api/municipality/sample/results?school=school-${school}&year=${year}`, [{ field: 'file', name: 'форма.xlsx', content: bytes }])).body

  test('come from last year’s results and this year’s, the rules of the order first, in a plain sentence with n', async () => {
    for (const school of [1, 2, 3, 4]) {
      expect((await upload(school, 'last', await results(school, (index) => String(index % 3)))).files).toMatchObject([{ accepted: true }])
      await upload(school, 'this', await results(school, (index) => (school === 1 ? '2' : String((index + 1) % 3))))
    }
    await server.db.updateTable('school').set({ on_last_list: true }).where('id', '=', 'school-2').execute()
    const [first] = (await view()).forms
    const of = (id: string) => first!.schools.find((school) => school.schoolId === id)!
    expect(of('school-2').signs.map((sign) => sign.type)).toContain('on-last-list')
    expect(of('school-1').signs.find((sign) => sign.type === 'mostly-not-confirmed')).toMatchObject({ n: 40, usual: 0.5, unit: 'share', byRule: true, q: expect.any(Number) as number, sentence: expect.stringContaining('не подтвердили') })
    expect(first!.schools.every((school) => school.byRule)).toBe(true)
  })

  test('lead to nothing by themselves: the coordinator decides, and every decision stays with its reason', async () => {
    const decide = (decision: string, reason: string) => desk.send('POST', '/api/municipality/sample/decisions', { schoolId: 'school-1', formId: FORM.id, decision, reason })
    expect((await decide('recheck', '')).status).toBe(400)
    expect((await decide('leave', 'новый учитель, объяснение получено')).status).toBe(200)
    expect((await decide('recheck', 'объяснение не подтвердилось')).status).toBe(200)
    expect((await view()).forms[0]!.schools.find((school) => school.schoolId === 'school-1')).toMatchObject({ name: schoolName(1), decision: { decision: 'recheck', reason: 'объяснение не подтвердилось' } })
    expect(await server.db.selectFrom('risk_decision').select('reason').orderBy('seq').execute()).toHaveLength(2)
    await expect(server.db.updateTable('risk_decision').set({ reason: 'иначе' }).execute()).rejects.toThrow(/denied/)
  })

  test('are refused for a file that is no results form, in words', async () => {
    expect((await upload(1, 'this', new TextEncoder().encode('не таблица'))).files).toMatchObject([{ accepted: false }])
  })
})
