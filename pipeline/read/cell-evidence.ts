import type { CellEvidence, SymbolLikelihoods } from '../model/evidence.ts'
import { classIndex, type InkClass } from './classes.ts'

/** What the network said of a cell's candidates: for each a probability a class, in the order of INK_CLASSES. */
export interface CellVotes {
  readonly whole: readonly number[] | null
  readonly pairs: readonly (readonly [readonly number[], readonly number[]])[]
  readonly clusters: readonly (readonly number[])[]
  /** Pixels of ink inside the box that no candidate holds. */
  readonly leftOut: number
}

/** A cell without any ink is called empty with this probability; the rest is ink too faint to be found. */
const EMPTY_SURE = 0.9995
/** The same where ink was left out as somebody else's: more of it than a speck. */
const EMPTY_DOUBTFUL = 0.95
const SPECK_PX = 25
/** From this probability on the cell counts as corrected, so that a person looks. */
const CROSSED_FROM = 0.35
/** Below this no place beside the crossed-out ink looks like a value. */
const LEAST_CORRECTION = 0.1

const of = (votes: readonly number[], name: InkClass): number => votes[classIndex(name)] ?? 0

/** Weighs the votes on the whole ink, on its halves and on its clusters into one likelihood a symbol. */
export function cellEvidence(votes: CellVotes, boxPx: CellEvidence['boxPx']): CellEvidence {
  if (votes.whole === null) {
    const sure = votes.leftOut > SPECK_PX ? EMPTY_DOUBTFUL : EMPTY_SURE
    return { likelihoods: { '': sure, other: 1 - sure }, corrected: false, boxPx }
  }
  const crossed = Math.max(of(votes.whole, 'crossed'), ...votes.clusters.map((cluster) => of(cluster, 'crossed') * of(votes.whole ?? [], 'other')))
  if (crossed >= CROSSED_FROM) return { likelihoods: correctedLikelihoods(votes), corrected: true, boxPx }
  const sums = singleLikelihoods(votes.whole)
  addPairs(sums, of(votes.whole, 'many'), votes.pairs)
  return { likelihoods: normalised(sums), corrected: false, boxPx }
}

/** One symbol's likelihoods; what is no value is `other`. */
function singleLikelihoods(votes: readonly number[]): Record<string, number> {
  const sums: Record<string, number> = { X: of(votes, 'X') + of(votes, 'dash'), 'Н/П': of(votes, 'НП'), '': of(votes, 'noise'), other: of(votes, 'crossed') + of(votes, 'other') }
  for (let digit = 0; digit < 10; digit++) sums[digit] = votes[digit] ?? 0
  return sums
}

/** The chance of two digits is shared among the readings of all cuts, each as likely as both halves are digits. */
function addPairs(sums: Record<string, number>, many: number, pairs: CellVotes['pairs']): void {
  const readings: Record<string, number> = {}
  let none = 0.02
  for (const [left, right] of pairs) for (let a = 0; a < 10; a++) for (let b = 0; b < 10; b++) {
    const both = (left[a] ?? 0) * (right[b] ?? 0)
    const text = a === 0 ? `${b}` : `${a}${b}`
    if (a === 0) none += both
    else readings[text] = Math.max(readings[text] ?? 0, both)
  }
  const total = none + Object.values(readings).reduce((sum, value) => sum + value, 0)
  for (const [text, value] of Object.entries(readings)) sums[text] = (sums[text] ?? 0) + (many * value) / total
  sums['other'] = (sums['other'] ?? 0) + (many * none) / total
}

/** The value that stands beside what was crossed out, in whichever way the ink falls apart best; `other` when in none. */
function correctedLikelihoods(votes: CellVotes): SymbolLikelihoods {
  const apart = votes.clusters.length === 2 ? votes.clusters.map((cluster, i) => [votes.clusters[1 - i] ?? [], cluster] as const) : []
  const cut = votes.pairs.flatMap(([left, right]) => [[left, right], [right, left]] as const)
  let best: { old: number; anew: readonly number[] } | null = null
  for (const [old, anew] of [...apart, ...cut]) {
    const fits = (of(old, 'crossed') + 0.2 * of(old, 'other')) * symbolShare(anew)
    if (!best || fits > best.old) best = { old: fits, anew }
  }
  return best && best.old > LEAST_CORRECTION ? normalised(singleLikelihoods(best.anew)) : { other: 1 }
}

/** P(the ink is some value). */
const symbolShare = (votes: readonly number[]): number => votes.slice(0, classIndex('many')).reduce((sum, vote) => sum + vote, 0)

/** Sums to 1; likelihoods too small to matter are left out. */
function normalised(sums: Readonly<Record<string, number>>): SymbolLikelihoods {
  const kept = Object.entries(sums).filter(([, value]) => value > 1e-7)
  const total = kept.reduce((sum, [, value]) => sum + value, 0)
  return Object.fromEntries(kept.map(([symbol, value]) => [symbol, value / total]))
}
