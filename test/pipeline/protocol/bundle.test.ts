import { createHash, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { conductDraw } from '../../../pipeline/draw/conduct-draw.ts'
import { writeDrawTable } from '../../../pipeline/draw/draw-table.ts'
import { buildManifest } from '../../../pipeline/draw/manifest.ts'
import { DEFAULT_DRAW_RULES } from '../../../pipeline/draw/problem.ts'
import { unpackZip } from '../../../pipeline/intake/unpack-zip.ts'
import type { BlindCertificate } from '../../../pipeline/model/blind-certificate.ts'
import { EMPTY_HEAD, type AuditBody, type AuditEvent } from '../../../pipeline/protocol/audit-chain.ts'
import { appendEvent } from './append-event.ts'
import { checkBundle } from '../../../pipeline/protocol/bundle/check-bundle.ts'
import { openBundle } from '../../../pipeline/protocol/bundle/open-bundle.ts'
import { writeBundle, type Evidence } from '../../../pipeline/protocol/bundle/write-bundle.ts'
import { writeZip } from '../../../pipeline/protocol/bundle/write-zip.ts'
import { signCheckpoint, verifierKey } from '../../../pipeline/protocol/checkpoint.ts'
import { auditRoot } from './audit-root.ts'

const origin = 'sverka.example/audit'
const pair = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })

const works = Array.from({ length: 12 }, (_, index) => ({ id: `w${index}`, school: `s${index % 3}`, subject: 'физика', grade: 7 }))
const experts = Array.from({ length: 8 }, (_, index) => ({ id: `e${index}`, school: `s${index % 4}`, subjects: ['физика'], years: 5, otherSchools: [], conflicts: [] }))
const manifest = buildManifest({ works, experts, rules: DEFAULT_DRAW_RULES, commitments: [] })
const drawn = conductDraw({ works, experts, rules: DEFAULT_DRAW_RULES, seed: 'зерно' })
const table = drawn.ok ? writeDrawTable(drawn.value.assignments) : ''
const pdf = Buffer.from('%PDF-1.7 the protocol itself')

const chain = (bodies: readonly Omit<AuditBody, 'at'>[]): AuditEvent[] => {
  const events: AuditEvent[] = []
  for (const [index, body] of bodies.entries())
    events.push(appendEvent(events.at(-1) ?? EMPTY_HEAD, { ...body, type: String(body['type']), at: new Date(1_775_000_000_000 + index * 1000).toISOString() }))
  return events
}
const events = chain([
  { type: 'campaign.opened' }, { type: 'draw.made', manifestSha256: manifest.sha256 }, { type: 'grade.given', grade: 'g1' },
  { type: 'protocol.signed', signedSha256: createHash('sha256').update(pdf).digest('hex') },
])
const noteOf = (list: readonly AuditEvent[], size: number): string =>
  signCheckpoint({ checkpoint: { origin, size, root: auditRoot(list.slice(0, size).map((event) => event.hash)) }, privateKeyPem: pair.privateKey })
const evidence: Evidence = {
  title: 'Перепроверка ВПР, весна 2026', at: '2026-05-20T10:00:00.000Z', events, checkpoints: [noteOf(events, 2), noteOf(events, 4)],
  checkpointKeys: [verifierKey({ origin, publicKeyPem: pair.publicKey })], draws: [{ name: 'физика-7', manifest: manifest.text, seed: 'зерно', table }], protocols: [{ name: 'школа-3.pdf', pdf }],
}
const check = async (bundle: Uint8Array): Promise<readonly string[]> => {
  const opened = await openBundle(bundle)
  return opened.ok ? checkBundle(opened.value).map(({ passed, subject, message }) => `${passed} ${subject}: ${message}`) : [opened.reason]
}
const failures = async (changed: Partial<Evidence>): Promise<readonly string[]> => (await check(writeBundle({ ...evidence, ...changed }))).filter((line) => !line.startsWith('yes'))

describe('an evidence bundle', () => {
  test('that is whole passes every check', async () => {
    expect(await check(writeBundle(evidence))).toEqual([
      'yes опись: все файлы на месте и не изменены: 8', 'yes журнал: 4\u00a0записи, цепочка не нарушена',
      'yes checkpoints/0001.txt: журнал до записи 2 тот же, что был подписан', 'yes checkpoints/0002.txt: журнал до записи 4 тот же, что был подписан',
      'yes контрольные точки: последняя охватывает весь журнал, записей 4', `yes ключ журнала: сверьте с опубликованным: ${evidence.checkpointKeys[0]}`,
      `yes жеребьёвка физика-7: опись та же, что записана в журнале: ${manifest.sha256}`, 'yes жеребьёвка физика-7: повторена и совпала, назначений 24',
      'yes protocols/школа-3.pdf: этот файл записан в журнале',
    ])
  })
  test('is the same to the byte for the same evidence', () => {
    expect(Buffer.from(writeBundle(evidence)).equals(Buffer.from(writeBundle(evidence)))).toBe(true)
  })
  test('shows a log that was rewritten with a chain that fits: the checkpoints tell', async () => {
    const forged = chain([{ type: 'campaign.opened' }, { type: 'draw.made', manifestSha256: manifest.sha256 }, { type: 'grade.given', grade: 'g2' },
      { type: 'protocol.signed', signedSha256: createHash('sha256').update(pdf).digest('hex') }])
    expect(await failures({ events: forged })).toEqual(['no checkpoints/0002.txt: журнал до записи 4 не тот, что был подписан'])
  })
  test('shows a log that lost its end', async () => {
    expect(await failures({ events: events.slice(0, 3) })).toEqual([
      'no checkpoints/0002.txt: в контрольной точке записей 4, в журнале только 3', 'no protocols/школа-3.pdf: этого файла в журнале нет: записан другой или никакой'])
  })
  test('shows a changed event, another seed, another table, other inputs, another protocol', async () => {
    const broken = events.map((event, index) => index === 2 ? { ...event, body: event.body.replace('g1', 'g9') } : event)
    expect(await failures({ events: broken })).toEqual(['no журнал: Журнал действий, запись 3: содержание не соответствует контрольной сумме.'])
    const [draw] = evidence.draws
    expect(await failures({ draws: [{ ...draw!, seed: 'другое' }] })).toEqual([expect.stringContaining('no жеребьёвка физика-7: не совпадает с повторной. Первое отличие')])
    expect(await failures({ draws: [{ ...draw!, table: table.replace(/e\d/, 'e9') }] })).toEqual([expect.stringContaining('no жеребьёвка физика-7: не совпадает с повторной')])
    const without = buildManifest({ works: works.slice(1), experts, rules: DEFAULT_DRAW_RULES, commitments: [] })
    expect((await failures({ draws: [{ ...draw!, manifest: without.text }] }))[0]).toBe(`no жеребьёвка физика-7: описи ${without.sha256} в журнале нет`)
    expect(await failures({ protocols: [{ name: 'школа-3.pdf', pdf: Buffer.from('%PDF other') }] })).toEqual(['no protocols/школа-3.pdf: этого файла в журнале нет: записан другой или никакой'])
  })
  test('says that without checkpoints nothing vouches for the log as a whole', async () => {
    expect(await failures({ checkpoints: [] })).toEqual(['unknown контрольные точки: их нет: что журнал не переписан целиком, ничем не подтверждено'])
  })
  test('says how far the newest checkpoint reaches when it does not cover the log whole', async () => {
    expect(await failures({ checkpoints: [noteOf(events, 2), noteOf(events, 3)] })).toEqual(['unknown контрольные точки: последняя охватывает журнал до записи 3: за записи после неё, числом 1, не ручается ничто'])
  })
  test('holds checkpoints of a former key by that key, and refuses keys that were not published', async () => {
    const next = generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
    const key = verifierKey({ origin: 'sverka.example/next', publicKeyPem: next.publicKey })
    const note = signCheckpoint({ checkpoint: { origin: 'sverka.example/next', size: 4, root: auditRoot(events.map((event) => event.hash)) }, privateKeyPem: next.privateKey })
    const changed = { checkpoints: [noteOf(events, 2), note], checkpointKeys: [...evidence.checkpointKeys, key] }
    expect(await failures(changed)).toEqual([])
    expect(await failures({ ...changed, checkpointKeys: [key] })).toEqual(['no checkpoints/0001.txt: контрольная точка подписана другим ключом'])
    const opened = await openBundle(writeBundle({ ...evidence, ...changed }))
    const checks = opened.ok ? checkBundle(opened.value, { publishedKeys: evidence.checkpointKeys }) : []
    expect(checks.filter((one) => one.subject === 'ключ журнала').map((one) => one.passed)).toEqual(['yes', 'no'])
  })
  test('holds the checkpoints that protocols bear against the log too', async () => {
    const opened = await openBundle(writeBundle({ ...evidence, checkpoints: [] }))
    const printed = (note: string) => (opened.ok ? checkBundle(opened.value, { printed: [{ subject: 'протокол', note }] }) : []).filter((one) => one.passed === 'no').map(({ subject, message }) => `${subject}: ${message}`)
    expect(printed(noteOf(events, 4))).toEqual([])
    expect(printed(signCheckpoint({ checkpoint: { origin, size: 4, root: 'a'.repeat(64) }, privateKeyPem: pair.privateKey }))).toEqual(['протокол: журнал до записи 4 не тот, что был подписан'])
  })
  test('shows any byte that was changed in any of its files', async () => {
    const bundle = Buffer.from(writeBundle(evidence))
    for (const needle of ['campaign.opened', '— sverka', 'зерно', 'work,expert', 'protocol itself']) {
      const changed = Buffer.from(bundle)
      const at = changed.indexOf(needle)
      expect(at).toBeGreaterThan(0)
      changed[at + 1]! ^= 1
      expect((await check(changed)).filter((line) => line.startsWith('no'))).not.toEqual([])
    }
  })
  test('shows a file that is not listed, and one that lies there twice', async () => {
    const opened = await openBundle(writeBundle(evidence))
    const manifestFile: { name: string; bytes: Uint8Array }[] = []
    for await (const { name, content } of unpackZip({ bytes: writeBundle(evidence) })) if (content.ok) manifestFile.push({ name, bytes: content.value })
    expect(opened.ok && opened.value.problems).toEqual([])
    const withMore = await openBundle(writeZip([...manifestFile, { name: 'лишний.txt', bytes: Buffer.from('x') }, manifestFile[1]!]))
    expect(withMore.ok && withMore.value.problems).toEqual(['файл events.jsonl лежит в архиве дважды', 'файл лишний.txt не назван в описи'])
  })
  test('that is another ZIP, or none, is no bundle', async () => {
    expect(await openBundle(writeZip([{ name: 'a.txt', bytes: Buffer.from('a') }]))).toEqual({ ok: false, reason: 'not-a-bundle' })
    expect(await openBundle(Buffer.from('PK'))).toEqual({ ok: false, reason: 'not-a-bundle' })
  })
  describe('with certificates of blind images', () => {
    const picture = Buffer.from('a picture that experts were served'), served = createHash('sha256').update(picture).digest('hex')
    const certificate: BlindCertificate = {
      version: 1, source: 'f'.repeat(64), image: served, form: 'physics-7', formPage: 2, hidden: [{ kind: 'code', boxPx: [1, 2, 3, 4] }], masks: [], edgePx: 0, followedInkPx: 0, writing: true,
      detections: [{ detector: 'word', version: 1, passed: true, detail: '4 words looked for' }],
    }
    const hit = (firm?: false) => ({ ...certificate, detections: [{ detector: 'word', version: 1, passed: false, detail: 'found', ...(firm === false && { firm }) }] })
    const logged = chain([{ type: 'work.anonymised', images: [served] }])
    const with_ = (image: Partial<NonNullable<Evidence['blindImages']>[number]>): Promise<readonly string[]> =>
      failures({ events: logged, checkpoints: [noteOf(logged, 1)], draws: [], protocols: [], blindImages: [{ work: 'c1', formPage: 2, served, looked: null, certificate, picture, ...image }] })

    test('passes when each is about the picture that was served and stands in the log', async () => {
      expect(await with_({})).toEqual([])
      // After the erasure the picture is gone, and its certificate stays.
      expect(await failures({ events: logged, checkpoints: [noteOf(logged, 1)], draws: [], protocols: [], blindImages: [{ work: 'c1', formPage: 2, served, looked: null, certificate }] })).toEqual([])
    })
    test('shows another picture, a page that nobody vouched for, a hit that was overruled, a picture that the log does not know', async () => {
      expect(await with_({ picture: Buffer.from('another') })).toEqual([expect.stringMatching(/названа не по своему содержанию/)])
      expect(await with_({ certificate: { ...certificate, image: 'e'.repeat(64) } })).toEqual([expect.stringMatching(/свидетельство о другой/)])
      expect(await with_({ certificate: hit() , looked: 'passed' })).toEqual([expect.stringMatching(/показана, хотя найдено: word/)])
      expect(await with_({ certificate: hit(false) })).toEqual([expect.stringMatching(/без человека, хотя найдено: word/)])
      expect(await with_({ certificate: hit(false), looked: 'passed' })).toEqual([])
      expect(await failures({ draws: [], protocols: [], blindImages: [{ work: 'c1', formPage: 2, served, looked: null, certificate }] })).toEqual([expect.stringMatching(/в журнале нет/)])
    })
    describe('and of their other pictures', () => {
      const other = Buffer.from('the same page, moved'), shown = createHash('sha256').update(other).digest('hex')
      const both = chain([{ type: 'work.anonymised', images: [served], twins: [shown] }])
      const compared = { detector: 'other-picture', version: 1, passed: true, detail: '' }
      const twin: BlindCertificate = { ...certificate, image: shown, twin: { of: served, movedPx: [1, -2] }, hidden: [{ kind: 'code', boxPx: [2, 0, 3, 4] }], detections: [...certificate.detections, compared] }
      const page = { work: 'c1', formPage: 2, served, looked: null, certificate, picture }
      const withTwin = (changed: Partial<BlindCertificate>, own: { readonly looked?: 'passed'; readonly certificate?: BlindCertificate } = {}): Promise<readonly string[]> => failures({
        events: both, checkpoints: [noteOf(both, 1)], draws: [], protocols: [],
        blindImages: [{ ...page, ...own }, { work: 'c1', formPage: 2, served: shown, looked: own.looked ?? null, certificate: { ...twin, ...changed }, picture: other }],
      })
      test('passes when each is certified by itself, beside its page', async () => {
        expect(await withTwin({})).toEqual([])
        const soft = hit(false)
        expect(await withTwin({ detections: [...soft.detections, compared] }, { looked: 'passed', certificate: soft })).toEqual([])
      })
      test('shows other boxes, a hit on it alone, a page without certificate, one that was not compared', async () => {
        expect(await withTwin({ hidden: certificate.hidden })).toEqual([expect.stringMatching(/скрыты не те места/)])
        expect(await withTwin({ detections: [...hit(false).detections, compared] }, { looked: 'passed' })).toEqual([expect.stringMatching(/найдено только там: word/)])
        expect(await withTwin({ twin: { of: 'e'.repeat(64), movedPx: [1, -2] } })).toEqual([expect.stringMatching(/о которой нет свидетельства/)])
        expect(await withTwin({ detections: certificate.detections })).toEqual([expect.stringMatching(/не сличалась/)])
      })
      test('says of one from before certificates that it has none', async () => {
        expect(await failures({ events: both, checkpoints: [noteOf(both, 1)], draws: [], protocols: [], blindImages: [page, { ...page, served: shown, certificate: null, picture: other }] }))
          .toEqual(['unknown обезличенные страницы: картинок повторного показа без свидетельства: 1: они сделаны прежней версией программы'])
      })
    })
  })
})
