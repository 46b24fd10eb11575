import { expect, test } from 'vitest'
import type { ResultsForm } from '../../../pipeline/model/results-form.ts'
import { readResultsForm, readResultsSheets, RESULTS_FORM_REFUSALS, type ResultsFormExpectation } from '../../../pipeline/results-form/read-results-form.ts'
import type { CellValue, Sheet } from '../../../pipeline/spreadsheet/sheet.ts'
import { zipOf as zip } from '../intake/zip-of.ts'

const zipOf = (files: readonly (readonly [name: string, content: Uint8Array])[]): Uint8Array => zip(files.map(([name, content]) => ({ name, content })))

const TASKS = [{ id: '1', maxScore: 1 }, { id: '4К1', maxScore: 3 }, { id: '8(1)', maxScore: 2 }]
const FORM: ResultsFormExpectation = { tasks: TASKS, code: { digits: 5 }, variants: ['1', '2'] }
const HEADER = ['Код участника', 'Вариант', '1 (1б)', '4К1 (3б)', '8(1) (2б)', 'Порядковый номер класса', 'Отметка за предыдущий триместр/ четверть/полугодие', 'Итого баллов']
const ROW = [70001, 1, 1, 2, 2, 1, 4, 5]
const READ = { code: '70001', variant: '1', scores: { '1': '1', '4К1': '2', '8(1)': '2' }, total: '5', classNumber: '1', journalMark: '4' }

function read(sheets: readonly Sheet[]): ResultsForm {
  const result = readResultsSheets({ sheets, form: FORM })
  if (!result.ok) throw new Error(result.reason)
  return result.value
}
const one = (rows: readonly (readonly CellValue[])[]): ResultsForm => read([{ name: 'Протокол', rows }])
const problems = (form: ResultsForm): string[] => form.problems.map(({ sheet, row, column, message }) => `${sheet} ${column}${row}: ${message}`)

test.each([
  ['№ and Задание before the number', ['№1 (1б)', 'Задание 4К1 (3б)', 'Задание 8(1) (2б)']],
  ['points in full words', ['1 (1 балл)', '4К1 (3 балла)', '8(1) (2 балла)']],
  ['spaces and full stops', [' 1. (1 б.)', '4 К1 (3б)', '8 (1) (2б)']],
  ['points and commas for brackets', ['1 (1б)', '4К1 (3б)', '8,1 (2б)']],
  ['the other alphabet', ['1 (1b)', '4K1 (3b)', '8.1 (2b)']],
  ['line ends inside of the cell', ['1\n(1б)', '4К1\r\n(3б)', '8(1)\u00a0(2б)']],
])('task headers with %s are the form’s tasks', (_, tasks) => {
  const form = one([[HEADER[0]!, HEADER[1]!, ...tasks, ...HEADER.slice(5)], ROW])
  expect(problems(form)).toEqual([])
  expect(form.rows).toEqual([READ])
})

test('names typed with the other alphabet’s letters, capitals, stars and spaces are the same names', () => {
  const form = one([['КOД  УЧАСТНИКА*', 'Вapиaнт ', ...HEADER.slice(2, 5), 'KЛACC', 'Oтметкa по журналу', 'Cумма первичных баллов'], ROW])
  expect(problems(form)).toEqual([])
  expect(form.rows).toEqual([READ])
})

test('a header over two rows, with «Задания» merged over the tasks, under merged titles', () => {
  const form = one([
    ['Форма сбора результатов ВПР', null, null], [], ['Код участника', 'Вариант', 'Задания', null, null, 'Класс', 'Отметка по журналу', 'Итого'],
    [null, null, '1 (1б)', '4К1 (3б)', '8(1) (2б)', null, null, null], ROW, [70002, 1, 7, 0, 0, 1, 3, 0],
  ])
  expect(form.rows[0]).toEqual(READ)
  expect(problems(form)).toEqual(['Протокол C6: Балл 7 за задание «1» больше максимального (1). Допустимы целые числа от 0 до 1, X или Н/П.'])
})

test('numbers kept as text, with spaces before and behind, are numbers', () => {
  expect(one([HEADER, [' 70001', '1 ', '1\u00a0', ' 2', '2', '1', '4 ', ' 5']]).rows).toEqual([READ])
})

test.each([['Вариант 1'], ['1 вариант'], ['№ 1'], ['1.0']])('a variant written as «%s» is variant 1', (variant) => {
  const form = one([HEADER, [70001, variant, ...ROW.slice(2)]])
  expect([form.rows, problems(form)]).toEqual([[READ], []])
})

test('whoever was not there in other words is one problem, and what to write instead is said', () => {
  expect(problems(one([HEADER, [70001, 'болел', null, null, null, 1, null, null]]))).toEqual(['Протокол B2: Варианта «болел» нет в бланке. Есть: 1, 2. Если участник не писал работу, поставьте «отсутствовал».'])
  expect(one([HEADER, [70001, 'Oтсутствовaл', null, null, null, 1, null, null]]).problems).toEqual([])
})

test('participants on a second sheet are said not to count', () => {
  const form = read([{ name: '7А', rows: [HEADER, ROW] }, { name: '7Б', rows: [HEADER, [70002, ...ROW.slice(1)]] }, { name: 'Образец', rows: [HEADER] }])
  expect(form.rows).toEqual([READ])
  expect(problems(form)).toEqual(['7Б A1: На этом листе тоже есть участники, но учтён только лист «7А»: перенесите их туда и отправьте форму ещё раз.'])
})

test('a footer below the participants is named, not taken for one', () => {
  expect(problems(one([HEADER, ROW, [], ['Итого:', null, 1, 2, 2], ['Директор'], [null, null, null, null, null, null, 'подпись']]))).toEqual([
    'Протокол A4: Код участника «Итого:» — не число: строка не учтена, исправьте код.',
  ])
})

test('of a real book hidden rows and columns are counted and named, formulas count as what they came to, an error of Excel is shown', async () => {
  const cell = (at: string, value: CellValue, formula = ''): string => (typeof value === 'string' ? `<c r="${at}" t="${value.startsWith('#') ? 'e' : 'str'}">${formula}<v>${value}</v></c>` : value === null ? '' : `<c r="${at}">${formula}<v>${value}</v></c>`)
  const row = (n: number, values: readonly CellValue[], about = '', formula = ''): string => `<row r="${n}" ${about}>${values.map((value, i) => cell(`${'ABCDEFGH'[i]}${n}`, value, i === 7 ? formula : '')).join('')}</row>`
  const bytes = bookOf(`<cols><col min="6" max="6" width="9" hidden="1"/></cols><sheetData>${[
    row(1, ['Форма сбора результатов']), row(2, HEADER), row(3, ROW, '', '<f>SUM(C3:E3)</f>'), row(4, [70002, 2, 0, 0, 0, 1, 3, 0], 'hidden="1"'), row(5, [70003, 2, 0, 0, 0, 1, 3, '#REF!'], '', '<f>SUM(#REF!)</f>'),
    row(6, [null, null, null, null, null, null, null, 0], 'hidden="1"'),
  ].join('')}</sheetData><mergeCells count="1"><mergeCell ref="A1:H1"/></mergeCells>`)
  const form = await readResultsForm({ bytes, form: FORM })
  if (!form.ok) throw new Error(form.reason)
  expect(form.value.rows.map(({ code, total }) => [code, total])).toEqual([['70001', '5'], ['70002', '0'], ['70003', null]])
  expect(problems(form.value)).toEqual([
    'Протокол H5: Сумма «#REF!» — не целое число баллов: исправьте.',
    'Протокол A4: Скрытых строк с участниками: 1 (4). Они учтены: покажите их в Excel (снимите фильтр) и проверьте, а лишние удалите.',
    'Протокол F2: Столбец скрыт, но учтён: покажите его в Excel и проверьте.',
  ])
})

test.each([
  ['semicolons, Windows-1251', ';', (text: string) => Uint8Array.from(text, (letter) => encode1251(letter))],
  ['tabs, UTF-16', '\t', (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
  ['commas, UTF-8 with its mark', ',', (text: string) => Buffer.from(`\ufeff${text}`)],
])('the same table saved as CSV with %s is read, its problems by row and column', async (_, separator, encode) => {
  const rows = [['Форма сбора результатов'], HEADER, ROW, [70002, 1, 5, 0, 0, 1, 3, 5]]
  const bytes = encode(rows.map((row) => row.map((cell) => (String(cell).includes(separator) ? `"${cell}"` : cell)).join(separator)).join('\r\n'))
  const form = await readResultsForm({ bytes, form: FORM })
  if (!form.ok) throw new Error(form.reason)
  expect(form.value.rows[0]).toEqual(READ)
  expect(problems(form.value)).toEqual(['CSV C4: Балл 5 за задание «1» больше максимального (1). Допустимы целые числа от 0 до 1, X или Н/П.'])
})

test.each([
  ['an old .xls renamed to .xlsx', Buffer.from('d0cf11e0a1b11ae1'.padEnd(200, '0'), 'hex'), /сохранён в старом формате \.xls/],
  ['a page of the web called .xls', Buffer.from('<html><table><tr><td>Код участника</td></tr></table></html>'), /не является книгой Excel/],
  ['a binary book (.xlsb)', zipOf([['[Content_Types].xml', Buffer.from('<Types/>')], ['xl/workbook.bin', Buffer.from('x')]]), /не является книгой Excel/],
  ['an OpenDocument table (.ods)', zipOf([['mimetype', Buffer.from('application/vnd.oasis.opendocument.spreadsheet')], ['content.xml', Buffer.from('<x/>')]]), /не является книгой Excel/],
  ['a PDF', Buffer.from('%PDF-1.4\nКод участника'), /не является книгой Excel/],
  ['an empty file', Buffer.alloc(0), /не является книгой Excel/],
  ['some letter', Buffer.from('Уважаемые коллеги, высылаем форму'), /нет листа со столбцом «Код участника»/],
])('%s is refused in words that say what to do', async (_, bytes, words) => {
  const form = await readResultsForm({ bytes, form: FORM })
  expect(form.ok ? 'read' : RESULTS_FORM_REFUSALS[form.reason]).toMatch(words)
})

const encode1251 = (letter: string): number => {
  const code = letter.codePointAt(0)!
  return code < 0x80 ? code : code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : letter === '№' ? 0xb9 : 0x3f
}

const bookOf = (sheet: string): Uint8Array => zipOf([
  ['[Content_Types].xml', Buffer.from('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')],
  ['_rels/.rels', Buffer.from('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')],
  ['xl/_rels/workbook.xml.rels', Buffer.from('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')],
  ['xl/workbook.xml', Buffer.from('<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Протокол" sheetId="1" r:id="r1"/></sheets></workbook>')],
  ['xl/worksheets/sheet1.xml', Buffer.from(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${sheet}</worksheet>`)],
])
