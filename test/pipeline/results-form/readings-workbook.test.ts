import { expect, test } from 'vitest'
import type { DecidedStack } from '../../../pipeline/decide/decide-stack.ts'
import { formSchema } from '../../../pipeline/model/form.ts'
import type { PageReading } from '../../../pipeline/model/page-reading.ts'
import { readResultsSheets } from '../../../pipeline/results-form/read-results-form.ts'
import { readingsSheets } from '../../../pipeline/results-form/readings-workbook.ts'

const form = formSchema.parse({
  formVersion: 1, id: 'physics-7-2023', title: 'ВПР. Физика. 7 класс', subject: 'Физика', grade: 7, variants: ['1'],
  tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 2 }], pages: [{ number: 1, blank: { file: 'a.pdf', page: 1 }, fields: [] }],
})
const value = (text: string, status: 'read' | 'review' | 'empty' = 'read') => ({ value: text, confidence: 0.999, status })
const reading = (more: Partial<PageReading>): PageReading => ({ file: 'a.pdf', page: 1, status: 'read', reasons: [], form: form.id, formPage: 1, rotation: 0, skewDeg: 0, ...more })
const decided: DecidedStack = {
  readings: [
    reading({ code: value('70001'), variant: value('1'), total: value('2'), scores: [{ task: '1', box: 0, ...value('1') }, { task: '2', box: 0, ...value('1', 'review') }, { task: '2', box: 1, ...value('2') }] }),
    reading({ page: 2, status: 'unreadable', reasons: ['broken-file'], form: null, formPage: null }),
  ],
  works: [{ form: form.id, code: '70001', pages: [{ formPage: 1, index: 0 }], missing: [], duplicates: [] }], doubtful: [], foreign: [], blank: [], unreadable: [1],
}

test('what was read is written as a results form that can be read back, doubtful cells shaded, and all pages with their reasons in words', () => {
  const sheets = readingsSheets({ forms: [form], decided })
  const back = readResultsSheets({ sheets, form })
  expect(back.ok && back.value.rows).toEqual([{ code: '70001', variant: '1', scores: { 1: '1', 2: '1' }, total: '2', classNumber: null, journalMark: null }])
  expect(sheets[0]?.shades).toEqual([{ row: 2, column: 4, tone: 'doubtful' }])
  expect(sheets[1]?.rows.slice(1).map((row) => row.slice(0, 3))).toEqual([['a.pdf', 1, 'прочитана'], ['a.pdf', 2, 'не открылась']])
  expect(sheets[1]?.rows[2]?.at(-1)).toBe('файл повреждён и не открывается')
})
