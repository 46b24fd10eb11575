import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHAIR_PLACE, memberPlace, recheckProtocolText } from '../../pipeline/protocol/document/recheck-protocol.ts'
import { renderDocument } from '../../pipeline/protocol/document/render-document.ts'
import { signPdf, type SignPdfRequest } from '../../pipeline/protocol/sign-pdf.ts'
import { readCertificates } from '../../pipeline/protocol/signature/certificate-facts.ts'
import { openP12 } from '../../pipeline/protocol/signature/open-p12.ts'
import { verifySignatures } from '../../pipeline/protocol/verify-signatures.ts'
import { loadFonts } from '../../workers/fonts.ts'
import { askTimeStamp } from '../../workers/time-stamp-authority.ts'
import { verifyDetached, verifyPdf, type VerifiedLine } from '../../workers/verify-file.ts'
import { protocolOf } from '../pipeline/protocol/example-protocol.ts'
import { openDemoSigner } from '../pipeline/protocol/signers.ts'

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'sign-'))
const path = (name: string): string => join(folder, name)
const openssl = (...options: readonly string[]) => run('openssl', [...options], { cwd: folder, encoding: 'utf8' })
/** Runs a tool that may refuse: what it said and whether it was content. */
const attempt = async (tool: string, ...options: readonly string[]): Promise<{ readonly ok: boolean; readonly said: string }> => {
  try {
    const { stdout, stderr } = await run(tool, [...options], { cwd: folder, encoding: 'utf8' })
    return { ok: true, said: stdout + stderr }
  } catch (error) {
    return { ok: false, said: error instanceof Error && 'stdout' in error && 'stderr' in error ? `${String(error.stdout)}${String(error.stderr)}` : String(error) }
  }
}
const pdfsig = async (name: string): Promise<string> => (await run('pdfsig', ['-nocert', name], { cwd: folder, encoding: 'utf8' })).stdout
const lineOf = (lines: readonly VerifiedLine[]): readonly string[] => lines.map((line) => `${line.passed} ${line.message}`)

let protocol: Uint8Array
let chair: Awaited<ReturnType<typeof openDemoSigner>>
let member: Awaited<ReturnType<typeof openDemoSigner>>
const now = new Date()
const yesterday = new Date(now.getTime() - 86_400_000)

async function sign(request: Pick<SignPdfRequest, 'pdf' | 'signer'> & Partial<SignPdfRequest>): Promise<Buffer> {
  const signed = await signPdf({ at: new Date(), reason: 'Утверждаю', ...request })
  if (!signed.ok) throw new Error(signed.reason)
  return Buffer.from(signed.value)
}

beforeAll(async () => {
  const fonts = await loadFonts()
  const data = protocolOf({ tasks: 27, works: 12 })
  protocol = await renderDocument({ document: recheckProtocolText(data), day: data.date, fonts });
  [chair, member] = await Promise.all([openDemoSigner({ commonName: 'Иванова Мария Петровна', from: yesterday }), openDemoSigner({ commonName: 'Сидоров Пётр', key: 'ec', from: yesterday })])
  await writeFile(path('ca.pem'), chair.caPem + member.caPem)
  const one = await sign({ pdf: protocol, signer: chair.signer, place: CHAIR_PLACE, fonts })
  await writeFile(path('plain.pdf'), protocol)
  await writeFile(path('one.pdf'), one)
  await writeFile(path('two.pdf'), await sign({ pdf: one, signer: member.signer, place: memberPlace(0), fonts, reason: 'Член комиссии' }))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the protocol in the eyes of other programs', () => {
  test('shows its letters on paper, and the signatures where the protocol has lines for them', async () => {
    const ink = async (name: string): Promise<number> => {
      const { stdout } = await run('pdftoppm', ['-r', '60', '-gray', name], { cwd: folder, encoding: 'buffer', maxBuffer: 1 << 26 })
      return stdout.filter((value) => value < 100).length
    }
    const inks = [await ink('plain.pdf'), await ink('one.pdf'), await ink('two.pdf')] as const
    expect(inks[0]).toBeGreaterThan(3_000)
    expect(inks[1]).toBeGreaterThan(inks[0] + 100)
    expect(inks[2]).toBeGreaterThan(inks[1] + 100)
    const { stdout: text } = await run('pdftotext', ['-layout', 'plain.pdf', '-'], { cwd: folder, encoding: 'utf8' })
    expect(text).toContain('ПРОТОКОЛ ПЕРЕПРОВЕРКИ')
  })
  test('has two valid signatures by pdfsig; the first covers what it covered before the second came', async () => {
    expect((await pdfsig('one.pdf')).match(/Signature is Valid|Total document signed|ETSI\.CAdES\.detached|Иванова Мария Петровна/g))
      .toEqual(expect.arrayContaining(['Иванова Мария Петровна', 'ETSI.CAdES.detached', 'Total document signed', 'Signature is Valid']))
    const two = await pdfsig('two.pdf')
    expect(two.match(/Signature is Valid/g)).toHaveLength(2)
    expect(two.match(/Not total document signed|Total document signed/g)).toEqual(['Not total document signed', 'Total document signed'])
  })
  test.each([['one.pdf', 0], ['two.pdf', 1]])('%s: OpenSSL agrees that signature %i is CAdES with a certificate that it names', async (name, index) => {
    const reports = await verifySignatures({ pdf: await readFile(path(name)), trusted: [], at: now })
    const evidence = reports.ok ? reports.value[index]?.evidence : null
    await writeFile(path('message.cms'), evidence!.cms)
    await writeFile(path('message.content'), evidence!.content)
    const verify = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', 'message.cms', '-content', 'message.content', '-purpose', 'any', '-out', 'ignored']
    expect(await attempt('openssl', ...verify, '-CAfile', 'ca.pem')).toMatchObject({ ok: true, said: expect.stringContaining('CAdES Verification successful') })
    await writeFile(path('message.content'), Buffer.concat([evidence!.content, Buffer.from(' ')]))
    expect((await attempt('openssl', ...verify, '-CAfile', 'ca.pem')).ok).toBe(false)
    const { stdout: structure } = await openssl('cms', '-cmsout', '-print', '-noout', '-inform', 'DER', '-in', 'message.cms')
    expect(structure).toContain('id-smime-aa-signingCertificateV2')
    expect(structure).not.toContain('signingTime')
  })
  test('with one byte changed it is invalid, by pdfsig and by us', async () => {
    const changed = await readFile(path('one.pdf'))
    changed[5000]! ^= 1
    await writeFile(path('changed.pdf'), changed)
    expect(await pdfsig('changed.pdf')).toContain('Digest Mismatch')
    expect(lineOf(await verifyPdf(changed, { trusted: [chair.ca], at: now }))).toContain('no содержание изменено после подписи')
  })
})

describe('key files made by other programs', () => {
  beforeAll(async () => {
    await openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-utf8', '-subj', '/CN=Ключ из OpenSSL', '-days', '30')
  })
  const exported = async (name: string, ...options: readonly string[]): Promise<Uint8Array> => {
    await openssl('pkcs12', '-export', '-in', 'cert.pem', '-inkey', 'key.pem', '-out', name, '-passout', 'pass:пароль', ...options)
    return readFile(path(name))
  }
  test.each([
    ['AES-256, the default of OpenSSL 3', []], ['3DES, the default of Windows before 10', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['AES-128 with SHA-512', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'sha512']], ['no authentication code', ['-nomac']],
    ['certificates that are not encrypted', ['-certpbe', 'NONE']],
  ])('open: %s', async (_, options) => {
    const bytes = await exported('made.p12', ...options)
    const opened = openP12({ bytes, password: 'пароль' })
    expect(opened).toMatchObject({ ok: true })
    expect(openP12({ bytes, password: 'gfhjkm' })).toEqual({ ok: false, reason: 'wrong-password' })
    const [expected] = readCertificates(await readFile(path('cert.pem')))
    expect(opened.ok && Buffer.from(opened.value.certificate).equals(expected!)).toBe(true)
    if (opened.ok) expect((await verifyPdf(await sign({ pdf: protocol, signer: opened.value }), { trusted: [expected!], at: new Date() })).every((line) => line.passed === 'yes')).toBe(true)
  })
  test('are refused by name of the trouble: RC2 of old Windows, no key, an elliptic curve that nobody signs with', async () => {
    expect(openP12({ bytes: await exported('rc2.p12', '-legacy'), password: 'пароль' })).toEqual({ ok: false, reason: 'unsupported-encryption' })
    expect(openP12({ bytes: await exported('nokey.p12', '-nokeys'), password: 'пароль' })).toEqual({ ok: false, reason: 'no-key' })
    await openssl('req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-subj', '/CN=Ed', '-days', '30')
    expect(openP12({ bytes: await exported('ed.p12'), password: 'пароль' })).toEqual({ ok: false, reason: 'unsupported-key' })
  })
  test('of ours are read by OpenSSL, with a password in Cyrillic', async () => {
    await writeFile(path('ours.p12'), chair.p12)
    expect((await openssl('pkcs12', '-in', 'ours.p12', '-passin', 'pass:пароль', '-nokeys')).stdout).toContain('BEGIN CERTIFICATE')
  })
})

describe('a time stamp', () => {
  let server: Server | undefined
  let url: string
  let stamps: Awaited<ReturnType<typeof openDemoSigner>>
  let answer: 'stamp' | 'refuse' = 'stamp'

  beforeAll(async () => {
    stamps = await openDemoSigner({ commonName: 'Служба времени', timeStamping: true, from: yesterday, password: 'x' })
    await writeFile(path('tsa.p12'), stamps.p12)
    await openssl('pkcs12', '-in', 'tsa.p12', '-passin', 'pass:x', '-nodes', '-nocerts', '-out', 'tsa.key')
    await openssl('pkcs12', '-in', 'tsa.p12', '-passin', 'pass:x', '-clcerts', '-nokeys', '-out', 'tsa-all.pem')
    const [certificate] = (await readFile(path('tsa-all.pem'), 'utf8')).match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/)!
    await writeFile(path('tsa.crt'), certificate)
    await writeFile(path('tsa-serial'), '01\n')
    await writeFile(path('tsa.cnf'), ['[tsa]', 'serial = tsa-serial', 'signer_cert = tsa.crt', 'signer_key = tsa.key', 'signer_digest = sha256', 'default_policy = 1.2.3.4.1',
      'digests = sha256', 'accuracy = secs:1', 'ess_cert_id_alg = sha256', ''].join('\n'))
    const authority = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        void (async () => {
          if (answer === 'refuse') return response.writeHead(503).end()
          await writeFile(path('query.tsq'), Buffer.concat(parts))
          await openssl('ts', '-reply', '-config', 'tsa.cnf', '-section', 'tsa', '-queryfile', 'query.tsq', '-out', 'reply.tsr')
          response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(await readFile(path('reply.tsr')))
        })()
      })
    })
    server = authority
    await new Promise<void>((resolve) => authority.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(authority.address() as AddressInfo).port}/`
  })
  afterAll(async () => { if (server) await promisify(server.close.bind(server))() })

  const timeStamp = { nonce: Buffer.from('0102030405060708', 'hex'), send: (request: Uint8Array) => askTimeStamp({ url, request }) }

  test('of an authority makes the signature B-T: its time outlives the certificate', async () => {
    const stamped = await sign({ pdf: protocol, signer: chair.signer, timeStamp })
    await writeFile(path('stamped.pdf'), stamped)
    expect(await pdfsig('stamped.pdf')).toContain('Signature is Valid')
    const reports = await verifySignatures({ pdf: stamped, trusted: [chair.ca, stamps.ca], at: now })
    const [report] = reports.ok ? reports.value : []
    expect(report).toMatchObject({ verdict: 'valid' })
    expect(Math.abs(report!.stampedAt!.getTime() - now.getTime())).toBeLessThan(300_000)
    expect(report!.checks.find((check) => check.name === 'time-stamp')!.message).toContain('подписано не позже')
  })
  test('of an authority that nobody trusts, or of a plain signer, proves no time', async () => {
    const stamped = await readFile(path('stamped.pdf'))
    const reports = await verifySignatures({ pdf: stamped, trusted: [chair.ca], at: now })
    expect(reports.ok && reports.value[0]).toMatchObject({ verdict: 'valid', stampedAt: null })
    expect(reports.ok && reports.value[0]!.checks.find((check) => check.name === 'time-stamp')!.passed).toBe('unknown')
  })
  test('that cannot be had leaves the PDF unsigned', async () => {
    answer = 'refuse'
    expect(await signPdf({ pdf: protocol, signer: chair.signer, at: now, reason: '', timeStamp })).toEqual({ ok: false, reason: 'time-stamp-failed' })
  })
})

describe('a signature by GOST R 34.10-2012 beside the file', () => {
  beforeAll(async () => {
    const gost = ['-engine', 'gost', '-newkey', 'gost2012_256', '-pkeyopt', 'paramset:A', '-nodes', '-utf8']
    await openssl('req', '-x509', ...gost, '-keyout', 'gost-ca.key', '-out', 'gost-ca.crt', '-subj', '/CN=УЦ ГОСТ', '-days', '30')
    await openssl('req', ...gost, '-keyout', 'gost.key', '-out', 'gost.csr', '-subj', '/CN=Иванова ГОСТ')
    await openssl('x509', '-engine', 'gost', '-req', '-in', 'gost.csr', '-CA', 'gost-ca.crt', '-CAkey', 'gost-ca.key', '-CAcreateserial', '-out', 'gost.crt', '-days', '30')
    for (const [form, name] of [['DER', 'gost.sig'], ['PEM', 'gost-pem.sig']] as const)
      await openssl('cms', '-sign', '-engine', 'gost', '-binary', '-nosmimecap', '-in', 'plain.pdf', '-signer', 'gost.crt', '-inkey', 'gost.key', '-outform', form, '-out', name)
    await writeFile(path('gost-base64.sig'), (await readFile(path('gost.sig'))).toString('base64'))
  })
  const verify = async (name: string, content: Uint8Array, trusted: readonly Uint8Array[]) =>
    lineOf(await verifyDetached({ content, signature: await readFile(path(name)), trusted, at: new Date() }))

  test.each(['gost.sig', 'gost-pem.sig', 'gost-base64.sig'])('%s is verified by OpenSSL with the authority', async (name) => {
    const trusted = readCertificates(await readFile(path('gost-ca.crt')))
    expect(trusted).toHaveLength(1)
    expect(await verify(name, protocol, trusted)).toEqual(['yes openssl: содержание не изменено, подпись соответствует сертификату', 'yes openssl: сертификат выдан доверенным центром'])
  })
  test('is not trusted without the authority, and invalid for another file', async () => {
    expect((await verify('gost.sig', protocol, [chair.ca]))[1]).toMatch(/^no openssl: сертификат не доверен/)
    const changed = Uint8Array.from(protocol)
    changed[100]! ^= 1
    expect(await verify('gost.sig', changed, [])).toEqual(['no openssl: подпись не соответствует содержанию или сертификату'])
  })
  test('by RSA beside the file is verified without OpenSSL', async () => {
    await openssl('pkcs12', '-in', 'ours.p12', '-passin', 'pass:пароль', '-nodes', '-out', 'ours.pem')
    await openssl('cms', '-sign', '-binary', '-nosmimecap', '-in', 'plain.pdf', '-signer', 'ours.pem', '-outform', 'DER', '-out', 'rsa.sig')
    expect((await verify('rsa.sig', protocol, [chair.ca])).filter((line) => !line.startsWith('yes'))).toEqual(['unknown подпись не называет свой сертификат (нет признака CAdES)'])
  })
})
