import { createHash } from 'node:crypto'

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/**
 * The Merkle tree hash of a list (RFC 9162, section 2.1.1), 32 bytes. Leaves are hashed with a leading 0, nodes with a leading 1,
 * so that no node can pass for an entry. Holds one hash a tree level in memory besides the entries.
 */
export function merkleRoot(entries: Iterable<Uint8Array>): Uint8Array {
  // The complete subtrees so far, the largest first: like the ones in the binary number of entries.
  const subtrees: { readonly size: number; readonly hash: Uint8Array }[] = []
  for (const entry of entries) {
    let grown = { size: 1, hash: sha256(LEAF, entry) }
    while (subtrees.at(-1)?.size === grown.size) grown = { size: grown.size * 2, hash: sha256(NODE, subtrees.pop()!.hash, grown.hash) }
    subtrees.push(grown)
  }
  return subtrees.map((tree) => tree.hash).reduceRight((right, left, index) => index === subtrees.length - 1 ? left : sha256(NODE, left, right), sha256())
}

/** The root over an audit chain: its entries are the 32 bytes of each event's hash. Hashes come and go as 64 hex digits. */
export function auditRoot(hashes: Iterable<string>): string {
  return Buffer.from(merkleRoot(rawHashes(hashes))).toString('hex')
}

function* rawHashes(hashes: Iterable<string>): Generator<Uint8Array> {
  for (const hash of hashes) yield Buffer.from(hash, 'hex')
}
