import { expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import { findTwins, type HashedPage } from '../../../pipeline/decide/find-twins.ts'

const random = seededRandom('twins')
const freshHash = (): string => Array.from({ length: 128 }, () => random.int(256).toString(16).padStart(2, '0')).join('')
/** The same hash with so many of its 1024 bits turned over. */
function changed(hash: string, bits: number): string {
  const bytes = Buffer.from(hash, 'hex')
  for (let bit = 0; bit < bits; bit++) bytes[(bit * 7) % 128]! ^= 1 << (Math.floor((bit * 7) / 128) % 8)
  return bytes.toString('hex')
}
const page = (id: string, hash: string, rest: Partial<HashedPage> = {}): HashedPage => ({ id, sheet: 'f 1', hash, cells: 500, ...rest })

test('two pages whose ink is nearly the same are one sheet; different ink, little ink and another page of the form are not', () => {
  const [a, b] = [freshHash(), freshHash()]
  const pages = [page('a', a), page('b', b), page('a again', changed(a, 150)), page('a elsewhere', a, { sheet: 'f 2' }), page('a faint', a, { cells: 50 }), page('a far', changed(a, 550))]
  expect(findTwins(pages)).toMatchObject([{ first: 'a', second: 'a again' }])
})

test('what many sheets share is a stamp, or print that the blank has not: they are not called one sheet', () => {
  const stamp = freshHash()
  expect(findTwins(Array.from({ length: 30 }, (_, n) => page(`${n}`, changed(stamp, n))))).toEqual([])
})

test('a school of three thousand pages, each scanned twice, is compared whole', () => {
  const pages = Array.from({ length: 1500 }, (_, n) => { const hash = freshHash(); return [page(`${n}`, hash, { sheet: `f ${n % 6}` }), page(`${n} again`, changed(hash, 120), { sheet: `f ${n % 6}` })] }).flat()
  expect(findTwins(pages)).toHaveLength(1500)
})
