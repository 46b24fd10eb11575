import { addEvent, eventsRoot, type MerkleTree } from '../../../pipeline/protocol/merkle-root.ts'

/** The root over an audit chain in one go. Hashes come and go as 64 hex digits. */
export function auditRoot(hashes: readonly string[]): string {
  const tree: MerkleTree = []
  for (const hash of hashes) addEvent(tree, hash)
  return eventsRoot(tree)
}
