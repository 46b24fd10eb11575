import { expect, test } from 'vitest'
import { decideStack } from '../../../pipeline/decide/decide-stack.ts'
import type { ScannedPage } from '../../../pipeline/decide/scanned-page.ts'
import type { CellEvidence, CodeEvidence, PageEvidence } from '../../../pipeline/model/evidence.ts'
import { formSchema } from '../../../pipeline/model/form.ts'
import { pageReading } from '../../../pipeline/model/page-reading.ts'

const form = formSchema.parse({
  formVersion: 1, id: 'physics-7-2023', title: 'ВПР. Физика. 7 класс', subject: 'Физика', grade: 7, variants: ['1', '2'],
  tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 2 }], markBorders: { 3: 1, 4: 2, 5: 3 },
  pages: [1, 2].map((number) => ({ number, blank: { file: 'a.pdf', page: number }, fields: [{ kind: 'code', box: [150, 8, 45, 12] }] })),
})
const code = (text: string): CodeEvidence => ({
  nodes: 6, empty: 0, boxPx: [0, 0, 1, 1],
  edges: [...text].map((written, i) => ({ from: i, to: i + 1, logDigits: Array.from({ length: 10 }, (_, digit) => Math.log(String(digit) === written ? 0.9999 : 1e-5)) })),
})
const cell = (symbol: string): CellEvidence => ({ likelihoods: { [symbol]: 0.9995, other: 0.0005 }, corrected: false, boxPx: [0, 0, 9, 9] })
const variant = { value: '1', confidence: 0.999 }
const title = (more: Partial<PageEvidence> = {}): PageEvidence => ({
  form: form.id, formPage: 1, code: code('70012'), variant, total: cell('2'), mark: cell('4'),
  scores: [{ ...cell('1'), task: '1', box: 0, place: 'table' }, { ...cell('1'), task: '2', box: 0, place: 'table' }], ...more,
})
const second = (more: Partial<PageEvidence> = {}): PageEvidence => ({
  form: form.id, formPage: 2, code: code('70012'), variant, scores: [{ ...cell('1'), task: '1', box: 1, place: 'margin' }, { ...cell('1'), task: '2', box: 1, place: 'margin' }], ...more,
})
const seen = (evidence: PageEvidence, page: number, dpi = 200): ScannedPage => ({
  file: 'school-17.pdf', page, outcome: { type: 'seen', evidence, dpi, registration: {
    type: 'matched', form: evidence.form, formPage: evidence.formPage, toScan: [1, 0, 0, 0, 1, 0, 0, 0, 1], rotation: 180, skewDeg: -1.204, residualPx: 0.3, coverage: 0.9, dpi } },
})
const decide = (...pages: ScannedPage[]) => decideStack({ pages, forms: [form], roster: ['70011', '70012'] }).readings

test('a clear page is one line of the contract', () => {
  const [reading] = decide(seen(title(), 3), seen(second(), 4))
  expect(pageReading.parse(reading)).toEqual(reading)
  expect(reading).toMatchObject({
    file: 'school-17.pdf', page: 3, status: 'read', reasons: [], form: 'physics-7-2023', formPage: 1, rotation: 180, skewDeg: -1.2,
    code: { value: '70012', status: 'read' }, variant: { value: '1', status: 'read' },
    scores: [{ task: '1', box: 0, value: '1', status: 'read' }, { task: '2', box: 0, value: '1', status: 'read' }], total: { value: '2', status: 'read' }, mark: { value: '4', status: 'read' },
  })
  expect(Object.keys(reading ?? {})).toEqual(['file', 'page', 'status', 'reasons', 'form', 'formPage', 'rotation', 'skewDeg', 'code', 'variant', 'scores', 'total', 'mark'])
})

test('a field that the page does not have is absent', () => {
  const [, reading] = decide(seen(title(), 1), seen(second({ scores: [] }), 2))
  expect(Object.keys(reading ?? {})).toEqual(['file', 'page', 'status', 'reasons', 'form', 'formPage', 'rotation', 'skewDeg', 'code', 'variant'])
})

test('boxes on a later page and the table on the title page are one decision', () => {
  const different = second({ scores: [{ ...cell('1'), task: '1', box: 1, place: 'margin' }, { ...cell('2'), task: '2', box: 1, place: 'margin' }] })
  const [first, other] = decide(seen(title(), 1), seen(different, 2))
  for (const reading of [first, other]) expect([reading?.status, reading?.reasons.includes('box-table-differ')]).toEqual(['review', true])
  expect([first?.scores?.[1]?.value, other?.scores?.[1]?.value]).toEqual(['1', '2'])
})

test('a blank, a foreign, an unreadable page and a poor scan say so', () => {
  const readings = decide(
    { file: 'a.pdf', page: 1, outcome: { type: 'seen', evidence: null, dpi: null, registration: { type: 'blank' } } },
    { file: 'a.pdf', page: 2, outcome: { type: 'seen', evidence: null, dpi: null, registration: { type: 'foreign', reason: 'form-ambiguous' } } },
    { file: 'b.pdf', page: 1, outcome: { type: 'refused', reason: 'encrypted-file' } },
    seen(title(), 1, 120), seen(second(), 2),
  )
  expect(readings.map(({ status, reasons, form: id }) => [status, reasons, id])).toEqual([
    ['blank', ['blank-page'], null], ['foreign', ['form-ambiguous'], null], ['unreadable', ['encrypted-file'], null], ['review', ['low-resolution'], 'physics-7-2023'], ['read', [], 'physics-7-2023'],
  ])
})

test('a page of another variant inside a work, an unknown variant and an unread one go to a person', () => {
  const variants = (...pages: (PageEvidence['variant'])[]) => decide(...pages.map((one, i) => seen(i % 2 ? second({ variant: one as typeof variant }) : title({ variant: one as typeof variant }), i + 1)))
    .map((reading) => [reading.variant?.value, reading.variant?.status, reading.variant?.reasons])
  expect(variants(variant, { value: '2', confidence: 0.999 })).toEqual([['1', 'review', ['variant-doubtful']], ['2', 'review', ['variant-doubtful']]])
  expect(variants(variant, { value: '7', confidence: 0.999 })).toEqual([['1', 'read', undefined], ['7', 'review', ['variant-unknown']]])
  expect(variants(variant, { value: null, confidence: 0 })).toEqual([['1', 'read', undefined], ['1', 'review', ['variant-doubtful']]])
  expect(variants({ value: null, confidence: 0 }, { value: null, confidence: 0 })).toEqual([['', 'review', ['variant-doubtful']], ['', 'review', ['variant-doubtful']]])
  expect(variants({ value: '1', confidence: 0.9 }, { value: '1', confidence: 0.95 })).toEqual([['1', 'read', undefined], ['1', 'read', undefined]])
})

test('the results form stands beside as a weak witness', () => {
  const doubtful = title({ scores: [{ ...cell('1'), task: '1', box: 0, place: 'table' }, { likelihoods: { 1: 0.5, 2: 0.5 }, corrected: false, boxPx: [0, 0, 1, 1], task: '2', box: 0, place: 'table' }], total: cell(''), mark: cell('') })
  const row = { code: '70012', variant: '1', scores: { 1: '1', 2: '2' }, total: '3', classNumber: null, journalMark: null }
  const confidenceOf = (resultsForms?: Parameters<typeof decideStack>[0]['resultsForms']) =>
    decideStack({ pages: [seen(doubtful, 1)], forms: [form], roster: ['70012'], resultsForms }).readings[0]?.scores?.[1]
  const told = confidenceOf(new Map([[form.id, { tasks: form.tasks, rows: [row], problems: [] }]]))
  expect(told?.value).toBe('2')
  expect(told?.confidence).toBeGreaterThan(confidenceOf()?.alternatives?.find(({ value }) => value === '2')?.confidence ?? confidenceOf()?.confidence ?? 1)
  expect(told?.status).toBe('review')
})
