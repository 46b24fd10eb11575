import type { CodeEvidence } from '../model/evidence.ts'
import type { CodeNetwork } from './code-network.ts'
import { codeStrip } from './code-strip.ts'
import type { FieldInk } from './field-ink.ts'
import { frameLattice } from './frame-lattice.ts'
import { emptyWithoutInk, ownParts } from './own-parts.ts'

/** What is written in a code box without printed cells: its whole row goes through the code network at once. */
export async function rowEvidence(field: FieldInk, network: CodeNetwork, boxPx: CodeEvidence['boxPx']): Promise<CodeEvidence> {
  const own = ownParts(field)
  const strip = codeStrip(field, own)
  return strip ? { ...frameLattice(await network.read(strip)), boxPx } : { nodes: 1, edges: [], empty: emptyWithoutInk(field, own), boxPx }
}
