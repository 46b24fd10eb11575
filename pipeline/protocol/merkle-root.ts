import { createHash } from 'node:crypto'

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/**
 * A Merkle tree (RFC 9162, section 2.1.1) that entries are still being added to: its complete subtrees so far, the largest first, like the ones in the binary number of
 * entries. Leaves are hashed with a leading 0, nodes with a leading 1, so that no node can pass for an entry. Begins as an empty list.
 */
export type MerkleTree = { readonly size: number; readonly hash: Uint8Array }[]

/** Adds an entry at the right end of the tree. Takes two hashes on average, whatever the size. */
export function addEntry(tree: MerkleTree, entry: Uint8Array): void {
  let grown = { size: 1, hash: sha256(LEAF, entry) }
  while (tree.at(-1)?.size === grown.size) grown = { size: grown.size * 2, hash: sha256(NODE, tree.pop()!.hash, grown.hash) }
  tree.push(grown)
}

/** The Merkle tree hash of the entries so far, 32 bytes. More can be added after it. */
export const rootOf = (tree: MerkleTree): Uint8Array => tree.map((part) => part.hash).reduceRight((right, left, index) => index === tree.length - 1 ? left : sha256(NODE, left, right), sha256())

/** Adds an event of an audit chain: its entry is the 32 bytes of its hash, given as 64 hex digits. */
export const addEvent = (tree: MerkleTree, hash: string): void => addEntry(tree, Buffer.from(hash, 'hex'))

/** The root over the events so far, 64 hex digits. */
export const eventsRoot = (tree: MerkleTree): string => Buffer.from(rootOf(tree)).toString('hex')
