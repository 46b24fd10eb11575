import type { CodeEvidence } from '../model/evidence.ts'
import type { FrameLogs } from './code-network.ts'

const NONE = 10
/** Frames where no digit is likelier than this are passed over, edges less likely than that left out. */
const LEAST_DIGIT = Math.log(1e-5)
const LEAST_EDGE = Math.log(1e-7)

/**
 * What the network says of a row's frames as a lattice of ways to read it. Each node is a place after a digit (0: before the first); an edge passes
 * over frames without a digit and takes the digit at its end; edges to the last node also pass over all frames that follow. So the sum over all ways
 * of a code's digits is its likelihood, and over all codes of all lengths it is at most 1.
 */
export function frameLattice(frames: readonly FrameLogs[]): Pick<CodeEvidence, 'nodes' | 'edges'> & { readonly empty: number } {
  const passed = new Float64Array(frames.length + 1)
  frames.forEach((logs, t) => { passed[t + 1] = passed[t]! + logs[NONE]! })
  const end = passed[frames.length]!
  const at = frames.flatMap((logs, t) => (Math.max(...logs.subarray(0, NONE)) > LEAST_DIGIT ? [t] : []))
  const last = at.length + 1
  const edges: { from: number; to: number; logDigits: number[] }[] = []
  // Node k + 1 lies after the digit of frame at[k].
  for (let from = 0; from <= at.length; from++) {
    const start = from === 0 ? 0 : at[from - 1]! + 1
    for (let k = from; k < at.length; k++) {
      const t = at[k]!
      const before = passed[t]! - passed[start]!
      if (before < LEAST_EDGE) break
      const after = end - passed[t + 1]!
      const digits = Array.from(frames[t]!.subarray(0, NONE))
      if (k < at.length - 1) add(from, k + 1, digits.map((log) => log + before))
      if (after > LEAST_EDGE) add(from, last, digits.map((log) => log + before + after))
    }
  }
  return { nodes: last + 1, edges, empty: Math.exp(end) }

  function add(from: number, to: number, logDigits: number[]): void {
    if (Math.max(...logDigits) > LEAST_EDGE) edges.push({ from, to, logDigits })
  }
}
