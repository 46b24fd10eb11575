import { PDFDict, PDFDocument, PDFName, rgb } from 'pdf-lib'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { CHAIR_PLACE, recheckProtocolText } from '../../../pipeline/protocol/document/recheck-protocol.ts'
import { renderDocument } from '../../../pipeline/protocol/document/render-document.ts'
import { signPdf, type SignPdfRequest } from '../../../pipeline/protocol/sign-pdf.ts'
import { coveredBytes } from '../../../pipeline/protocol/signature/check-range.ts'
import { openP12 } from '../../../pipeline/protocol/signature/open-p12.ts'
import { verifySignatures, type SignatureReport } from '../../../pipeline/protocol/verify-signatures.ts'
import { loadFonts } from '../../../workers/fonts.ts'
import { protocolOf } from './example-protocol.ts'
import { NOW, openDemoSigner, smallPdf } from './signers.ts'

type Opened = Awaited<ReturnType<typeof openDemoSigner>>
let chair: Opened
let member: Opened
let signedOnce: Uint8Array

const sign = async (request: Omit<SignPdfRequest, 'at' | 'reason'>): Promise<Uint8Array> => {
  const result = await signPdf({ at: NOW, reason: 'Утверждаю', ...request })
  if (!result.ok) throw new Error(result.reason)
  return result.value
}
const verify = async (pdf: Uint8Array, { trusted = [chair.ca, member.ca], at = NOW } = {}): Promise<readonly SignatureReport[]> => {
  const result = await verifySignatures({ pdf, trusted, at })
  return result.ok ? result.value : []
}
const failed = (report: SignatureReport | undefined): readonly string[] => (report?.checks ?? []).filter((check) => check.passed === 'no').map((check) => check.name)

beforeAll(async () => {
  [chair, member] = await Promise.all([openDemoSigner({ commonName: 'Иванова Мария Петровна' }), openDemoSigner({ commonName: 'Сидоров Пётр', key: 'ec' })])
  signedOnce = await sign({ pdf: await smallPdf(), signer: chair.signer })
})

describe('a signed PDF', () => {
  test('is verified with the name, the reason and the time that the signer gave', async () => {
    const [report, ...others] = await verify(signedOnce)
    expect(others).toEqual([])
    expect(report).toMatchObject({ field: 'Signature1', owner: 'Иванова Мария Петровна', reason: 'Утверждаю', claimedAt: NOW, stampedAt: null, verdict: 'valid' })
    expect(report!.checks.map((check) => [check.name, check.passed])).toEqual(['range', 'content', 'signature', 'certificate', 'chain'].map((name) => [name, 'yes']))
  })
  test('begins with the bytes that were given', async () => {
    const pdf = await smallPdf()
    expect(Buffer.from(signedOnce.subarray(0, pdf.length)).equals(Buffer.from(pdf))).toBe(true)
  })
  test('is the same to the byte when signed again with the same RSA key', async () => {
    expect(Buffer.from(await sign({ pdf: await smallPdf(), signer: chair.signer })).equals(Buffer.from(signedOnce))).toBe(true)
  })
  test.each([['a table', false], ['a stream', true]])('keeps its first signature when a second is added, its cross-references in %s', async (_, objectStreams) => {
    const first = await sign({ pdf: await smallPdf({ objectStreams }), signer: chair.signer })
    const both = await sign({ pdf: first, signer: member.signer })
    expect(Buffer.from(both.subarray(0, first.length)).equals(Buffer.from(first))).toBe(true)
    const reports = await verify(both)
    expect(reports.map((report) => [report.field, report.owner, report.verdict])).toEqual([
      ['Signature1', 'Иванова Мария Петровна', 'valid'], ['Signature2', 'Сидоров Пётр', 'valid'],
    ])
    expect(reports[0]!.checks.at(-1)).toEqual({ name: 'later', passed: 'yes', message: 'после подписи добавлены только подписи: Signature2' })
  })
  test('shows the signature in the place that the protocol names, once', async () => {
    const protocol = protocolOf({ tasks: 4, works: 1 })
    const fonts = await loadFonts()
    const pdf = await renderDocument({ document: recheckProtocolText(protocol), day: protocol.date, fonts })
    const shownAt = async (bytes: Uint8Array): Promise<readonly string[]> => {
      const page = (await PDFDocument.load(bytes, { updateMetadata: false })).getPages().at(-1)!
      return page.node.Annots()!.asArray().map((each) => page.doc.context.lookup(each, PDFDict)).map((each) => `${each.has(PDFName.of('AP')) ? 'shown' : 'not shown'} ${String(each.get(PDFName.of('Rect')))}`)
    }
    const shown = await sign({ pdf, signer: chair.signer, place: CHAIR_PLACE, fonts })
    const again = await sign({ pdf: shown, signer: member.signer, place: CHAIR_PLACE, fonts })
    const place = /\/signature-chair \[ \d+ 0 R \/FitR ([\d. ]+) \]/.exec(Buffer.from(pdf).toString('latin1'))![1]
    expect(await shownAt(again)).toEqual([`shown [ ${place} ]`, 'not shown [ 0 0 0 0 ]'])
    expect((await verify(again)).map((report) => report.verdict)).toEqual(['valid', 'valid'])
  })
})

describe('verification', () => {
  test('finds any changed byte of what was signed', async () => {
    const text = Buffer.from(signedOnce).toString('latin1')
    const start = text.indexOf('/Contents <') + '/Contents '.length
    const end = text.indexOf('>', start) + 1
    await fc.assert(fc.asyncProperty(fc.nat(start + signedOnce.length - end - 1), fc.integer({ min: 1, max: 255 }), async (byte, flip) => {
      const at = byte < start ? byte : byte - start + end
      const changed = Uint8Array.from(signedOnce)
      changed[at] = signedOnce[at]! ^ flip
      const reports = await verify(changed, { trusted: [] })
      expect(reports.filter((report) => report.verdict !== 'invalid').map((report) => report.checks)).toEqual([])
    }), { numRuns: 50 })
  })
  test('finds any changed byte of the signature itself', async () => {
    const start = Buffer.from(signedOnce).indexOf('/Contents <') + '/Contents <'.length
    const [report] = await verify(signedOnce)
    await fc.assert(fc.asyncProperty(fc.nat(report!.evidence!.cms.length * 2 - 1), fc.constantFrom(...'0123456789ABCDEF'), async (at, digit) => {
      const changed = Buffer.from(signedOnce)
      fc.pre(changed.toString('latin1', start + at, start + at + 1).toUpperCase() !== digit)
      changed.write(digit, start + at, 'latin1')
      const [found] = await verify(changed)
      // What the signature does not protect is which extra certificates it carries and how algorithms are spelled: then it is at most not trusted.
      if (found?.verdict === 'valid') expect(found.owner).toBe('Иванова Мария Петровна')
      else expect(found?.checks.some((check) => check.passed !== 'yes') ?? true).toBe(true)
    }), { numRuns: 40 })
  })
  test('says "not trusted" without the authority, with another one, and outside the certificate\'s dates', async () => {
    for (const options of [{ trusted: [] }, { trusted: [member.ca] }, { at: new Date('2027-06-01T00:00:00Z') }, { at: new Date('2025-06-01T00:00:00Z') }]) {
      const [report] = await verify(signedOnce, options)
      expect([report?.verdict, failed(report)]).toEqual(['untrusted', ['chain']])
    }
    expect((await verify(signedOnce, { at: new Date('2027-06-01T00:00:00Z') }))[0]!.checks.at(-1)!.message).toContain('не действует на момент проверки (срок 01.01.2026 – 01.01.2027)')
  })
  test('reports content that was changed in a later update', async () => {
    const pdf = await PDFDocument.load(signedOnce, { forIncrementalUpdate: true, updateMetadata: false })
    pdf.getPage(0).drawRectangle({ x: 0, y: 0, width: 300, height: 200, color: rgb(1, 1, 1) })
    const [report] = await verify(await pdf.save({ useObjectStreams: false }))
    expect([report?.verdict, failed(report)]).toEqual(['invalid', ['later']])
    expect(report!.checks.at(-1)!.message).toContain('изменено содержание документа')
  })
  test('reports an annotation that a later update laid over the page', async () => {
    const pdf = await PDFDocument.load(signedOnce, { forIncrementalUpdate: true, updateMetadata: false })
    const page = pdf.getPage(0)
    page.node.addAnnot(pdf.context.register(pdf.context.obj({ Type: 'Annot', Subtype: 'Square', Rect: [0, 0, 300, 200], IC: [1, 1, 1] })))
    const [report] = await verify(await pdf.save({ useObjectStreams: false }))
    expect([report?.verdict, failed(report)]).toEqual(['invalid', ['later']])
  })
  test('is not fooled by a later cross-reference that turns the reader to another copy of an object', async () => {
    const text = Buffer.from(signedOnce).toString('latin1')
    const page = /\n(\d+) 0 obj\n(<<[^<]*\/Type \/Page\n[\s\S]*?>>)\nendobj/.exec(text)!
    const number = Number(page[1])
    const shown = page[2]!.replace('300', '100')
    // The shown copy stands first; behind it a true copy that only a walk through the file would take.
    const added = `${number} 0 obj\n${shown}\nendobj\n${number} 0 obj\n${page[2]}\nendobj\n`
    const startxref = /startxref\n(\d+)\n%%EOF\s*$/.exec(text)![1]!
    const root = /\/Root (\d+ 0 R)/.exec(text)![1]!
    const size = /\/Size (\d+)/.exec(text)![1]!
    const update = `${added}xref\n${number} 1\n${String(text.length).padStart(10, '0')} 00000 n \ntrailer\n<< /Size ${size} /Root ${root} /Prev ${startxref} >>\nstartxref\n${text.length + added.length}\n%%EOF\n`
    const [report] = await verify(Buffer.from(text + update, 'latin1'))
    expect([report?.verdict, failed(report)]).toEqual(['invalid', ['later']])
  })
  test('is not fooled by a later cross-reference that leaves out the signed revision', async () => {
    const both = await sign({ pdf: signedOnce, signer: member.signer })
    const third = Buffer.from(await sign({ pdf: both, signer: chair.signer })).toString('latin1')
    const firstStart = /startxref\n(\d+)/.exec(third)![1]!
    const lastPrev = [...third.matchAll(/\/Prev (\d+)/g)].at(-1)!
    const rolledBack = third.slice(0, lastPrev.index) + `/Prev ${firstStart.padStart(lastPrev[1]!.length, '0')}` + third.slice(lastPrev.index + lastPrev[0].length)
    const reports = await verify(Buffer.from(rolledBack, 'latin1'))
    expect(reports.map((report) => report.verdict)).not.toContain('valid')
  })
  test('knows no signature in an unsigned PDF, and a broken file as broken', async () => {
    expect(await verifySignatures({ pdf: await smallPdf(), trusted: [], at: NOW })).toEqual({ ok: true, value: [] })
    expect(await verifySignatures({ pdf: Buffer.from('это не PDF'), trusted: [], at: NOW })).toEqual({ ok: false, reason: 'broken-pdf' })
  })
})

describe('the byte range', () => {
  // A revision in miniature: 10 bytes, the hex string of a message of 2 bytes with padding, and the end.
  const pdf = Buffer.from('%PDF-1.7 \n<30020500>  rest\n%%EOF\n')
  const contents = Buffer.from('30020500', 'hex')
  const range = [0, 10, 20, pdf.length - 20] as const
  test('counts when it leaves out exactly the contents', () => {
    expect(coveredBytes(pdf, { range, contents })).toMatchObject({ end: pdf.length, cms: contents })
  })
  test.each([
    ['does not start at the first byte', [1, 9, 20, 14]], ['leaves out more than the contents', [0, 9, 20, 14]], ['leaves out bytes behind the contents', [0, 10, 21, 13]],
    ['ends behind the file', [0, 10, 20, 15]], ['ends inside a revision', [0, 10, 20, 8]], ['overlaps', [0, 20, 10, 24]],
  ] as const)('does not count when it %s', (_, wrong) => {
    expect(coveredBytes(pdf, { range: wrong, contents })).toBeNull()
  })
  test('does not count when something hides behind the message', () => {
    const hidden = Buffer.from(pdf.toString('latin1').replace('30020500', '30000501'), 'latin1')
    expect(coveredBytes(hidden, { range, contents: Buffer.from('30000501', 'hex') })).toBeNull()
  })
  test('does not count when the field holds other contents', () => {
    expect(coveredBytes(pdf, { range, contents: Buffer.from('30020501', 'hex') })).toBeNull()
  })
})

describe('signing is refused', () => {
  test('with a key file that is none, or with a wrong password', () => {
    expect(openP12({ bytes: Buffer.from('x'), password: '' })).toEqual({ ok: false, reason: 'not-a-p12' })
    for (const password of ['Пароль', '', 'пароль ']) expect(openP12({ bytes: chair.p12, password })).toEqual({ ok: false, reason: 'wrong-password' })
    expect(openP12({ bytes: chair.p12.subarray(0, -20), password: 'пароль' })).toEqual({ ok: false, reason: 'not-a-p12' })
  })
  test('outside the dates of the certificate', async () => {
    expect(await signPdf({ pdf: await smallPdf(), signer: chair.signer, at: new Date('2027-06-01T00:00:00Z'), reason: '' })).toEqual({ ok: false, reason: 'certificate-not-valid' })
  })
  test('on a file that is no PDF', async () => {
    expect(await signPdf({ pdf: Buffer.from('это не PDF'), signer: chair.signer, at: NOW, reason: '' })).toEqual({ ok: false, reason: 'broken-pdf' })
  })
  test('when the time stamp authority fails or answers nonsense', async () => {
    for (const send of [() => Promise.reject(new Error('нет связи')), () => Promise.resolve(Buffer.from('nonsense'))]) {
      const result = await signPdf({ pdf: await smallPdf(), signer: chair.signer, at: NOW, reason: '', timeStamp: { nonce: Buffer.alloc(8, 7), send } })
      expect(result).toEqual({ ok: false, reason: 'time-stamp-failed' })
    }
  })
})
