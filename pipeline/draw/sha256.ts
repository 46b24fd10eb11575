/**
 * SHA-256 of a fixed beginning followed by a growing counter: `first48Bits(i)` is the first six bytes, big-endian, of
 * SHA-256(UTF-8 of `prefix` and of `i` in decimal), a whole number below 2^48. FIPS 180-4.
 * Written out because a draw for a region asks for ten million blocks: 0.4 µs a block here, 2 µs through node:crypto.
 */
export function countedSha256(prefix: string): (counter: number) => number {
  const start = new TextEncoder().encode(prefix)
  const wholeBlocks = start.length >> 6
  const middle = Int32Array.from(INITIAL)
  const words = new Int32Array(64)
  for (let block = 0; block < wholeBlocks; block++) {
    words.fill(0)
    for (let i = 0; i < 64; i++) putByte(words, i, start[block * 64 + i] as number)
    compress(middle, words)
  }
  const rest = start.subarray(wholeBlocks * 64)
  const state = new Int32Array(8)
  return (counter) => {
    const digits = String(counter)
    const length = rest.length + digits.length
    state.set(middle)
    words.fill(0, 0, 16)
    for (let i = 0; i <= length; i++) {
      if (i === 64) { compress(state, words); words.fill(0, 0, 16) }
      putByte(words, i & 63, i < rest.length ? rest[i] as number : i < length ? digits.charCodeAt(i - rest.length) : 0x80)
    }
    if ((length & 63) >= 56) { compress(state, words); words.fill(0, 0, 16) }
    words[15] = (wholeBlocks * 64 + length) * 8
    compress(state, words)
    return (state[0] as number >>> 0) * 0x10000 + (state[1] as number >>> 16)
  }
}

const putByte = (words: Int32Array, at: number, byte: number): void => {
  words[at >> 2] = (words[at >> 2] as number) | byte << (24 - (at & 3) * 8)
}

/** One block of 16 words into the running state; `words` is used as scratch. */
function compress(state: Int32Array, words: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15] as number
    const y = words[i - 2] as number
    const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3
    const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10
    words[i] = (words[i - 16] as number) + s0 + (words[i - 7] as number) + s1 | 0
  }
  let a = state[0] as number, b = state[1] as number, c = state[2] as number, d = state[3] as number
  let e = state[4] as number, f = state[5] as number, g = state[6] as number, h = state[7] as number
  for (let i = 0; i < 64; i++) {
    const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)
    const t1 = h + s1 + (e & f ^ ~e & g) + (ROUND_CONSTANTS[i] as number) + (words[i] as number) | 0
    const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)
    const t2 = s0 + (a & b ^ a & c ^ b & c) | 0
    h = g; g = f; f = e; e = d + t1 | 0
    d = c; c = b; b = a; a = t1 + t2 | 0
  }
  state[0] = (state[0] as number) + a; state[1] = (state[1] as number) + b; state[2] = (state[2] as number) + c; state[3] = (state[3] as number) + d
  state[4] = (state[4] as number) + e; state[5] = (state[5] as number) + f; state[6] = (state[6] as number) + g; state[7] = (state[7] as number) + h
}

/** First 32 bits of the fractional part of a root of the first primes, as the standard defines its constants. */
const fraction = (root: number): number => (root - Math.floor(root)) * 2 ** 32 | 0
const PRIMES: readonly number[] = Array.from({ length: 310 }, (_, i) => i + 2).filter((n) => {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false
  return true
})
const INITIAL = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))
const ROUND_CONSTANTS = Int32Array.from(PRIMES.slice(0, 64), (prime) => fraction(Math.cbrt(prime)))
