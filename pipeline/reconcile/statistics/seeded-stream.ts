import { countedSha256 } from '../../draw/sha256.ts'

/** A fast stream of random whole numbers for resampling, the same for the same seed. Never used where something is drawn in public. */
export interface SeededStream {
  /** A whole number from 0 to n − 1, n up to 2^24. */
  below(n: number): number
}

/** xoshiro128** (Blackman and Vigna), its state taken from SHA-256 of the seed. */
export function createSeededStream(seed: string): SeededStream {
  const block = countedSha256(`${seed},stream,`)
  let [a, b, c, d] = [0, 1, 2, 3].map((i) => block(i) % 2 ** 32 | 1) as [number, number, number, number]
  const rotate = (x: number, by: number): number => x << by | x >>> (32 - by)
  return {
    below(n) {
      const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
      const t = b << 9
      c ^= a; d ^= b; b ^= c; a ^= d; c ^= t
      d = rotate(d, 11)
      return Math.floor(result / 2 ** 32 * n)
    },
  }
}
