import type { Random } from '../../../fixtures/random.ts'
import type { CellEvidence, CodeEvidence } from '../../../pipeline/model/evidence.ts'

/**
 * Ink as points in a small space: each symbol has a place, a hand writes near it with its own drift, the reader knows the places
 * but not the hand. Twins (1 and 7, 4 and 9, 3 and 9, 8 and 9) lie close, as they do on paper. So errors are
 * mostly among twins, come in series with one hand, and the reader's likelihoods are a little too sure of themselves.
 */
export interface SimulatedHand { readonly spread: number; readonly drift: ReadonlyMap<string, readonly number[]> }

const DIMENSIONS = 5
const SYMBOLS = [...'0123456789', 'X', 'Н/П', '', ...Array.from({ length: 21 }, (_, i) => String(10 + i))]
const PLACES = new Map(SYMBOLS.map((symbol, i) => [symbol, Array.from({ length: DIMENSIONS }, (_, d) => 7 * Math.sin(12.9898 * (i + 1) * (d + 1) + 4.1414 * i * i + 78.233 * d))]))
for (const [symbol, twin, gap] of [['7', '1', 5], ['9', '4', 5.2], ['3', '9', 6], ['8', '3', 6]] as const) {
  const at = PLACES.get(twin) as readonly number[]
  PLACES.set(symbol, at.map((x, d) => x + (d === symbol.charCodeAt(0) % DIMENSIONS ? gap : 0)))
}

/** A hand; of ten, one is careless. */
export function simulateHand(random: Random, carelessness = 1): SimulatedHand {
  const spread = carelessness * (random.next() < 0.1 ? 1.3 : 0.85)
  return { spread, drift: new Map(SYMBOLS.map((symbol) => [symbol, Array.from({ length: DIMENSIONS }, () => 0.7 * spread * random.normal())])) }
}

/** P(symbol | ink) under a flat prior over `among`, as the reader would say it of `symbol` in this hand. */
export function simulateSymbol(symbol: string, among: readonly string[], hand: SimulatedHand, random: Random): Record<string, number> {
  const drift = hand.drift.get(symbol) as readonly number[]
  const ink = (PLACES.get(symbol) as readonly number[]).map((x, d) => x + (drift[d] as number) + hand.spread * random.normal())
  const weights = among.map((other) => {
    const at = PLACES.get(other) as readonly number[]
    return Math.exp(-at.reduce((sum, x, d) => sum + (x - (ink[d] as number)) ** 2, 0) / 2 / 1.25 ** 2)
  })
  const sum = weights.reduce((a, b) => a + b, 0) + 1e-30
  return Object.fromEntries(among.map((other, i) => [other, (weights[i] as number) / sum]))
}

export const simulateCell = (symbol: string, hand: SimulatedHand, random: Random): CellEvidence =>
  ({ likelihoods: simulateSymbol(symbol, SYMBOLS, hand, random), corrected: false, boxPx: [0, 0, 60, 50] })

/** A code written freely: its digits in a chain, now and then with a wrong way to cut beside it. */
export function simulateCode(code: string, hand: SimulatedHand, random: Random): CodeEvidence {
  const digits = [...'0123456789']
  const logs = (symbol: string): number[] => {
    const said = simulateSymbol(symbol, digits, hand, random)
    return digits.map((digit) => Math.log(Math.max(said[digit] as number, 1e-9)))
  }
  const edges = [...code].map((digit, i) => ({ from: i, to: i + 1, logDigits: logs(digit) }))
  const cutAt = random.int(code.length)
  const wrongCut = { from: cutAt, to: cutAt + 1, logDigits: logs(random.pick(digits)).map((p) => p + Math.log(0.02)) }
  return { nodes: code.length + 1, edges: random.next() < 0.3 ? [...edges, wrongCut] : edges, empty: 1e-4, boxPx: [0, 0, 300, 90] }
}

export const NO_CODE: CodeEvidence = { nodes: 0, edges: [], empty: 0.999, boxPx: [0, 0, 300, 90] }
