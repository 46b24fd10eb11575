import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { proposeRepairs, type PlacedPage } from '../../../pipeline/decide/propose-repairs.ts'

const FORM = { id: 'physics', pages: [1, 2, 3, 4, 5].map((number) => ({ number, blank: { file: 'a.pdf', page: number }, fields: [] })) }
/** A stack in words: `1a` page 1 of work a; `?3` page 3 of nobody's; `=2a` a second scan; `-` another sheet. */
const stack = (words: string): PlacedPage[] => words.split(' ').map((word, i): PlacedPage => {
  const page = { id: `${i + 1}`, file: 'scan.pdf', number: i + 1, form: FORM.id }
  if (word === '-') return { ...page, form: null, formPage: null, code: null, place: 'other' }
  if (word.startsWith('?')) return { ...page, formPage: Number(word[1]), code: null, place: 'doubtful' }
  if (word.startsWith('=')) return { ...page, formPage: Number(word[1]), code: word[2]!, place: 'duplicate' }
  return { ...page, formPage: Number(word[0]), code: word[1]!, place: 'work' }
})
const repairs = (words: string) => proposeRepairs({ pages: stack(words), forms: [FORM] })

describe('what the order of the stack suggests', () => {
  test('a whole stack needs nothing', () => {
    expect(repairs('1a 2a 3a 4a 5a 1b 2b 3b 4b 5b')).toEqual([])
  })
  test('a page without a code between two pages of a work that lacks it belongs there', () => {
    expect(repairs('1a 2a ?3 4a 5a')).toEqual([{ type: 'put', page: '3', form: 'physics', formPage: 3, code: 'a', from: null }])
  })
  test('so does one at the end of a row or before its beginning, when the neighbouring row begins anew', () => {
    expect(repairs('1a 2a 3a 4a ?5 1b 2b 3b 4b 5b')).toMatchObject([{ type: 'put', page: '5', code: 'a' }])
    expect(repairs('1a 2a 3a 4a 5a ?1 2b 3b 4b 5b')).toMatchObject([{ type: 'put', page: '6', code: 'b' }])
  })
  test('a page of another work in the middle of a row may have been misread: it is proposed, with where it stands now', () => {
    expect(repairs('1a 2a 3b 4a 5a 1b 2b 4b 5b')).toContainEqual({ type: 'put', page: '3', form: 'physics', formPage: 3, code: 'a', from: 'b' })
  })
  test('a page that a work has already is proposed to no work', () => {
    expect(repairs('1a 2a 3a ?3 4a 5a')).toEqual([])
  })
  test('two pages for one place are proposed to neither', () => {
    expect(repairs('1a 2a ?3 ?3 4a 5a').filter((one) => one.type === 'put')).toEqual([])
  })
  test('a hole inside an unbroken run was a double feed; the other works keep their pages', () => {
    expect(repairs('1a 2a 5a 1b 2b 3b 4b 5b')).toEqual([{ type: 'fed-double', form: 'physics', code: 'a', missing: [3, 4], after: '2' }])
  })
  test('a page missing at the end is missing, and nothing is guessed of why', () => {
    expect(repairs('1a 2a 3a 4a 1b 2b 3b 4b 5b')).toEqual([{ type: 'missing', form: 'physics', code: 'a', missing: [5] }])
  })
  test('a second scan and a sheet of no form inside a work are named', () => {
    expect(repairs('1a 2a =2a 3a - 4a 5a')).toEqual([{ type: 'repeat', page: '3', form: 'physics', formPage: 2, code: 'a' }, { type: 'extra', page: '5', code: 'a' }])
  })
  test('whatever is lost, doubled or shuffled: no place is proposed twice, none that is taken, and each work names all it lacks', () => {
    const word = fc.oneof(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('a', 'b', 'c')).map(([n, code]) => `${n}${code}`), fc.integer({ min: 1, max: 5 }).map((n) => `?${n}`), fc.constant('-'))
    fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 18 }), (words) => {
      // A place of a work is held by one page: a second one is a duplicate.
      const seen = new Set<string>()
      const pages = stack(words.map((one) => { const again = /^\d/.test(one) && seen.has(one); seen.add(one); return again ? `=${one}` : one }).join(' '))
      const found = proposeRepairs({ pages, forms: [FORM] })
      const held = (code: string): Set<number> => new Set(pages.filter((page) => page.place === 'work' && page.code === code).map((page) => page.formPage!))
      const puts = found.filter((one) => one.type === 'put')
      expect(new Set(puts.map((put) => `${put.code} ${put.formPage}`)).size).toBe(puts.length)
      for (const put of puts) expect(held(put.code).has(put.formPage)).toBe(false)
      for (const code of ['a', 'b', 'c']) {
        const own = held(code)
        if (own.size === 0) continue
        const named = found.flatMap((one) => ((one.type === 'missing' || one.type === 'fed-double') && one.code === code ? one.missing : one.type === 'put' && one.code === code ? [one.formPage] : []))
        expect([...named].sort()).toEqual([1, 2, 3, 4, 5].filter((number) => !own.has(number)))
      }
    }))
  })
})
