import { createHash, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { signCheckpoint, verifierKey, verifyCheckpoint } from '../../../pipeline/protocol/checkpoint.ts'

const newKey = () => generateKeyPairSync('ed25519', { privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } })
const pair = newKey()
const origin = 'sverka.example/audit'
const checkpoint = { origin, size: 8, root: '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328' }
const note = signCheckpoint({ checkpoint, privateKeyPem: pair.privateKey })
const key = verifierKey({ origin, publicKeyPem: pair.publicKey })

describe('a signed checkpoint', () => {
  test('is a C2SP note: origin, size, root in base64, an empty line, a signature line', () => {
    const [first, size, root, empty, signature, end] = note.split('\n')
    expect([first, size, root, empty, end]).toEqual([origin, '8', Buffer.from(checkpoint.root, 'hex').toString('base64'), '', ''])
    expect(signature).toMatch(/^— sverka\.example\/audit [A-Za-z0-9+/=]+$/)
    expect(Buffer.from(signature!.split(' ')[2]!, 'base64')).toHaveLength(4 + 64)
  })
  test("is verified by the key's one line", () => {
    expect(verifyCheckpoint({ note, key })).toEqual({ ok: true, value: checkpoint })
  })
  // The example key of golang.org/x/mod/sumdb/note: its id is made as C2SP says.
  test('has key ids as the signed-note specification makes them', () => {
    const [name, id, base64] = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'.split('+') as [string, string, string]
    expect(createHash('sha256').update(`${name}\n`).update(Buffer.from(base64, 'base64')).digest('hex').slice(0, 8)).toBe(id)
    const publicKey = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(base64, 'base64').subarray(1)])
    const publicKeyPem = `-----BEGIN PUBLIC KEY-----\n${publicKey.toString('base64')}\n-----END PUBLIC KEY-----\n`
    expect(verifierKey({ origin: name, publicKeyPem })).toBe(`${name}+${id}+${base64}`)
  })
  test('keeps its validity beside a witness', () => {
    const other = signCheckpoint({ checkpoint, privateKeyPem: newKey().privateKey }).split('\n')[4]!
    expect(verifyCheckpoint({ note: `${note}${other.replace(origin, 'witness.example')}\n`, key }).ok).toBe(true)
  })
  test('is refused under another key', () => {
    expect(verifyCheckpoint({ note, key: verifierKey({ origin, publicKeyPem: newKey().publicKey }) })).toEqual({ ok: false, reason: 'other-key' })
    expect(verifyCheckpoint({ note, key: 'no key' })).toEqual({ ok: false, reason: 'not-a-key' })
  })
  test('is refused after any change of any character', () => {
    fc.assert(fc.property(fc.nat(note.length - 1), fc.constantFrom('0', '7', 'A', 'z', '\n', ' '), (at, letter) => {
      fc.pre(note[at] !== letter)
      const changed = note.slice(0, at) + letter + note.slice(at + 1)
      expect(verifyCheckpoint({ note: changed, key }).ok).toBe(false)
    }))
  })
})
