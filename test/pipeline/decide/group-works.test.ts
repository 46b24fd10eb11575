import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../../fixtures/random.ts'
import { decideStack, type DecidedStack } from '../../../pipeline/decide/decide-stack.ts'
import { proposeRepairs, type PlacedPage } from '../../../pipeline/decide/propose-repairs.ts'
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
const simulated = (works: number) => simulateStack({
  form, codes: issuedCodes(7, works), sorted: true, random: seededRandom('clean'), faults: { ...USUAL_FAULTS, missingPage: 0, emptyCode: 0, slipOfPen: 0, shuffledWork: 0, offList: 0, carelessness: 0.5 },
})
const cleanStack = (works: number): ScannedPage[] => simulated(works).map(({ evidence }) => pageOf(evidence))

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

test('any permutation, loss or duplication of pages, with anything between them, keeps every page in exactly one place, and what was lost or doubled is named', () => {
  const sheets = simulated(4)
  const item = fc.oneof(
    { weight: 8, arbitrary: fc.nat(sheets.length - 1).map((i) => ({ truth: { code: sheets[i]!.code, formPage: sheets[i]!.evidence.formPage }, page: pageOf(sheets[i]!.evidence) })) },
    fc.constantFrom(...OTHERS).map((outcome) => ({ truth: null, page: { file: 'b.pdf', page: 1, outcome } as ScannedPage })),
  )
  let lost = 0, doubled = 0
  fc.assert(fc.property(fc.array(item, { maxLength: 24 }), fc.boolean(), (items, withRoster) => {
    const decided = decideStack({ pages: items.map(({ page }) => page), forms: [form], roster: withRoster ? issuedCodes(7, 6) : null })
    expect(placesOf(decided)).toEqual(items.map((_, i) => i))
    expect(decided.readings.length).toBe(items.length)
    const scanned = (code: string): number[] => items.flatMap(({ truth }) => (truth?.code === code ? [truth.formPage] : []))
    const asked = (code: string): number[] => decided.doubtful.flatMap(({ index }) => (items[index]!.truth?.code === code ? [items[index]!.truth!.formPage] : []))
    for (const work of decided.works) {
      // Nobody's page stands in another one's work.
      for (const { index, formPage } of [...work.pages, ...work.duplicates]) expect(items[index]!.truth).toMatchObject({ code: work.code, formPage })
      const held = work.pages.map(({ formPage }) => formPage)
      expect(held).toEqual([...new Set(scanned(work.code))].filter((formPage) => held.includes(formPage) || !asked(work.code).includes(formPage)).sort())
      expect([...held, ...work.missing].sort()).toEqual([1, 2, 3])
      // Every scan beyond the first of a place is a duplicate of it, or asked.
      expect([...held, ...work.duplicates.map(({ formPage }) => formPage), ...asked(work.code)].sort()).toEqual(scanned(work.code).sort())
      lost += work.missing.length
      doubled += work.duplicates.length
    }
    const repairs = proposeRepairs({ pages: placed(decided), forms: [{ id: form.id, pages: form.pages }] })
    for (const { code, missing } of decided.works) for (const page of missing) {
      expect(repairs.some((one) => one.code === code && (one.type === 'put' ? one.formPage === page : (one.type === 'missing' || one.type === 'fed-double') && one.missing.includes(page))), `page ${page} of ${code}`).toBe(true)
    }
    for (const { code, duplicates } of decided.works) for (const { index } of duplicates) expect(repairs).toContainEqual(expect.objectContaining({ type: 'repeat', code, page: String(index) }))
  }), { numRuns: 150 })
  expect(Math.min(lost, doubled)).toBeGreaterThan(10)
})

/** Where the pages stand, as the order of the stack is asked about them. */
function placed(decided: DecidedStack): PlacedPage[] {
  const places = new Map<number, Pick<PlacedPage, 'place' | 'code'>>(decided.works.flatMap((work) => [
    ...work.pages.map(({ index }) => [index, { place: 'work', code: work.code }] as const), ...work.duplicates.map(({ index }) => [index, { place: 'duplicate', code: work.code }] as const),
  ]))
  for (const { index } of decided.doubtful) places.set(index, { place: 'doubtful', code: null })
  return decided.readings.map(({ form: id, formPage }, index) => ({ id: String(index), file: 'stack', number: index + 1, form: id, formPage, ...places.get(index) ?? { place: 'other', code: null } }))
}

test('deciding again gives the same', () => {
  const pages = cleanStack(3)
  const decide = (): DecidedStack => decideStack({ pages, forms: [form] })
  expect(decide()).toEqual(decide())
})
