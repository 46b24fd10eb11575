import type { SymbolLikelihoods } from '../model/evidence.ts'

/** Symbol → probability; sums to 1, or to 0 when nothing is possible. */
export type Distribution = ReadonlyMap<string, number>

/** Scales weights so that they sum to 1. */
export function normalise(weights: Iterable<readonly [string, number]>): Distribution {
  const kept = [...weights].filter(([, weight]) => weight > 0)
  const sum = kept.reduce((total, [, weight]) => total + weight, 0)
  return new Map(kept.map(([symbol, weight]) => [symbol, weight / sum]))
}

/** Symbols from the most likely on; equal ones in alphabetical order, so that the same evidence gives the same answer. */
export const ranked = (distribution: Distribution): readonly (readonly [string, number])[] =>
  [...distribution].sort(([a, p], [b, q]) => q - p || (a < b ? -1 : 1))

/** Two-digit numbers, letters and nothing: what the floor is shared among. */
const SYMBOLS = 104

/**
 * Ink as evidence for a value: P(symbol | ink), with a floor because a sure reader is sometimes wrong, and with the share of
 * `other` (ink that is no known symbol) spread evenly, because such ink speaks for no value.
 */
export function softened(likelihoods: SymbolLikelihoods, floor: number): (symbol: string) => number {
  const other = likelihoods['other'] ?? 0
  return (symbol) => (1 - floor) * (likelihoods[symbol] ?? 0) + (floor + other) / SYMBOLS
}
