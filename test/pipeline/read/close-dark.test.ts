import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closeDark } from '../../../pipeline/read/close-dark.ts'

/** The definition, pixel by pixel: the least of the neighbours' largest neighbours; the picture ends at its edge. */
function plain(data: Uint8Array, width: number, height: number, side: number): Uint8Array {
  const reach = side >> 1
  const extreme = (from: Uint8Array, pick: (...values: number[]) => number): Uint8Array => from.map((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    const around: number[] = []
    for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) around.push(from[v * width + u]!)
    return pick(...around)
  })
  return extreme(extreme(data, Math.max), Math.min)
}

test('is the closing by a square, whatever the picture', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 17 }), fc.constantFrom(1, 3, 5, 9), fc.infiniteStream(fc.integer({ min: 0, max: 255 })), (width, height, side, stream) => {
    const data = Uint8Array.from({ length: width * height }, () => stream.next().value as number)
    expect(closeDark(data, width, height, side)).toEqual(plain(data, width, height, side))
  }), { numRuns: 100 })
})

test('takes a thin line away and leaves the edge of a darker area', () => {
  const data = Uint8Array.from({ length: 60 * 60 }, (_, i) => (i % 60 >= 40 ? 120 : i % 60 === 10 ? 0 : 230))
  const closed = closeDark(data, 60, 60, 9)
  expect([closed[10], closed[39], closed[40], closed[59]]).toEqual([230, 230, 120, 120])
})
