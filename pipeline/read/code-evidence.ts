import type { CodeEvidence } from '../model/evidence.ts'
import { classIndex } from './classes.ts'
import type { CodeCandidates } from './code-candidates.ts'

/** A printed cell without ink is each digit with this probability: the code stays readable but never sure. */
const EMPTY_CELL_DIGIT = 1e-4
const SMALLEST = 1e-9
/** Ink left out of more than a speck: perhaps the code itself. */
const SPECK_PX = 60
const EMPTY_DOUBTFUL = 0.5

/** The lattice with the network's word on every edge; `votes` has one entry an edge, null where there was no ink. */
export function codeEvidence(candidates: CodeCandidates, votes: readonly (readonly number[] | null)[], boxPx: CodeEvidence['boxPx']): CodeEvidence {
  const edges = candidates.edges.map(({ from, to }, i) => {
    const said = votes[i]
    return { from, to, logDigits: Array.from({ length: 10 }, (_, digit) => Math.log(Math.max(SMALLEST, said ? said[digit] ?? 0 : EMPTY_CELL_DIGIT))) }
  })
  return { nodes: candidates.nodes, edges, empty: emptiness(votes, candidates.leftOut), boxPx }
}

/** P(nothing is written): no ink, or nothing but what the network calls dirt; doubtful where ink was left out as somebody else's. */
function emptiness(votes: readonly (readonly number[] | null)[], leftOut: number): number {
  const inked = votes.filter((said) => said !== null)
  if (inked.length === 0) return leftOut > SPECK_PX ? EMPTY_DOUBTFUL : 0.9995
  return inked.reduce((least, said) => Math.min(least, said[classIndex('noise')] ?? 0), 1)
}
