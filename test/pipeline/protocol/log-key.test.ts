import { expect, test } from 'vitest'
import { signCheckpoint, verifyCheckpoint } from '../../../pipeline/protocol/checkpoint.ts'
import { readSignerLine, signerLine } from '../../../pipeline/protocol/log-key.ts'

// The example pair of golang.org/x/mod/sumdb/note: its private line and its public line.
const GO_SIGNER = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const GO_VERIFIER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'

test("a signer's line is the one that Go writes, and gives the public line that belongs to it", () => {
  const key = readSignerLine(GO_SIGNER)
  expect(key).toMatchObject({ origin: 'PeterNeumann', verifierKey: GO_VERIFIER })
  const seed = Buffer.from(GO_SIGNER.split('+').slice(4).join('+'), 'base64').subarray(1)
  expect(signerLine({ origin: 'PeterNeumann', seed })).toBe(GO_SIGNER)
})

test('what a read line signs its public line verifies', () => {
  const key = readSignerLine(signerLine({ origin: 'sverka.example/audit', seed: Buffer.alloc(32, 3) }))!
  const checkpoint = { origin: key.origin, size: 3, root: 'b'.repeat(64) }
  expect(verifyCheckpoint({ note: signCheckpoint({ checkpoint, privateKeyPem: key.privateKeyPem }), key: key.verifierKey })).toEqual({ ok: true, value: checkpoint })
})

test.each([['another id', GO_SIGNER.replace('c74f20a3', 'c74f20a4')], ['another name', GO_SIGNER.replace('Peter', 'Paul')], ['one letter less', GO_SIGNER.slice(0, -1)], ['the public line', GO_VERIFIER], ['nothing', '']])(
  'a line with %s is no key', (_, line) => { expect(readSignerLine(line)).toBeNull() })
