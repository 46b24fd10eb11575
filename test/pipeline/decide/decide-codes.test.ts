import { expect, test } from 'vitest'
import { seededRandom, shuffled } from '../../../fixtures/random.ts'
import { claimPlaces } from '../../../pipeline/decide/claim-places.ts'
import { decideCodes } from '../../../pipeline/decide/decide-codes.ts'
import type { FormPageInStack } from '../../../pipeline/decide/scanned-page.ts'
import { DEFAULT_DECISION_SETTINGS } from '../../../pipeline/decide/settings.ts'
import type { CodeEvidence, PageEvidence } from '../../../pipeline/model/evidence.ts'
import { countCodes } from './count-codes.ts'
import { NO_CODE } from './simulate-ink.ts'
import { formOf, issuedCodes, simulateStack, USUAL_FAULTS } from './simulate-stack.ts'

const settings = DEFAULT_DECISION_SETTINGS.codes
const form = formOf('physics-7', 7, 4)
const forms = new Map([[form.id, form]])
const roster = issuedCodes(7, 60)

/** A code written clearly, but for the digits named: place → digit → probability. */
const ink = (code: string, doubts: Record<number, Record<string, number>> = {}): CodeEvidence => ({
  nodes: 6, empty: 0, boxPx: [0, 0, 1, 1],
  edges: [...code].map((written, i) => ({ from: i, to: i + 1, logDigits: Array.from({ length: 10 }, (_, digit) =>
    Math.log(doubts[i]?.[digit] ?? (String(digit) === written && !doubts[i] ? 0.99991 : 1e-5))) })),
})
const stack = (...pages: (readonly [number, CodeEvidence | null, Partial<PageEvidence>?])[]): FormPageInStack[] => pages.map(([formPage, code, more], index) =>
  ({ index, file: 'a.pdf', evidence: { form: form.id, formPage, scores: [], ...(code && { code }), ...more } }))
const decide = (pages: readonly FormPageInStack[], list: readonly string[] | null = roster) => decideCodes({ pages, forms, roster: list, settings })
const readings = (pages: readonly FormPageInStack[], list?: readonly string[] | null) => decide(pages, list).map(({ reading }) => [reading?.value, reading?.status, reading?.reasons])

test('four clear pages are read', () => {
  expect(readings(stack([1, ink('70012')], [2, ink('70012')], [3, ink('70012')], [4, ink('70012')]))).toEqual(Array(4).fill(['70012', 'read', undefined]))
})

test('a doubtful digit is settled by the list where only one code fits', () => {
  const page = ink('70012', { 1: { 0: 0.4, 6: 0.6 } })
  expect(readings(stack([1, page]))).toEqual([['70012', 'read', undefined]])
  expect(readings(stack([1, page]), null)[0]?.[1]).toBe('review')
})

test('a doubtful digit between two codes of the list is settled by the other pages of the work', () => {
  const doubtful = ink('70012', { 4: { 2: 0.5, 7: 0.5 } })
  expect(readings(stack([1, doubtful]))[0]?.[1]).toBe('review')
  expect(readings(stack([1, ink('70012')], [2, doubtful], [3, ink('70012')]))).toEqual(Array(3).fill(['70012', 'read', undefined]))
})

test('a place that is taken pushes a doubtful page to its other code', () => {
  const doubtful = ink('70012', { 4: { 2: 0.55, 7: 0.45 } })
  const taken = stack([1, ink('70012')], [2, ink('70012')], [1, doubtful], [2, ink('70030')])
  expect(decide(taken)[2]?.code).toBe('70017')
})

test('an empty box stays empty: the neighbours\' code is offered, never used', () => {
  const decided = decide(stack([1, ink('70012')], [2, NO_CODE], [3, ink('70012')], [4, ink('70012')]))
  expect(decided[1]).toMatchObject({ sure: false, code: '70012', reading: { value: '', status: 'empty', reasons: ['code-empty'] } })
  expect(decided[1]?.candidates[0]).toMatchObject({ value: '70012' })
})

test('a code that cannot be read is proposed by its neighbours, never used', () => {
  const scribble = ink('70012', Object.fromEntries([0, 1, 2, 3, 4].map((place) => [place, Object.fromEntries(Array.from({ length: 10 }, (_, d) => [d, 0.1]))])))
  const [, middle] = decide(stack([1, ink('70012')], [2, scribble], [3, ink('70012')]))
  expect(middle).toMatchObject({ sure: false, code: '70012', reading: { value: '70012', status: 'review', reasons: ['code-doubtful'] } })
})

test('a code off the list goes to a person as it stands, even on every page', () => {
  expect(readings(stack([1, ink('79999')], [2, ink('79999')]))).toEqual(Array(2).fill(['79999', 'review', ['code-not-on-roster']]))
})

test('a page with another pupil\'s clear code inside a work\'s row goes to a person', () => {
  const pages = stack([1, ink('70012')], [2, ink('70012')], [3, ink('70020')], [4, ink('70012')], [1, ink('70013')], [2, ink('70013')], [3, ink('70013')], [4, ink('70013')])
  const decided = readings(pages)
  expect(decided[2]?.slice(1)).toEqual(['review', ['code-disagrees']])
  expect(decide(pages)[2]?.candidates.map(({ value }) => value)).toEqual(expect.arrayContaining(['70012', '70020']))
  expect(decided.filter(([, status]) => status === 'read').length).toBeGreaterThanOrEqual(6)
})

test('two scans of one page are both sent to a person, with the same code', () => {
  const pages = stack([1, ink('70012')], [2, ink('70012')], [2, ink('70012')], [3, ink('70012')])
  expect(readings(pages).map(([value, , reasons]) => [value, reasons])).toEqual([
    ['70012', undefined], ['70012', ['duplicate-page']], ['70012', ['duplicate-page']], ['70012', undefined],
  ])
})

test('a barcode decides, unless the hand clearly says otherwise', () => {
  const barcode = { barcode: '70012' }
  expect(readings(stack([1, ink('70012', { 4: { 2: 0.1, 7: 0.9 } }), barcode]))).toEqual([['70012', 'read', undefined]])
  expect(readings(stack([1, NO_CODE, barcode]))).toEqual([['70012', 'read', undefined]])
  expect(readings(stack([1, ink('70030'), barcode]))).toEqual([['70012', 'review', ['code-disagrees']]])
  expect(readings(stack([1, ink('70012'), { barcode: null }]))).toEqual([['70012', 'read', undefined]])
})

test('a page without any field for a code is carried as a proposal', () => {
  const decided = decide(stack([1, ink('70012')], [2, null], [3, ink('70012')]))
  expect(decided[1]).toMatchObject({ code: '70012', sure: false })
  expect(decided[1]?.reading).toBeUndefined()
})

test('codes of several lengths in one stack are decided apart', () => {
  const long = formOf('other', 9, 1, 9)
  const nine: CodeEvidence = { ...ink('123456789'), nodes: 10 }
  const pages: FormPageInStack[] = [...stack([1, ink('70012')]), { index: 1, file: 'a.pdf', evidence: { form: 'other', formPage: 1, scores: [], code: nine } }]
  const decided = decideCodes({ pages, forms: new Map([...forms, ['other', long]]), roster: [...roster, '123456789', '123456780'], settings })
  expect(decided.map(({ code, sure }) => [code, sure])).toEqual([['70012', true], ['123456789', true]])
})

test('two pages that want one place: the surer keeps it, the other moves; two sure ones stay and are both doubtful', () => {
  const posteriors = [new Map([['a', 0.99]]), new Map([['a', 0.6], ['b', 0.39]]), new Map([['c', 0.9999]]), new Map([['c', 0.9999]])]
  const [first, second, third, fourth] = claimPlaces({ posteriors, places: ['1', '1', '2', '2'], duplicate: 0.02 })
  expect(first?.get('a')).toBeGreaterThan(0.98)
  expect(second?.get('b')).toBeGreaterThan(0.9)
  expect(third?.get('c')).toBeCloseTo(fourth?.get('c') ?? 0, 6)
  expect(third?.get('c')).toBeLessThan(0.998)
})

test('a stack of 50 works of 800 codes, with the usual faults: hardly a refusal, nothing silently wrong', () => {
  const random = seededRandom('stack')
  const pages = simulateStack({ form, codes: shuffled(issuedCodes(7, 400), random).slice(0, 50), sorted: false, random })
  const count = countCodes({ pages, forms, roster: [...issuedCodes(7, 400), ...issuedCodes(8, 400)], settings })
  expect(count.silentlyWrong).toBe(0)
  expect(count.right / count.pages).toBeGreaterThan(0.985)
  expect(count.automatic / count.pages).toBeGreaterThan(0.95)
})

test('without a list the pages of a work and the habits of the stack still decide', () => {
  const random = seededRandom('no list')
  const pages = simulateStack({ form, codes: issuedCodes(7, 50), sorted: true, faults: { ...USUAL_FAULTS, offList: 0 }, random })
  const count = countCodes({ pages, forms, roster: null, settings })
  expect(count.silentlyWrong).toBe(0)
  expect(count.right / count.pages).toBeGreaterThan(0.98)
})
