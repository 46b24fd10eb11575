import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDemoSigner, type DemoSigner } from '../../../fixtures/demo-signer.ts'
import type { ProtocolRow, ProtocolView } from '../../../grader-ui/api/chair.ts'
import type { PublicDraws } from '../../../grader-ui/api/draw.ts'
import type { OpeningList } from '../../../grader-ui/api/municipality.ts'
import { printedCheckpoint } from '../../../pipeline/protocol/bundle/printed-checkpoint.ts'
import { verifyCheckpoint } from '../../../pipeline/protocol/checkpoint.ts'
import { readWorkbook } from '../../../pipeline/spreadsheet/workbook.ts'
import { readAudit, verifyAudit } from '../../../storage/audit-log.ts'
import { storedCheckpoints } from '../../../storage/log-checkpoints.ts'
import { newId } from '../../../storage/new-id.ts'
import { frozenProtocol } from '../../../grader-ui/server/recheck/protocol-of.ts'
import { auditRoot } from '../../pipeline/protocol/audit-root.ts'
import { TEST_LOG_KEY } from '../../harness/log-key.ts'
import { addAnonymisedWorks, type SchoolWork } from './harness/recheck.ts'
import { TestPerson } from './harness/test-person.ts'
import { addWork, FORM, openTestServer, schoolName, type TestServer } from './harness/test-server.ts'

let server: TestServer
let chair: TestPerson
let works: SchoolWork[]
let signer: DemoSigner
const PATH = `/api/chair/protocols/school-1/${FORM.id}`
const SAME = { 1: '1', 2: '2', 3: '9' }

beforeAll(async () => {
  server = await openTestServer({ schools: 4 })
  chair = await server.as('chair')
  works = await addAnonymisedWorks(server, { schools: [1], works: 3 })
  signer = await makeDemoSigner({ commonName: 'Имя chair', password: 'ключ', random: (length) => new Uint8Array(randomBytes(length)), from: new Date('2026-01-01'), days: 365 })
})
afterAll(() => server.close())

async function grade(work: SchoolWork, { expert, round, scores, tasks = null, state = 'submitted' }: { expert: number; round: number; scores: Readonly<Record<string, string>>; tasks?: string[] | null; state?: 'open' | 'submitted' }): Promise<string> {
  const existing = await server.db.selectFrom('draw').select('id').executeTakeFirst()
  const draw_id = existing?.id ?? newId()
  if (!existing) await server.db.insertInto('draw').values({ id: draw_id, campaign_id: 'campaign', form_id: FORM.id, purpose: 'first', seed: 'seed', manifest_sha256: '0'.repeat(64), content: '{}', account_id: 'municipality' }).execute()
  const id = newId()
  await server.db.insertInto('assignment').values({ id, draw_id, work_id: work.id, expert_id: `expert-${expert}`, round, tasks: JSON.stringify(tasks), place: 1, state, submitted_at: state === 'submitted' ? new Date() : null }).execute()
  for (const [task, score] of Object.entries(scores)) await server.db.insertInto('grade').values({ id: newId(), assignment_id: id, task, score, key: newId() }).execute()
  return id
}

const sign = (password = 'ключ', p12: Uint8Array = signer.p12) => chair.upload<{ code: string; signedBy: string; pdfUrl: string; error: string }>(`${PATH}/sign`, [{ field: 'p12', name: 'chair.p12', content: p12 }, { field: 'password', content: password }])
const view = async () => (await chair.get<ProtocolView>(PATH)).body

describe('a protocol before it is approved', () => {
  it('says what is in the way and cannot be approved', async () => {
    await grade(works[0]!, { expert: 2, round: 1, scores: SAME })
    await grade(works[0]!, { expert: 3, round: 2, scores: SAME })
    await grade(works[1]!, { expert: 2, round: 1, scores: { 1: '1', 2: '2', 3: '8' } })
    const second = await grade(works[1]!, { expert: 3, round: 2, scores: { 1: '1', 2: '0', 3: '9' } })
    const third = await grade(works[1]!, { expert: 4, round: 3, scores: { 2: '1' }, tasks: ['2'], state: 'open' })
    const staged = await addWork(server.db, { school: 1, code: '79999' })
    const before = await view()
    expect(before.row).toMatchObject({ works: 3, gradedWorks: 1, thirdOpen: 1, state: 'in-progress' })
    expect(before.obstacles.join('\n')).toMatch(/не передала работ: 1[\s\S]*Не распределены[\s\S]*Третий эксперт ещё не сдал/)
    for (const obstacle of before.obstacles) for (const work of works) expect(obstacle).not.toContain(work.code)
    expect(await chair.send(`POST`, `${PATH}/approve`)).toMatchObject({ status: 409, body: { code: 'not-ready' } })
    expect((await chair.get(`${PATH}/pdf`)).status).toBe(404)
    await server.db.updateTable('work').set({ state: 'withdrawn' }).where('id', '=', staged.id).execute()
    await server.db.updateTable('page').set({ state: 'discarded', work_id: null }).where('work_id', '=', staged.id).execute()
    await server.db.updateTable('assignment').set({ state: 'submitted', submitted_at: new Date() }).where('id', '=', third).execute()
    expect(second).not.toBe(third)
    await grade(works[2]!, { expert: 2, round: 1, scores: { 1: '1', 2: '2', 3: 'X' } })
    await grade(works[2]!, { expert: 4, round: 2, scores: { 1: '1', 2: '2', 3: '0' } })
  })

  it('compares task by task: agreed, overstated, settled by a third, the mean rounded up', async () => {
    const { comparisons, obstacles, row, confidenceSentence } = await view()
    expect(obstacles).toEqual([])
    expect(row).toMatchObject({ state: 'ready', schoolName: schoolName(1), gradedWorks: 3, withoutDiscrepancy: 1, overstated: 2, understated: 0, markChanged: 1 })
    const of = (work: SchoolWork) => comparisons.find((one) => one.cipher === work.cipher)!
    expect(of(works[0]!)).toMatchObject({ originalTotal: 12, recheckTotal: 12, originalMark: '5', recheckMark: '5', markChanged: false, causes: [], complete: true })
    expect(of(works[1]!).tasks.map(({ original, recheck, verdict, third }) => [original, recheck, verdict, third])).toEqual([['1', '1', 'agreed', false], ['2', '1', 'overstated', true], ['9', '9', 'agreed', false]])
    expect(of(works[1]!)).toMatchObject({ recheckTotal: 11, causes: ['marking'] })
    expect(of(works[2]!)).toMatchObject({ recheckTotal: 3, recheckMark: '2', markChanged: true })
    expect(confidenceSentence).toMatch(/Проверены все работы: с расхождениями 2 из 3/)
  })

  it('shows what experts wrote beside the scores, once handed in; what was taken back it does not', async () => {
    const { id, expert_id: expert } = await server.db.selectFrom('assignment').select(['id', 'expert_id']).where('work_id', '=', works[1]!.id).where('round', '=', 2).executeTakeFirstOrThrow()
    const say = (text: string, place: { kind: 'task'; task: string } | { kind: 'page'; form_page: number; note: string; x: number; y: number } | { kind: 'later' }) => server.db.insertInto('remark')
      .values({ id: newId(), assignment_id: id, key: newId(), text, ...{ task: null, form_page: null, note: null, x: null, y: null }, ...place }).execute()
    await say('нет единиц', { kind: 'task', task: '2' })
    await say('нет единиц измерения', { kind: 'task', task: '2' })
    await say('лишнее', { kind: 'task', task: '1' })
    await say('', { kind: 'task', task: '1' })
    await say('1', { kind: 'later' })
    await say('решение на обороте', { kind: 'page', form_page: 2, note: 'n', x: 0.5, y: 0.5 })
    await server.db.insertInto('flag').values({ id: newId(), assignment_id: id, kind: 'unreadable', note: 'нижний край срезан' }).execute()
    const words = async () => (await view()).comparisons.find((one) => one.cipher === works[1]!.cipher)!.words
    expect(await words()).toEqual([
      { expert: 2, about: { type: 'flag', kind: 'unreadable' }, text: 'нижний край срезан' }, { expert: 2, about: { type: 'task', task: '2' }, text: 'нет единиц измерения' },
      { expert: 2, about: { type: 'page', page: 2 }, text: 'решение на обороте' },
    ])
    expect(JSON.stringify(await view())).not.toContain(expert)
    await server.db.updateTable('assignment').set({ state: 'open', submitted_at: null }).where('id', '=', id).execute()
    expect((await words()).map(({ text }) => text)).toEqual(['нижний край срезан'])
    await server.db.updateTable('assignment').set({ state: 'submitted', submitted_at: new Date() }).where('id', '=', id).execute()
  })

  it('names works by cipher: no answer of the desk has a participant code', async () => {
    const table = await readWorkbook((await chair.get(`${PATH}/xlsx`)).bytes)
    const answers = JSON.stringify([await view(), (await chair.get('/api/chair/protocols')).body, table])
    expect(answers).toContain(works[0]!.cipher)
    for (const work of works) expect(answers).not.toContain(work.code)
  })
})

describe('opening the ciphers', () => {
  const codesShown = async () => (await view()).comparisons.filter((row) => row.participantCode !== null).length
  const requests = async () => (await municipal.get<OpeningList>('/api/municipality/openings')).body.requests
  const ask = () => chair.send<ProtocolView & { code: string }>('POST', `${PATH}/open-ciphers`)
  let municipal: TestPerson
  beforeAll(async () => { municipal = await server.as('municipality') })

  it('waits until every grade is locked: the server says so, and the database by itself', async () => {
    await server.db.updateTable('assignment').set({ state: 'open', submitted_at: null }).where('work_id', '=', works[2]!.id).where('round', '=', 2).execute()
    expect(await ask()).toMatchObject({ status: 409, body: { code: 'not-ready' } })
    const rushed = server.db.insertInto('opening_request').values({ id: newId(), school_id: 'school-1', form_id: FORM.id, ciphers: JSON.stringify(works.map((work) => work.cipher)), asked_by: 'chair' })
    await expect(rushed.execute()).rejects.toThrow(/after the grades are locked/)
    await server.db.updateTable('assignment').set({ state: 'submitted', submitted_at: new Date() }).where('work_id', '=', works[2]!.id).where('round', '=', 2).execute()
  })

  it('takes two people: the chair alone sees no code and cannot approve, nor can one person be both', async () => {
    expect(await chair.send('POST', `${PATH}/approve`)).toMatchObject({ status: 409, body: { code: 'ciphers-closed' } })
    expect((await ask()).body.opening).toEqual({ state: 'asked', by: null })
    expect((await ask()).body.opening.state).toBe('asked')
    expect(await requests()).toHaveLength(1)
    expect(await codesShown()).toBe(0)
    const { id } = (await requests())[0]!
    const alone = server.db.insertInto('opening_answer').values({ request_id: id, answer: 'confirmed', account_id: 'chair' })
    await expect(alone.execute()).rejects.toThrow(/opened by two people/)
    expect((await chair.send('POST', `/api/municipality/openings/${id}`, { answer: 'confirmed' })).status).toBe(403)
  })

  it('a refusal keeps them closed and can be asked again; a yes opens, once, in the log', async () => {
    await municipal.send('POST', `/api/municipality/openings/${(await requests())[0]!.id}`, { answer: 'refused' })
    expect((await view()).opening.state).toBe('refused')
    expect(await codesShown()).toBe(0)
    await ask()
    const { id } = (await requests())[0]!
    expect((await municipal.send('POST', `/api/municipality/openings/${id}`, { answer: 'confirmed' })).status).toBe(200)
    expect(await municipal.send('POST', `/api/municipality/openings/${id}`, { answer: 'refused' })).toMatchObject({ status: 409, body: { code: 'already-answered' } })
    expect((await view()).opening).toEqual({ state: 'opened', by: 'Имя municipality' })
    expect(await codesShown()).toBe(works.length)
    const log = (await server.db.selectFrom('audit_event').select('body').execute()).map((row) => JSON.parse(row.body) as { type: string; actor: string }).filter((one) => one.type.startsWith('cipher-opening.'))
    expect(log.map(({ type, actor }) => [type, actor])).toEqual([['cipher-opening.asked', 'chair'], ['cipher-opening.refused', 'municipality'], ['cipher-opening.asked', 'chair'], ['cipher-opening.confirmed', 'municipality']])
  })
})

describe('approving and signing', () => {
  it('cannot be signed before it is approved', async () => {
    expect(await sign()).toMatchObject({ status: 409, body: { code: 'not-approved' } })
  })

  it('freezes data and PDF once, shows the codes and stays as it was whatever happens to the works', async () => {
    const { body } = await chair.send<ProtocolView>('POST', `${PATH}/approve`)
    expect(body.row.state).toBe('approved')
    expect(body.comparisons.map((row) => row.participantCode).sort()).toEqual(works.map((work) => work.code).sort())
    expect((await chair.get(body.pdfUrl!)).bytes.subarray(0, 5).toString()).toBe('%PDF-')
    expect(await chair.send('POST', `${PATH}/approve`)).toMatchObject({ status: 409, body: { code: 'already-approved' } })
    await server.db.insertInto('work_value').values({ id: newId(), work_id: works[0]!.id, page_id: null, field: 'score', task: '3', box: 0, value: '0', source: 'results-form', account_id: null }).execute()
    expect((await view()).comparisons).toEqual(body.comparisons)
    const [sheet] = await readWorkbook((await chair.get(body.xlsxUrl)).bytes).then((read) => (read.ok ? read.value : []))
    expect(sheet!.rows.flat()).toEqual(expect.arrayContaining(['Код участника', works[0]!.code]))
  })

  it('puts a checkpoint of the log as it stood then on the PDF, which the published key verifies', async () => {
    const { body: { logKeys } } = await new TestPerson(server.app).get<PublicDraws>('/api/public/draws')
    expect(logKeys).toEqual([TEST_LOG_KEY.verifierKey])
    const { content } = await server.db.selectFrom('protocol').select('content').executeTakeFirstOrThrow()
    const note = frozenProtocol.parse(content).protocol.checkpoint!
    expect(await printedCheckpoint((await chair.get(`${PATH}/pdf`)).bytes)).toBe(note)
    expect((await storedCheckpoints(server.db)).map((one) => one.note)).toEqual([note])
    const events = (await readAudit(server.db, { limit: 1000 })).toReversed()
    // Everything before the approval, and not the approval itself: its event holds the hash of this very PDF.
    const size = events.findIndex((event) => event.body.includes('"protocol.approved"'))
    expect(verifyCheckpoint({ note, key: logKeys[0]! })).toEqual({ ok: true, value: { origin: TEST_LOG_KEY.origin, size, root: auditRoot(events.slice(0, size).map((event) => event.hash)) } })
  })

  it('refuses a wrong password, a file that is no key, and a form without one, in words', async () => {
    expect((await sign('мимо')).body.code).toBe('wrong-password')
    expect((await sign('ключ', Buffer.from('not a key'))).body.code).toBe('not-a-p12')
    expect((await chair.upload<{ code: string }>(`${PATH}/sign`, [{ field: 'password', content: 'ключ' }])).body.code).toBe('no-key-file')
    expect(server.logged.join('')).not.toContain('мимо')
  })

  it('adds the signature behind the approved bytes, which stay in the store', async () => {
    const approved = (await chair.get(`${PATH}/pdf`)).bytes
    const answer = await sign()
    expect(answer.body).toEqual({ signedBy: 'Имя chair', pdfUrl: `${PATH}/pdf` })
    const signed = (await chair.get(`${PATH}/pdf`)).bytes
    expect(signed.length).toBeGreaterThan(approved.length)
    expect(signed.subarray(0, approved.length).equals(approved)).toBe(true)
    expect(signed.includes('ETSI.CAdES.detached')).toBe(true)
    const record = await server.db.selectFrom('protocol').selectAll().executeTakeFirstOrThrow()
    expect(await printedCheckpoint(signed)).toBe(frozenProtocol.parse(record.content).protocol.checkpoint)
    expect(Buffer.from((await server.blobs.get(record.pdf_sha256))!).equals(approved)).toBe(true)
    expect(await sign()).toMatchObject({ status: 409, body: { code: 'already-signed' } })
    const { body } = await chair.get<{ protocols: ProtocolRow[] }>('/api/chair/protocols')
    expect(body.protocols).toMatchObject([{ schoolId: 'school-1', state: 'signed', signedBy: 'Имя chair' }])
  })

  it('leaves every step in the log, whose chain holds', async () => {
    const log = (await server.db.selectFrom('audit_event').select('body').execute()).map((row) => (JSON.parse(row.body) as { type: string }).type)
    expect(log.filter((type) => type.startsWith('protocol.'))).toEqual(['protocol.approved', 'protocol.signed'])
    expect((await verifyAudit(server.db)).ok).toBe(true)
  })
})
