import { countedSha256 } from './sha256.ts'

/** Whole numbers that anyone can repeat from a seed. */
export interface Generator {
  /** A whole number from 0 to n − 1, each equally likely; n from 1 to 2^48. */
  below(n: number): number
}

const RANGE = 2 ** 48

/**
 * The generator of the draw. Block i = SHA-256(UTF-8 of `seed,purpose,i`), i = 0, 1, 2, …; its first six bytes, big-endian,
 * are one number below 2^48. `below(n)` takes the next block until the number is under the largest multiple of n
 * (rejection, so no value is favoured) and returns the remainder.
 */
export function createGenerator(seed: string, purpose: string): Generator {
  const block = countedSha256(`${seed},${purpose},`)
  let counter = 0
  return {
    below(n) {
      const limit = RANGE - RANGE % n
      for (;;) {
        const value = block(counter++)
        if (value < limit) return value % n
      }
    },
  }
}
