import type { CodeEvidence } from '../model/evidence.ts'

/** A code as the ink alone says it, and the probability that it is right among all codes of its length. */
export interface BestCode { readonly value: string; readonly probability: number }

const NEVER = -Infinity
/** Digits of an edge below this are not spelled out among the best codes; they count in the sum over all codes. */
const LEAST_SPELLED = -18
/** Weight of «this ink is no code of that length» against the codes, where the network sees no digits. */
const NOT_A_CODE = 0.5

/** The most likely code of `digits` digits over all ways to cut the ink; null when no way has that many digits. */
export function bestCode(evidence: CodeEvidence, digits: number): BestCode | null {
  return bestCodes(evidence, digits, 1)[0] ?? null
}

/** The `count` most likely codes, most likely first, each with its probability (forward over the lattice, beam of ways). */
export function bestCodes(evidence: CodeEvidence, digits: number, count: number): BestCode[] {
  const all = totalLikelihood(evidence, digits)
  if (all === NEVER) return []
  const beam = Math.max(24, count * 6)
  const ways = spelledWays(evidence)
  const states = new Map<string, Map<string, number>>([[stateKey(0, 0), new Map([['', 0]])]])
  for (let node = 0; node < evidence.nodes - 1; node++) for (let used = 0; used < digits; used++) {
    const here = states.get(stateKey(node, used))
    if (!here) continue
    const kept = [...here].sort((a, b) => b[1] - a[1]).slice(0, beam)
    for (const { to, digit, log: step } of ways.get(node) ?? []) {
      const key = stateKey(to, used + 1)
      const next = states.get(key) ?? new Map<string, number>()
      states.set(key, next)
      for (const [text, log] of kept) {
        const grown = text + digit
        const before = next.get(grown)
        next.set(grown, before === undefined ? log + step : addLogs(before, log + step))
      }
    }
  }
  const ends = [...(states.get(stateKey(evidence.nodes - 1, digits)) ?? [])].sort((a, b) => b[1] - a[1]).slice(0, count)
  const someCode = Math.exp(all)
  const noCode = NOT_A_CODE * Math.max(0, 1 - someCode)
  return ends.map(([value, log]) => ({ value, probability: Math.min(1, Math.exp(log) / (someCode + noCode)) }))
}

/** log P(ink | this code), up to a constant that all codes of a page share: the sum over all ways to cut the ink. */
export function codeLogLikelihood(evidence: CodeEvidence, code: string): number {
  let reached = new Map<number, number>([[0, 0]])
  for (const symbol of code) {
    const digit = Number(symbol)
    const next = new Map<number, number>()
    for (const edge of evidence.edges) {
      const before = reached.get(edge.from)
      if (before === undefined) continue
      next.set(edge.to, addLogs(next.get(edge.to) ?? NEVER, before + (edge.logDigits[digit] ?? NEVER)))
    }
    reached = next
  }
  return reached.get(evidence.nodes - 1) ?? NEVER
}

/** log of the sum over all codes of `digits` digits: what a code's likelihood is compared with. −∞ when none is possible. */
export function totalLikelihood(evidence: CodeEvidence, digits: number): number {
  let reached = new Map<number, number>([[0, 0]])
  for (let k = 0; k < digits; k++) {
    const next = new Map<number, number>()
    for (const edge of evidence.edges) {
      const before = reached.get(edge.from)
      if (before === undefined) continue
      next.set(edge.to, addLogs(next.get(edge.to) ?? NEVER, before + edge.logDigits.reduce(addLogs, NEVER)))
    }
    reached = next
  }
  return reached.get(evidence.nodes - 1) ?? NEVER
}

/** Steps from each node: one a node to go to and a digit, edges side by side taken together. */
function spelledWays(evidence: CodeEvidence): Map<number, { readonly to: number; readonly digit: number; readonly log: number }[]> {
  const ways = new Map<number, Map<number, number>>()
  for (const { from, to, logDigits } of evidence.edges) {
    const steps = ways.get(from) ?? new Map<number, number>()
    ways.set(from, steps)
    logDigits.forEach((log, digit) => { if (log > LEAST_SPELLED) steps.set(to * 10 + digit, addLogs(steps.get(to * 10 + digit) ?? NEVER, log)) })
  }
  return new Map([...ways].map(([from, steps]) => [from, [...steps].map(([step, log]) => ({ to: Math.floor(step / 10), digit: step % 10, log }))]))
}

const stateKey = (node: number, used: number): string => `${node} ${used}`

function addLogs(a: number, b: number): number {
  const high = Math.max(a, b)
  return high === NEVER ? NEVER : high + Math.log(Math.exp(a - high) + Math.exp(b - high))
}
