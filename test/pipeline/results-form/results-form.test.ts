import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ResultsForm, ResultsRow } from '../../../pipeline/model/results-form.ts'
import { pointsOf } from '../../../pipeline/model/score.ts'
import { readResultsForm, readResultsSheets, type ResultsFormExpectation } from '../../../pipeline/results-form/read-results-form.ts'
import { resultsSheet, writeResultsForm } from '../../../pipeline/results-form/write-results-form.ts'
import type { CellValue } from '../../../pipeline/spreadsheet/sheet.ts'

const END = ['Порядковый номер класса', 'Отметка за предыдущий триместр/ четверть/полугодие', 'Итого баллов']
const read = (rows: readonly (readonly CellValue[])[], form?: ResultsFormExpectation, name = 'Протокол'): ResultsForm => {
  const result = readResultsSheets({ sheets: [{ name: 'Служебный', rows: [['школа', 17]] }, { name, rows }], form })
  if (!result.ok) throw new Error(result.reason)
  return result.value
}
const messages = (form: ResultsForm): string[] => form.problems.map(({ row, column, message }) => `${column}${row}: ${message}`)

test('a results form is read as schools fill it: numbers, letters of both alphabets, absent, no mark', () => {
  const form = read([
    ['Код участника', 'Вариант', '1 (1б)', '4K1 (3б)', '8(1) (2б)', ...END],
    [70001, 1, 1, 'Х', 'н/п', 1, 4, 1],
    ['70002', '2', '0', '-', 2, '1', 'нет отметки', '2'],
    [70003, 'отсутствовал', null, null, null, 1, null, null],
  ])
  expect(form.problems).toEqual([])
  expect(form.tasks).toEqual([{ id: '1', maxScore: 1 }, { id: '4K1', maxScore: 3 }, { id: '8(1)', maxScore: 2 }])
  expect(form.rows).toEqual([
    { code: '70001', variant: '1', scores: { 1: '1', '4K1': 'X', '8(1)': 'Н/П' }, total: '1', classNumber: '1', journalMark: '4' },
    { code: '70002', variant: '2', scores: { 1: '0', '4K1': 'X', '8(1)': '2' }, total: '2', classNumber: '1', journalMark: null },
    { code: '70003', variant: null, scores: {}, total: null, classNumber: '1', journalMark: null },
  ])
})

test.each(['8(1) (2б)', '8.1 (2б)', '8,1 (2 б)', '8.1(2б)'])('a column «%s» is the form\'s task 8(1), under the form\'s own id', (header) => {
  const form = read([['Код участника', 'Вариант', header, ...END], [70001, 1, 2, 1, 3, 2]], { tasks: [{ id: '8(1)', maxScore: 2 }] })
  expect(form.problems).toEqual([])
  expect(form.rows[0]?.scores).toEqual({ '8(1)': '2' })
})

test('individual results with titles above the header are read too', () => {
  const form = read([
    ['Индивидуальные результаты'], [], ['ОО', 'Муниципалитет', 'Название ОО', 'Код участника', 'Класс', 'Вариант', '1 (2б)', 'Первичный балл', 'Отметка', 'Отметка по журналу'],
    ['edu203389', 'г. N', 'школа', 70001, '7А', 2, 2, 2, 4, 5],
  ], undefined, 'Ф1')
  expect(form.rows).toEqual([{ code: '70001', variant: '2', scores: { 1: '2' }, total: '2', classNumber: '7А', journalMark: '5' }])
})

test('1,499 prefilled rows are no participants, with or without a code in them', () => {
  const prefilled = Array.from({ length: 1499 }, (_, i): CellValue[] => (i < 2 ? [40001 + i, 1, 1, 1, 3, 1] : [40001 + i, null, null, 1, null, 0]))
  const form = read([['Код участника', 'Вариант', '1 (1б)', ...END], ...prefilled])
  expect(form.rows.map((row) => row.code)).toEqual(['40001', '40002'])
  expect(form.problems).toEqual([])
})

test('every problem is named by row and column, and the rest of the row stays', () => {
  const form = read([
    ['Код участника', 'Вариант', '1 (1б)', '2 (2б)', ...END],
    [70001, 1, 2, 1, 1, 3, 3],
    [70002, 3, 1, '1,5', 1, 6, 1],
    [70001, 1, 1, 1, 1, 3, 2],
    [null, 1, 1, 1, 1, 3, 2],
    ['7O003', 1, 1, 1, 1, 3, 2],
    [7003, 1, 1, 1, 1, 3, 2],
    [70004, null, 1, 1, 1, 3, 3],
    [70005, 'отсутствовал', 1, null, 1, null, null],
    [70006, 1, null, 1, 1, null, 'много'],
  ], { tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 2 }], code: { digits: 5 }, variants: ['1', '2'] })
  expect(messages(form)).toEqual([
    'C2: Балл 2 за задание «1» больше максимального (1). Допустимы целые числа от 0 до 1, X или Н/П.',
    'D3: Балл «1,5» за задание «2» непонятен. Допустимы целые числа от 0 до 2, X или Н/П.',
    'F3: Отметка «6» непонятна: допустимы 2, 3, 4, 5 или «нет отметки».',
    'B3: Варианта «3» нет в бланке. Есть: 1, 2.',
    'A4: Код 70001 уже есть в строке 2: эта строка не учтена, исправьте код или удалите строку.',
    'A5: Есть вариант или баллы, но нет кода участника: строка не учтена, впишите код.',
    'A6: Код участника «7O003» — не число: строка не учтена, исправьте код.',
    'A7: В коде участника «7003» цифр 4, а должно быть 5: строка не учтена, исправьте код.',
    'B8: Вариант не указан: впишите номер варианта или «отсутствовал».',
    'G8: Сумма 3 не равна сложению баллов (2): проверьте баллы и сумму.',
    'C9: Участник отмечен отсутствовавшим, но по заданию «1» стоит «1»: исправьте вариант или уберите балл.',
    'C10: Балл за задание «1» не указан. Допустимы целые числа от 0 до 1, X или Н/П.',
    'G10: Сумма «много» — не целое число баллов: исправьте.',
  ])
  expect(form.problems.every((problem) => problem.sheet === 'Протокол')).toBe(true)
  expect(form.rows.map((row) => [row.code, row.scores])).toEqual([
    ['70001', { 2: '1' }], ['70002', { 1: '1' }], ['70004', { 1: '1', 2: '1' }], ['70005', {}], ['70006', { 2: '1' }],
  ])
})

test('missing, unknown, doubled and misspelt columns are named where they are mended', () => {
  const form = read([['Код участника', 'Вариант', '1 (2б)', '3 (1б)', '1(3б)', '4К1'], [70001, 1, 1, 1, 1, 1]],
    { tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 1 }] })
  expect(messages(form)).toEqual([
    'E1: Задание «1» уже есть в столбце C: второй столбец пропущен, удалите лишний.',
    'F1: Заголовок «4К1» не понят и столбец пропущен: задание пишется с баллом в скобках, например «4К1 (3б)».',
    'C1: Максимальный балл задания «1» — 2, а в бланке — 1. Считаем по бланку.',
    'C1: После этого столбца нет задания «2 (1б)»: добавьте столбец или проверьте, та ли это форма.',
    'D1: Задания «3» нет в бланке: столбец не учтён. Проверьте, та ли это форма.',
    'A1: Нет столбца «Итого баллов»: добавьте его, иначе эти сведения не с чем сверить.',
    'A1: Нет столбца «Порядковый номер класса»: добавьте его, иначе эти сведения не с чем сверить.',
  ])
  expect(form.rows[0]?.scores).toEqual({ 1: '1' })
})

test('a book without participants or without tasks is refused with its reason', () => {
  expect(readResultsSheets({ sheets: [{ name: 'Протокол', rows: [['ФИО', 'Балл']] }] })).toEqual({ ok: false, reason: 'no-code-column' })
  expect(readResultsSheets({ sheets: [{ name: 'Протокол', rows: [['Код участника', 'Вариант']] }] })).toEqual({ ok: false, reason: 'no-task-columns' })
})

test('what is exported is read back the same, through the file', async () => {
  const tasks = [{ id: '1', maxScore: 1 }, { id: '4К1', maxScore: 3 }, { id: '8(1)', maxScore: 12 }]
  const present = fc.record({
    variant: fc.constantFrom('1', '2', '10'), classNumber: fc.option(fc.constantFrom('1', '7А')), journalMark: fc.option(fc.constantFrom('2', '3', '4', '5')),
    scores: fc.record({ 1: fc.constantFrom('0', '1', 'X'), '4К1': fc.constantFrom('0', '3', 'Н/П'), '8(1)': fc.constantFrom('12', 'X') }),
  }).map((row) => ({ ...row, total: String(Object.values(row.scores).reduce((sum, score) => sum + (pointsOf(score) ?? 0), 0)) }))
  const absent = fc.constant({ variant: null, classNumber: '2', journalMark: null, scores: {}, total: null })
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof({ weight: 5, arbitrary: present }, absent), { maxLength: 20 }), async (values) => {
    const rows: ResultsRow[] = values.map((value, i) => ({ code: String(70001 + i), ...value }))
    const result = await readResultsForm({ bytes: await writeResultsForm({ tasks, rows }), form: { tasks } })
    expect(result).toEqual({ ok: true, value: { tasks, rows, problems: [] } })
  }), { numRuns: 15 })
})

test('the exported header is the one that schools send', () => {
  expect(resultsSheet({ tasks: [{ id: '1', maxScore: 5 }, { id: '4К1', maxScore: 3 }], rows: [] }).rows[0]).toEqual([
    'Код участника', 'Вариант', '1 (5б)', '4К1 (3б)', 'Порядковый номер класса', 'Отметка за предыдущий триместр/ четверть/полугодие', 'Итого баллов',
  ])
})
