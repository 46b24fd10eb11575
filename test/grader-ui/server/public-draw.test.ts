import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DrawFormView, DrawForms, PublicDraws } from '../../../grader-ui/api/draw.ts'
import { commitTo, seedOf } from '../../../pipeline/draw/manifest.ts'
import { deskRevisions } from '../../../storage/queries/revisions.ts'
import { accountsOfRole } from '../../../storage/queries/setup.ts'
import { addAnonymisedWorks } from './harness/recheck.ts'
import { TestPerson } from './harness/test-person.ts'
import { addWork, FORM, openTestServer, type TestServer } from './harness/test-server.ts'

const DICE = '01382438112797316654'
const NUMBERS = new Map([1, 2].map((school) => [`school-${school}`, `тайное число школы ${school}`]))
let server: TestServer
let desk: TestPerson
let stranger: TestPerson
beforeAll(async () => {
  server = await openTestServer({ schools: 6 })
  desk = await server.as('municipality')
  stranger = new TestPerson(server.app)
  await addAnonymisedWorks(server, { schools: [1, 2, 3, 4, 5, 6], works: 2 })
})
afterAll(() => server.close())

const view = async (): Promise<DrawFormView> => (await desk.get<DrawForms>('/api/municipality/draws')).body.forms[0]!
const open = async (): Promise<PublicDraws> => (await stranger.get<PublicDraws>('/api/public/draws')).body
const say = (schoolId: string, text: string) => desk.send<{ code?: string }>('POST', `/api/municipality/draws/${FORM.id}/numbers`, { schoolId, text })
const freeze = () => desk.send<{ sha256: string; code?: string }>('POST', `/api/municipality/draws/${FORM.id}/freeze`)
const draw = (body: object) => desk.send<{ works: number; assignments: number; shortfall: string[]; code?: string }>('POST', '/api/municipality/draw', { formId: FORM.id, ...body })
/** What a school's page listens to. */
const ofSchool = async () => {
  const account = (await accountsOfRole(server.db, ['school'])).find((one) => one.schoolId === 'school-1')!
  return (await deskRevisions(server.db, [account])).get(account.id)
}
const standing = () => server.db.selectFrom('assignment').select(['id', 'work_id', 'expert_id', 'round', 'state']).where('state', '<>', 'withdrawn').orderBy('work_id').orderBy('round').execute()

describe('the public draw', () => {
  test('says before it whether every work finds its experts, and in words what would help', async () => {
    expect(await view()).toMatchObject({ works: 12, waiting: 12, schools: 6, experts: 6, obstacles: [], shortages: [], meanLoad: 4, freeze: null, draw: null })
    await server.db.updateTable('account').set({ cap: 3 }).where('role', '=', 'expert').execute()
    expect((await view()).shortages.join(' ')).toMatch(/Не хватает проверок: 6 из 24.*Имя expert-1/s)
    await server.db.updateTable('account').set({ cap: null }).where('role', '=', 'expert').execute()
  })

  test('goes number by fingerprint, manifest, number, dice; each only in its turn', async () => {
    expect(await draw({ dice: DICE })).toMatchObject({ status: 409, body: { code: 'not-frozen' } })
    expect(await say('school-1', NUMBERS.get('school-1')!)).toMatchObject({ status: 409, body: { code: 'no-promise' } })
    for (const [school, number] of NUMBERS) expect((await say(school, commitTo(number))).status).toBe(200)
    const { body: { sha256 } } = await freeze()
    expect((await open()).draws).toMatchObject([{ manifestSha256: sha256, over: false, seed: null, drawnAt: null, commitments: [{ commitment: commitTo(NUMBERS.get('school-1')!) }, {}] }])
    expect(await say('school-1', 'другое число')).toMatchObject({ status: 409, body: { code: 'nonce-not-committed' } })
    expect(await say('school-1', commitTo('другое'))).toMatchObject({ status: 409, body: { code: 'already-published' } })
    for (const [school, number] of NUMBERS) expect((await say(school, number)).status).toBe(200)
    expect((await draw({ dice: '123' })).status).toBe(400)
  })

  test('refuses when anything changed since the publication, and asks for new numbers', async () => {
    await server.db.updateTable('account').set({ cap: 9 }).where('id', '=', 'expert-1').execute()
    expect((await view()).freeze).toMatchObject({ stale: true })
    expect(await draw({ dice: DICE })).toMatchObject({ status: 409, body: { code: 'manifest-stale' } })
    expect((await freeze()).status).toBe(200)
    // A number that was revealed is no secret any more: the new manifest knows nothing of it.
    expect((await open()).draws[0]!.commitments).toEqual([])
    for (const [school, number] of NUMBERS) await say(school, commitTo(`${number}, второе`))
    await freeze()
    for (const [school, number] of NUMBERS) expect((await say(school, `${number}, второе`)).status).toBe(200)
  })

  test('takes its seed from all of them, and tells it to nobody while works are open', async () => {
    const { sha256 } = (await freeze()).body
    for (const [school, number] of NUMBERS) await say(school, commitTo(`${number}, третье`))
    const again = (await freeze()).body.sha256
    expect(again).not.toBe(sha256)
    const heard = [await ofSchool()]
    for (const [school, number] of NUMBERS) await say(school, `${number}, третье`)
    heard.push(await ofSchool())
    expect((await draw({ dice: DICE })).body).toEqual({ works: 12, assignments: 24, shortfall: [] })
    // A school's open page hears of the publication, the numbers and the draw.
    expect(new Set([...heard, await ofSchool()]).size).toBe(3)
    const stored = await server.db.selectFrom('draw').select(['seed', 'manifest_sha256', 'dice']).executeTakeFirstOrThrow()
    const numbers = [...NUMBERS].map(([school, number]) => ({ school, nonce: `${number}, третье` }))
    expect(seedOf({ manifestSha256: again, commitments: numbers.map(({ school, nonce }) => ({ school, commitment: commitTo(nonce) })), nonces: numbers, dice: DICE })).toEqual({ ok: true, value: stored.seed })
    const { id } = (await open()).draws[0]!
    for (const path of ['manifest.json', 'table.csv']) expect((await stranger.get(`/api/public/draws/${id}/${path}`)).status).toBe(404)
    for (const url of ['/api/public/draws', '/api/municipality/draws', '/api/municipality/overview', '/api/municipality/audit']) {
      const answer = await desk.get(url)
      expect(answer.bytes.includes(stored.seed), url).toBe(false)
      expect(answer.bytes.includes(DICE), url).toBe(false)
    }
    expect(await freeze()).toMatchObject({ status: 409, body: { code: 'already-drawn' } })
  })

  test('has minutes that can be signed', async () => {
    const pdf = await desk.get(`/api/municipality/draws/${FORM.id}/record.pdf`)
    expect(pdf.status).toBe(200)
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-')
  })
})

describe('works go on to others', () => {
  test('some of them, all of them when an expert leaves: never back to him, each with two experts of two other schools', async () => {
    const before = await standing()
    const own = before.filter((one) => one.expert_id === 'expert-1')
    expect(await desk.send('POST', '/api/municipality/people/expert-1/take-back', { which: 'some', count: 1 })).toMatchObject({ status: 200, body: { moved: 1 } })
    expect((await standing()).filter((one) => one.expert_id === 'expert-1')).toHaveLength(own.length - 1)
    expect(await desk.send('POST', '/api/municipality/people/expert-1/take-back', { which: 'leaves' })).toMatchObject({ status: 200, body: { moved: own.length - 1 } })
    const after = await standing()
    expect(after.filter((one) => one.expert_id === 'expert-1')).toEqual([])
    // Everybody else keeps what he had.
    const kept = before.filter((one) => one.expert_id !== 'expert-1')
    expect(kept.every((one) => after.some((now) => now.id === one.id))).toBe(true)
    const schoolOf = new Map((await server.db.selectFrom('work').select(['id', 'school_id']).execute()).map((work) => [work.id, work.school_id.replace('school', 'expert')]))
    for (const [work, home] of schoolOf) {
      const pair = after.filter((one) => one.work_id === work).map((one) => one.expert_id)
      expect(new Set(pair).size).toBe(2)
      expect(pair).not.toContain(home)
    }
    await expect(server.as('expert-1')).rejects.toThrow('не подходит')
  })

  test('those that a conflict declared later forbids are named and can be passed on', async () => {
    const held = (await standing()).filter((one) => one.expert_id === 'expert-2')
    const { school_id: school } = await server.db.selectFrom('work').select('school_id').where('id', '=', held[0]!.work_id).executeTakeFirstOrThrow()
    await server.db.updateTable('account').set({ conflicts: JSON.stringify([school]) }).where('id', '=', 'expert-2').execute()
    const { forbidden } = (await view()).loads.find((load) => load.id === 'expert-2')!
    expect(forbidden).toBeGreaterThan(0)
    expect(await desk.send('POST', '/api/municipality/people/expert-2/take-back', { which: 'forbidden' })).toMatchObject({ body: { moved: forbidden } })
    expect((await view()).loads.find((load) => load.id === 'expert-2')!.forbidden).toBe(0)
  })

  test('idle ones are taken back only after so many days, and nothing changes when nobody can take them', async () => {
    expect(await desk.send('POST', '/api/municipality/expire', { days: 3 })).toMatchObject({ body: { moved: 0 } })
    await server.db.updateTable('account').set({ closed_at: new Date() }).where('role', '=', 'expert').where('id', 'in', ['expert-2', 'expert-3', 'expert-4', 'expert-6']).execute()
    const before = await standing()
    expect(await desk.send('POST', '/api/municipality/people/expert-5/take-back', { which: 'leaves' })).toMatchObject({ status: 409, body: { code: 'nobody-left' } })
    expect(await standing()).toEqual(before)
    await server.db.updateTable('account').set({ closed_at: null }).where('role', '=', 'expert').execute()
  })

  test('once marking is over, anybody gets what the verifier needs', async () => {
    await server.db.updateTable('assignment').set({ state: 'submitted', submitted_at: new Date() }).where('state', '=', 'open').execute()
    // A work that comes late is drawn by the same seed: until then it stays secret.
    const late = await addWork(server.db, { school: 1, code: '79990', state: 'anonymised' })
    expect((await open()).draws).toMatchObject([{ over: false, seed: null }])
    await server.db.updateTable('work').set({ state: 'withdrawn' }).where('id', '=', late.id).execute()
    const { draws: [over], verifierSha256 } = await open()
    expect(over).toMatchObject({ over: true, dice: DICE, nonces: [{ nonce: expect.stringContaining('третье') }, {}] })
    const manifest = await stranger.get(`/api/public/draws/${over!.id}/manifest.json`)
    expect(createHash('sha256').update(manifest.bytes).digest('hex')).toBe(over!.manifestSha256)
    expect((await stranger.get(`/api/public/draws/${over!.id}/table.csv`)).bytes.toString()).toMatch(/^work,expert,round\n/)
    const verifier = await stranger.get('/verifier.html')
    expect(createHash('sha256').update(verifier.bytes).digest('hex')).toBe(verifierSha256)
    expect(verifier.headers['content-security-policy']).toMatch(/script-src 'sha256-/)
  })
})
