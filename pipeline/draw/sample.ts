import { createHash } from 'node:crypto'
import { byCodeUnits } from './problem.ts'

/** A drawn item with its ticket: smaller tickets are drawn first. */
export interface Ticket { readonly id: string; readonly ticket: string }

/**
 * Draws `take` of these ids, in the order of their tickets. A ticket depends on the seed and its id alone, so a larger sample contains
 * a smaller one, and leaving an id out moves no other. R. Rivest, "Consistent Sampling with Replacement" (2018), without
 * replacement. Ids must be unique (throws otherwise).
 */
export function drawSample(input: { readonly ids: readonly string[]; readonly seed: string; readonly take: number }): Ticket[] {
  if (new Set(input.ids).size !== input.ids.length) throw new Error('an id stands twice in a sample')
  const seedHash = sha256(input.seed)
  return input.ids.map((id) => ({ id, ticket: ticketOf(id, seedHash) }))
    .sort((a, b) => byCodeUnits(a.ticket, b.ticket) || byCodeUnits(a.id, b.id)).slice(0, input.take)
}

/**
 * The ticket of an id, `0.ddd…`: SHA-256 in hex of the seed, followed by the id, hashed again; that number in decimal, at least 64
 * digits, read backwards as a fraction (backwards because the first digits of a 256-bit number are not uniform).
 */
export const firstFraction = (id: string, seed: string): string => ticketOf(id, sha256(seed))

const ticketOf = (id: string, seedHash: string): string => {
  const digits = BigInt(`0x${sha256(seedHash + id)}`).toString().padStart(64, '0')
  return `0.${[...digits].reverse().join('')}`
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
