import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addEntry, rootOf, type MerkleTree } from '../../../pipeline/protocol/merkle-root.ts'
import { auditRoot } from './audit-root.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const sha = (...parts: readonly Uint8Array[]): Uint8Array => createHash('sha256').update(Buffer.concat(parts)).digest()

function merkleRoot(entries: readonly Uint8Array[]): Uint8Array {
  const tree: MerkleTree = []
  for (const entry of entries) addEntry(tree, entry)
  return rootOf(tree)
}

/** The definition of RFC 9162 word by word: split at the largest power of two below n. */
function slowRoot(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0) return sha()
  if (entries.length === 1) return sha(Uint8Array.of(0), entries[0]!)
  let split = 1
  while (split * 2 < entries.length) split *= 2
  return sha(Uint8Array.of(1), slowRoot(entries.slice(0, split)), slowRoot(entries.slice(split)))
}

/** The entries of Certificate Transparency's own test vectors. */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((text) => Buffer.from(text, 'hex'))

describe('the Merkle root', () => {
  test.each([[0, 'e3b0c442'], [3, 'aeb6bcfe'], [7, 'ddb89be4'], [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328']])(
    'of the first %i test entries is the published one', (size, root) => {
      expect(hex(merkleRoot(ENTRIES.slice(0, size))).slice(0, root.length)).toBe(root)
    })
  test('equals the definition of RFC 9162 for any list', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 70 }), (entries) => {
      expect(hex(merkleRoot(entries))).toBe(hex(slowRoot(entries)))
    }))
  })
  test('can be asked for at any size while the tree grows', () => {
    const tree: MerkleTree = []
    for (const [index, entry] of ENTRIES.entries()) {
      addEntry(tree, entry)
      expect(hex(rootOf(tree))).toBe(hex(slowRoot(ENTRIES.slice(0, index + 1))))
    }
  })
  test('of an audit log is taken over the bytes of its hashes', () => {
    const hashes = ['a', 'b', 'c'].map((text) => hex(sha(Buffer.from(text))))
    expect(auditRoot(hashes)).toBe(hex(slowRoot(hashes.map((hash) => Buffer.from(hash, 'hex')))))
  })
})
