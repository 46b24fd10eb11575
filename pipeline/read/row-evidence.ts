import type { CodeEvidence } from '../model/evidence.ts'
import type { CodeNetwork } from './code-network.ts'
import { codeStrip } from './code-strip.ts'
import type { FieldInk } from './field-ink.ts'
import { frameLattice } from './frame-lattice.ts'
import { inkLeftOut, ownParts } from './own-parts.ts'

/** Ink left out of more than a speck, px: perhaps the code itself. */
const SPECK_PX = 60
const EMPTY_DOUBTFUL = 0.5
const EMPTY_CLEAR = 0.9995

/** What is written in a code box without printed cells: its whole row goes through the code network at once. */
export async function rowEvidence(field: FieldInk, network: CodeNetwork, boxPx: CodeEvidence['boxPx']): Promise<CodeEvidence> {
  const strip = codeStrip(field, ownParts(field))
  return strip ? { ...frameLattice(await network.read(strip)), boxPx } : { nodes: 1, edges: [], empty: emptyWithoutInk(field), boxPx }
}

/** P(nothing is written) in a box without ink of its own: doubtful where ink was left out as somebody else's. */
export const emptyWithoutInk = (field: FieldInk): number => (inkLeftOut(field, ownParts(field)) > SPECK_PX ? EMPTY_DOUBTFUL : EMPTY_CLEAR)
