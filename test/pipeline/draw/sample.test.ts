import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawSample, firstFraction } from '../../../pipeline/draw/sample.ts'

describe('the sample', () => {
  test("gives the tickets of Rivest's own program", () => {
    expect(firstFraction('AB-130', '01382438112797316654'))
      .toBe('0.26299714122838008416507544297546663599715395525154425586041245287750224561854')
    expect(firstFraction("('pct 2', 3)", '12345678901234567890abcdefghijklmnopqrstuvwxyz😊').slice(0, 20)).toBe('0.000617786129909912')
  })

  test("draws what Rivest's own program draws", () => {
    const ids = ['A-1', 'A-2', 'A-3', 'B-1', 'B-2', 'B-3']
    expect(drawSample({ ids, seed: '314159', take: 4 }).map((ticket) => ticket.id)).toEqual(['B-2', 'B-3', 'A-3', 'A-2'])
    const cities = ['ab-1', 'ab-2', 'cd-1', 'ef-3']
    expect(drawSample({ ids: cities, seed: '314159', take: 4 }).map(({ id, ticket }) => `${id} ${ticket.slice(0, 11)}`))
      .toEqual(['cd-1 0.317685817', 'ef-3 0.832984519', 'ab-1 0.909803926', 'ab-2 0.923154904'])
  })

  test('a larger sample contains the smaller one, and what is left out moves nothing else', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 30 }), fc.string(), fc.nat(30), (ids, seed, take) => {
      const all = drawSample({ ids, seed, take: ids.length }).map((ticket) => ticket.id)
      expect(drawSample({ ids: [...ids].reverse(), seed, take }).map((ticket) => ticket.id)).toEqual(all.slice(0, take))
      const without = ids.filter((id) => id !== all[0])
      expect(drawSample({ ids: without, seed, take: ids.length }).map((ticket) => ticket.id)).toEqual(all.slice(1))
    }))
  })

  test('every work has the same chance', () => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    const counts = new Map(ids.map((id) => [id, 0]))
    for (let seed = 0; seed < 5000; seed++) for (const { id } of drawSample({ ids, seed: String(seed), take: 2 })) counts.set(id, (counts.get(id) ?? 0) + 1)
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(150)
  })

  test('an id that stands twice is a bug of the caller', () => {
    expect(() => drawSample({ ids: ['a', 'a'], seed: '', take: 1 })).toThrow('twice')
  })
})
