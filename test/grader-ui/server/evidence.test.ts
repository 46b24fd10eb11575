import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExpertQueue, ExpertWork } from '../../../grader-ui/api/expert.ts'
import { certifyTwin } from '../../../pipeline/anonymise/certify-twin.ts'
import { decodeImage } from '../../../pipeline/image/codec.ts'
import { EMPTY_HEAD, type AuditBody, type AuditEvent } from '../../../pipeline/protocol/audit-chain.ts'
import { writeBundle } from '../../../pipeline/protocol/bundle/write-bundle.ts'
import { appendAudit, auditHead, readAudit, verifyAudit } from '../../../storage/audit-log.ts'
import { newId } from '../../../storage/new-id.ts'
import { currentCampaign } from '../../../storage/queries/campaigns.ts'
import { standingBlindPages } from '../../../storage/queries/blind-pages.ts'
import { gatherEvidence } from '../../../workers/gather-evidence.ts'
import { verifyBundle } from '../../../workers/verify-file.ts'
import { TEST_LOG_KEY } from '../../harness/log-key.ts'
import { appendEvent } from '../../pipeline/protocol/append-event.ts'
import { drawPublicly } from './harness/public-draw.ts'
import { addAnonymisedWorks, type SchoolWork } from './harness/recheck.ts'
import { openTestServer, type TestServer } from './harness/test-server.ts'

const AT = new Date('2026-05-20T10:00:00Z')
let server: TestServer
let works: SchoolWork[]
beforeAll(async () => {
  server = await openTestServer({ schools: 4 })
  works = await addAnonymisedWorks(server, { schools: [1, 2, 3, 4], works: 1, twins: true })
  // Each page once more, as the program makes it: with its own hash in the certificate and in the log.
  for (const work of works) {
    const images: string[] = [], twins: string[] = []
    for (const page of await standingBlindPages(server.db, [work.id])) {
      images.push(page.sha256)
      const id = newId(), certificate = { ...page.certificate, image: page.sha256, detections: [{ detector: 'word', version: 1, passed: true, detail: '' }] }
      await server.db.insertInto('blind_page').values({
        id, work_id: work.id, form_page: page.formPage, sha256: page.sha256, width_px: page.widthPx, height_px: page.heightPx,
        certificate: JSON.stringify(certificate),
      }).execute()
      const bytes = (await server.blobs.get(page.sha256))!, decoded = await decodeImage(bytes)
      if (!decoded.ok) throw new Error(decoded.reason)
      const image = decoded.value.raster
      const twin = await certifyTwin({ bytes, image, widthPx: page.widthPx, heightPx: page.heightPx, certificate, look: () => Promise.resolve(certificate.detections) })
      twins.push(twin.certificate.image)
      await server.db.insertInto('twin_certificate').values({ blind_page_id: id, sha256: twin.certificate.image, certificate: JSON.stringify(twin.certificate), fit: true, at: AT }).execute()
    }
    await server.db.transaction().execute((trx) => appendAudit(trx, { type: 'work.anonymised', actor: 'system', at: AT, work: work.id, images, twins }))
  }
  await drawPublicly(await server.as('municipality'))
})
afterAll(() => server.close())

const gathered = async () => gatherEvidence({ db: server.db, blobs: server.blobs, campaign: (await currentCampaign(server.db))!, logKey: TEST_LOG_KEY, at: AT })

it('there is no bundle while works are being marked: the seed in it would say who marks what', async () => {
  expect(await gathered()).toBe('still-marked')
})

it('a bundle of a marked campaign passes: log, draw, and the certificate of every picture that experts were served', async () => {
  for (const school of [1, 2, 3, 4]) {
    const expert = await server.as(`expert-${school}`)
    for (const { cipher } of (await expert.get<ExpertQueue>('/api/expert/queue')).body.batches.flatMap((batch) => batch.works)) {
      for (const task of (await expert.get<ExpertWork>(`/api/expert/works/${cipher}`)).body.tasks) await expert.send('PUT', `/api/expert/works/${cipher}/scores`, { key: newId(), task: task.id, score: '1' })
      expect((await expert.send('POST', `/api/expert/works/${cipher}/submit`)).status).toBe(200)
    }
  }
  // One of them came to its expert a second time.
  const repeated = works[0]!
  const original = await server.db.selectFrom('assignment').select(['id', 'expert_id']).where('work_id', '=', repeated.id).limit(1).executeTakeFirstOrThrow()
  await server.db.insertInto('check_marking').values({ id: newId(), work_id: repeated.id, expert_id: original.expert_id, kind: 'repeat', of_assignment: original.id, cipher: 'again', place: 9, state: 'submitted', submitted_at: AT, dealt_at: AT }).execute()
  const evidence = await gathered()
  if (evidence === 'still-marked') throw new Error('nothing is left to mark')
  const [twins, pages] = [true, false].map((isTwin) => evidence.blindImages!.filter((one) => (one.certificate?.twin !== undefined) === isTwin))
  for (const images of [pages!, twins!]) expect(images.map((one) => one.work).sort()).toEqual(works.flatMap((work) => work.blindPages.map(() => work.cipher)).sort())
  expect(twins!.filter((one) => one.picture).map((one) => one.work)).toEqual(repeated.blindPages.map(() => repeated.cipher))
  const check = async (changed: Partial<typeof evidence> = {}) => (await verifyBundle(writeBundle({ ...evidence, ...changed }), { trusted: [], at: AT })).map((line) => `${line.passed} ${line.subject}: ${line.message}`)
  const lines = await check()
  expect(lines.filter((line) => line.startsWith('no'))).toEqual([])
  expect(lines.join('\n')).toMatch(/yes обезличенные страницы: 16.свидетельств, каждое о той картинке/)
  expect(lines.join('\n')).toMatch(/yes картинки повторного показа: 2.картинки сличены со страницей по точкам/)
  expect(lines.join('\n')).toMatch(/повторена и совпала, назначений 8/)
  const [first, ...rest] = evidence.blindImages!
  const other = await check({ blindImages: [{ ...first!, picture: Buffer.from('another') }, ...rest] })
  expect(other.filter((line) => line.startsWith('no')).join()).toMatch(/названа не по своему содержанию/)
})

describe('the log of a bundle', () => {
  const lines = async () => {
    const evidence = await gathered()
    if (evidence === 'still-marked') throw new Error('nothing is left to mark')
    return (await verifyBundle(writeBundle(evidence), { trusted: [], at: AT, publishedKeys: [TEST_LOG_KEY.verifierKey] })).map((line) => `${line.passed} ${line.subject}: ${line.message}`)
  }
  /** Past the triggers, as somebody with the owner's rights would do it. */
  const rewrite = (events: readonly AuditEvent[]) => server.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await trx.deleteFrom('audit_event').execute()
    await trx.insertInto('audit_event').values([...events]).execute()
    await trx.updateTable('audit_head').set({ seq: events.at(-1)!.seq, hash: events.at(-1)!.hash }).execute()
  })

  it('is covered whole by the checkpoint signed last, with the published key', async () => {
    const { seq } = await auditHead(server.db)
    expect(await lines()).toEqual(expect.arrayContaining([`yes контрольные точки: последняя охватывает весь журнал, записей ${seq}`, `yes ключ журнала: тот же, что опубликован: ${TEST_LOG_KEY.verifierKey}`]))
  })
  it('that was rewritten with a chain that fits, or lost its end, does not stand against checkpoints signed before', async () => {
    const { seq } = await auditHead(server.db)
    const whole = (await readAudit(server.db, { limit: seq })).toReversed()
    const forged: AuditEvent[] = []
    for (const { body } of whole) forged.push(appendEvent(forged.at(-1) ?? EMPTY_HEAD, JSON.parse(body.replace('"type":"work.anonymised"', '"type":"work.anonymized"')) as AuditBody))
    await rewrite(forged)
    expect((await verifyAudit(server.db)).ok).toBe(true)
    expect((await lines()).filter((line) => line.startsWith('no') && !line.includes('протокол'))).toEqual([`no checkpoints/0001.txt: журнал до записи ${seq} не тот, что был подписан`])
    await rewrite(whole.slice(0, -1))
    expect((await lines()).filter((line) => line.startsWith('no'))).toEqual([
      `no checkpoints/0001.txt: в контрольной точке записей ${seq}, в журнале только ${seq - 1}`, `no checkpoints/0002.txt: в контрольной точке записей ${seq}, в журнале только ${seq - 1}`])
    await rewrite(whole)
  })
})
