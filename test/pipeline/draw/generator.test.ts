import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGenerator } from '../../../pipeline/draw/generator.ts'
import { countedSha256 } from '../../../pipeline/draw/sha256.ts'

const reference = (text: string): number => createHash('sha256').update(text).digest().readUIntBE(0, 6)

describe('the generator of the draw', () => {
  test('its blocks are SHA-256 as node:crypto makes it, at every length of the beginning', () => {
    for (let length = 0; length < 200; length++) {
      const prefix = 'x'.repeat(length)
      for (const counter of [0, 9, 10, 99_999, 123_456_789]) expect(countedSha256(prefix)(counter)).toBe(reference(prefix + String(counter)))
    }
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (prefix, counter) => {
      expect(countedSha256(prefix)(counter)).toBe(reference(prefix + String(counter)))
    }))
  })

  test('gives the numbers anyone can work out by hand with sha256sum', () => {
    // printf 'seed-1,pick,0' | sha256sum → first 12 hex digits
    const generator = createGenerator('seed-1', 'pick')
    const blocks = [0, 1, 2].map((i) => reference(`seed-1,pick,${i}`))
    expect(blocks.map(() => generator.below(2 ** 48))).toEqual(blocks)
    expect(blocks[0]).toBe(0x2b43887b1987)
  })

  test('takes the next block when a number would favour the small values', () => {
    const n = 2 ** 47 + 1
    const generator = createGenerator('seed', 'reject')
    const accepted = Array.from({ length: 60 }, (_, i) => reference(`seed,reject,${i}`)).filter((value) => value < n)
    expect(accepted.length).toBeLessThan(60)
    for (const value of accepted.slice(0, 20)) expect(generator.below(n)).toBe(value)
  })

  test('favours no value: 60,000 throws of a die pass a chi-square test', () => {
    const generator = createGenerator('die', 'test')
    const counts = new Array<number>(6).fill(0)
    for (let i = 0; i < 60_000; i++) { const side = generator.below(6); counts[side] = (counts[side] ?? 0) + 1 }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chiSquare).toBeLessThan(20.5)
  })
})
