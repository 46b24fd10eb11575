import { expect, test } from 'vitest'
import { readRoster } from '../../../pipeline/results-form/read-roster.ts'
import { writeResultsForm } from '../../../pipeline/results-form/write-results-form.ts'
import { writeWorkbook } from '../../../pipeline/spreadsheet/workbook.ts'

const roster = (codes: string[], skippedLines: number[] = []): object => ({ ok: true, value: { codes, skippedLines } })
const row = { variant: '1', scores: { 1: '1' }, total: '1', classNumber: '1', journalMark: null }

test('a list is one code a line; doubles count once, other lines are named', async () => {
  expect(await readRoster({ bytes: Buffer.from('70001\r\n70002\r\n\r\n70001\r\nитого 2\r\n') })).toEqual(roster(['70001', '70002'], [5]))
})

test('a CSV with a column of codes is read by that column', async () => {
  expect(await readRoster({ bytes: Buffer.from('\uFEFFКласс;Код участника\n7А;70001\n7А;70002\n') })).toEqual(roster(['70001', '70002']))
})

test('a results form gives the codes of rows in use, absent participants too', async () => {
  const bytes = await writeResultsForm({ tasks: [{ id: '1', maxScore: 1 }], rows: [
    { code: '70001', ...row }, { code: '70002', ...row, variant: null, scores: {}, total: null }, { code: '70003', ...row, variant: '', scores: {}, total: '0' },
  ] })
  expect(await readRoster({ bytes })).toEqual(roster(['70001', '70002']))
})

test('a results form that nobody has filled yet gives its prefilled codes', async () => {
  const bytes = await writeWorkbook([{ name: 'Протокол', rows: [['Код участника', 'Вариант', '1 (1б)'], [70001], [70002]] }])
  expect(await readRoster({ bytes })).toEqual(roster(['70001', '70002']))
})

test('a sheet without any header is read by its first column', async () => {
  expect(await readRoster({ bytes: await writeWorkbook([{ name: 'Лист1', rows: [[70001], ['70002']] }]) })).toEqual(roster(['70001', '70002']))
})

test.each([['an empty file', ''], ['a list of words', 'раз\nдва\n']])('%s holds no codes', async (_, text) => {
  expect(await readRoster({ bytes: Buffer.from(text) })).toEqual({ ok: false, reason: 'no-codes' })
})
