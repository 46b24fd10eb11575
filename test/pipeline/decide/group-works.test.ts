import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import { decideStack, type DecidedStack } from '../../../pipeline/decide/decide-stack.ts'
import type { ScannedPage } from '../../../pipeline/decide/scanned-page.ts'
import type { PageEvidence } from '../../../pipeline/model/evidence.ts'
import { formOf, issuedCodes, simulateStack, USUAL_FAULTS } from './simulate-stack.ts'

const form = formOf('physics-7', 7, 3)
const pageOf = (evidence: PageEvidence): ScannedPage => ({
  file: 'stack.pdf', page: 1,
  outcome: {
    type: 'seen', evidence, dpi: 200,
    registration: { type: 'matched', form: evidence.form, formPage: evidence.formPage, toScan: [1, 0, 0, 0, 1, 0, 0, 0, 1], rotation: 0, skewDeg: 0, residualPx: 0.3, coverage: 0.9, dpi: 200 },
  },
})
const cleanStack = (works: number): ScannedPage[] => simulateStack({
  form, codes: issuedCodes(7, works), sorted: true, random: seededRandom('clean'), faults: { ...USUAL_FAULTS, missingPage: 0, emptyCode: 0, slipOfPen: 0, shuffledWork: 0, offList: 0, carelessness: 0.5 },
}).map(({ evidence }) => pageOf(evidence))

const OTHERS: readonly ScannedPage['outcome'][] = [
  { type: 'refused', reason: 'broken-file' }, { type: 'seen', evidence: null, dpi: null, registration: { type: 'blank' } },
  { type: 'seen', evidence: null, dpi: null, registration: { type: 'foreign', reason: 'no-form-matched' } },
]

/** Every place of every page of the stack, in stack order. */
function placesOf({ works, doubtful, foreign, blank, unreadable }: DecidedStack): number[] {
  return [...works.flatMap((work) => [...work.pages, ...work.duplicates].map(({ index }) => index)), ...doubtful.map(({ index }) => index), ...foreign, ...blank, ...unreadable].sort((a, b) => a - b)
}

test('works come out whole, in page order, with what is missing', () => {
  const stack = cleanStack(3)
  const pages = [stack[2], stack[0], stack[1], stack[3], stack[5], ...stack.slice(6)].filter((page) => page !== undefined)
  const decided = decideStack({ pages, forms: [form], roster: issuedCodes(7, 10) })
  expect(decided.works.map(({ code, pages: found, missing }) => [code, found.map(({ formPage, index }) => `${formPage}@${index}`), missing])).toEqual([
    ['70001', ['1@1', '2@2', '3@0'], []], ['70002', ['1@3', '3@4'], [2]], ['70003', ['1@5', '2@6', '3@7'], []],
  ])
})

test('a page scanned twice stands beside its work as a duplicate', () => {
  const stack = cleanStack(2)
  const decided = decideStack({ pages: [...stack.slice(0, 2), stack[1] as ScannedPage, ...stack.slice(2)], forms: [form], roster: issuedCodes(7, 10) })
  expect(decided.works[0]?.duplicates).toEqual([{ formPage: 2, index: 2 }])
  expect([decided.readings[1]?.reasons, decided.readings[2]?.reasons]).toEqual([['duplicate-page'], ['duplicate-page']])
})

test('any permutation, loss or duplication of pages, with anything between them, keeps every page in exactly one place', () => {
  const stack = cleanStack(4)
  const item = fc.oneof({ weight: 8, arbitrary: fc.nat(stack.length - 1).map((i) => stack[i] as ScannedPage) }, fc.constantFrom(...OTHERS).map((outcome): ScannedPage => ({ file: 'b.pdf', page: 1, outcome })))
  fc.assert(fc.property(fc.array(item, { maxLength: 24 }), fc.boolean(), (pages, withRoster) => {
    const decided = decideStack({ pages, forms: [form], roster: withRoster ? issuedCodes(7, 6) : null })
    expect(placesOf(decided)).toEqual(pages.map((_, i) => i))
    expect(decided.readings.length).toBe(pages.length)
    for (const work of decided.works) {
      expect(work.pages.map(({ formPage }) => formPage)).toEqual([...new Set(work.pages.map(({ formPage }) => formPage))].sort())
      expect([...work.pages.map(({ formPage }) => formPage), ...work.missing].sort()).toEqual([1, 2, 3])
    }
  }), { numRuns: 60 })
})

test('deciding again gives the same', () => {
  const pages = cleanStack(3)
  const decide = (): DecidedStack => decideStack({ pages, forms: [form] })
  expect(decide()).toEqual(decide())
})
