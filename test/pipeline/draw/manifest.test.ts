import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { buildManifest, commitTo, seedOf } from '../../../pipeline/draw/manifest.ts'

const rules = { graders: 2, minYears: 3, reciprocity: 'allowed' as const }
const works = [{ id: 'W2', school: 'Б', subject: 'Физика', grade: 7 }, { id: 'W1', school: 'А', subject: 'Физика', grade: 7, class: '1' }]
const experts = [{ id: 'E1', school: 'В', subjects: ['Физика', 'Астрономия'], years: 5, otherSchools: [], conflicts: ['Б'], cap: 10 }]
const commitments = [{ school: 'Б', commitment: commitTo('b-nonce') }, { school: 'А', commitment: commitTo('a-nonce') }]
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('the public inputs of a draw', () => {
  test('have one spelling, whatever order they came in', () => {
    const { text, sha256: hash } = buildManifest({ works, experts, rules, commitments })
    expect(text).toBe('{"algorithm":"sverka-draw-1","commitments":['
      + `{"commitment":"${commitTo('a-nonce')}","school":"А"},{"commitment":"${commitTo('b-nonce')}","school":"Б"}],`
      + '"experts":[{"cap":10,"conflicts":["Б"],"id":"E1","otherSchools":[],"school":"В","subjects":["Астрономия","Физика"],"years":5}],'
      + '"rules":{"graders":2,"minYears":3,"reciprocity":"allowed"},'
      + '"works":[{"class":"1","grade":7,"id":"W1","school":"А","subject":"Физика"},{"grade":7,"id":"W2","school":"Б","subject":"Физика"}]}')
    expect(hash).toBe(sha256(text))
    expect(buildManifest({ works: [...works].reverse(), experts, rules, commitments: [...commitments].reverse() }).sha256).toBe(hash)
  })

  test('change their hash with any cap, conflict or rule', () => {
    const hash = buildManifest({ works, experts, rules, commitments }).sha256
    const changed = [
      buildManifest({ works, experts: experts.map((e) => ({ ...e, cap: 11 })), rules, commitments }),
      buildManifest({ works, experts: experts.map((e) => ({ ...e, conflicts: [] })), rules, commitments }),
      buildManifest({ works, experts, rules: { ...rules, minYears: 4 }, commitments }),
      buildManifest({ works, experts, rules, commitments: [] }),
    ].map((manifest) => manifest.sha256)
    expect(new Set([hash, ...changed]).size).toBe(5)
  })
})

describe('the public seed', () => {
  const nonces = [{ school: 'Б', nonce: 'b-nonce' }, { school: 'А', nonce: 'a-nonce' }]
  const dice = '31415926535897932384'

  test('comes out of the manifest, the sorted nonces and the dice', () => {
    const seed = seedOf({ manifestSha256: 'm', commitments, nonces, dice })
    expect(seed).toEqual({ ok: true, value: sha256(`m\na-nonce\nb-nonce\n${dice}\n`) })
    expect(seedOf({ manifestSha256: 'm', commitments, nonces: [...nonces].reverse(), dice })).toEqual(seed)
  })

  test('a school that does not reveal is left out; one that reveals something else is refused by name', () => {
    expect(seedOf({ manifestSha256: 'm', commitments, nonces: nonces.slice(1), dice })).toEqual({ ok: true, value: sha256(`m\na-nonce\n${dice}\n`) })
    expect(seedOf({ manifestSha256: 'm', commitments, nonces: [{ school: 'А', nonce: 'other' }], dice }))
      .toEqual({ ok: false, reason: { type: 'nonce-not-committed', school: 'А' } })
    expect(seedOf({ manifestSha256: 'm', commitments, nonces: [{ school: 'В', nonce: 'x' }], dice }))
      .toEqual({ ok: false, reason: { type: 'nonce-not-committed', school: 'В' } })
  })

  test('asks for twenty digits of dice', () => {
    for (const bad of ['', '123', `${dice}0`, `${dice.slice(1)}x`]) {
      expect(seedOf({ manifestSha256: 'm', commitments, nonces, dice: bad })).toEqual({ ok: false, reason: { type: 'bad-dice' } })
    }
  })
})
