import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CellValue } from '../../../pipeline/spreadsheet/sheet.ts'
import { readWorkbook, writeWorkbook } from '../../../pipeline/spreadsheet/workbook.ts'
import { registerReconcile } from '../../../workers/commands/reconcile.ts'

const FORM = {
  formVersion: 1, id: 'physics-7', title: 'ВПР. Физика. 7 класс', subject: 'Физика', grade: 7, variants: ['1', '2'],
  tasks: [{ id: '1', maxScore: 1 }, { id: '2', maxScore: 2 }, { id: '8(1)', maxScore: 3 }], markBorders: { 3: 2, 4: 4, 5: 6 },
  pages: [{ number: 1, blank: { file: 'physics-7.pdf', page: 1 }, fields: [{ kind: 'header', box: [15, 8, 110, 14] }, { kind: 'code', box: [150, 8, 45, 12] }] }],
}
const HEADER = ['Код участника', 'Вариант', '1 (1б)', '2 (2б)', '8.1 (3б)', 'Порядковый номер класса', 'Итого баллов']
const ROWS: CellValue[][] = [
  [70001, 1, 1, 2, 3, 1, 6], [70002, 2, 1, 1, 'X', 1, 2], [70003, 1, 0, 2, 2, 2, 5], [70004, 2, 1, 2, 1, 2, 4], [70005, 1, 1, '', 0, 2, 1], [70006, 1, 1, 1, 1, 2, 3],
]
const recheck = (rows: readonly string[]): string => `work,expert,task,score\n${rows.join('\n')}\n`
const all = (work: string, expert: string, scores: readonly string[]): string[] => ['1', '2', '8.1'].map((task, i) => `${work},${expert},${task},${scores[i]}`)
const RECHECK = recheck([
  ...all('70001', 'E1', ['1', '2', '3']), ...all('70001', 'E2', ['1', '2', '3']),
  ...all('70002', 'E1', ['1', '1', '0']), ...all('70002', 'E2', ['1', '1', 'X']),
  ...all('70003', 'E1', ['0', '1', '2']), ...all('70003', 'E2', ['0', '1', '1']),
  ...all('70004', 'E1', ['1', '2', '0']), ...all('70004', 'E2', ['1', '2', '3']), '70004,E3,8.1,1',
])

let folder = ''
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'sverka-reconcile-')) })
afterEach(async () => { await rm(folder, { recursive: true }); process.exitCode = undefined; vi.restoreAllMocks() })

async function reconcile(table: string, form: unknown = FORM): Promise<{ said: string; code: number; sheets: Map<string, readonly (readonly CellValue[])[]>; bytes: Buffer | null }> {
  const path = (name: string): string => join(folder, name)
  await writeFile(path('form.json'), JSON.stringify(form))
  await writeFile(path('original.xlsx'), await writeWorkbook([{ name: 'Протокол', rows: [HEADER, ...ROWS] }]))
  await writeFile(path('recheck.csv'), table)
  let said = ''
  vi.spyOn(console, 'error').mockImplementation((text) => { said += `${String(text)}\n` })
  process.exitCode = undefined
  const program = new Command().exitOverride()
  registerReconcile(program)
  await program.parseAsync(['reconcile', '--original', path('original.xlsx'), '--recheck', path('recheck.csv'), '--form', path('form.json'), '-o', path('out.xlsx')], { from: 'user' })
  const bytes = await readFile(path('out.xlsx')).catch(() => null)
  const book = bytes ? await readWorkbook(bytes) : null
  return { said, code: Number(process.exitCode ?? 0), bytes, sheets: new Map(book?.ok ? book.value.map((sheet) => [sheet.name, sheet.rows]) : []) }
}

describe('sverka reconcile', () => {
  test('writes a row a work: each score beside the recheck’s, sums, marks, causes', async () => {
    const { sheets, said } = await reconcile(RECHECK)
    expect([...sheets.keys()]).toEqual(['Сравнение', 'Сводка', 'Статистика'])
    expect(sheets.get('Сравнение')).toEqual([
      ['№ п/п', 'Код участника', 'Вариант', '1 (1б) ОО', '1 (1б) перепроверка', '2 (2б) ОО', '2 (2б) перепроверка', '8(1) (3б) ОО', '8(1) (3б) перепроверка',
        'Сумма ОО', 'Сумма перепроверки', 'Разность', 'Отметка ОО', 'Отметка перепроверки', 'Отметка изменилась', 'Причины', 'Примечание'],
      [1, '70001', '1', 1, 1, 2, 2, 3, 3, 6, 6, 0, 5, 5, 'нет'],
      [2, '70002', '2', 1, 1, 1, 1, 'X', 0, 2, 2, 0, 3, 3, 'нет'],
      [3, '70003', '1', 0, 0, 2, 1, 2, 2, 5, 3, 2, 4, 3, 'да', 'различие в оценивании; ошибка при сложении баллов', 'сумма в форме 5, по баллам 4'],
      [4, '70004', '2', 1, 1, 2, 2, 1, 1, 4, 4, 0, 4, 4, 'нет', null, 'третий эксперт: задание 8(1)'],
    ])
    expect(said).toContain('Перепроверено 4: без расхождений 3, завышено 1, занижено 0')
  })

  test('sums up in works, with what it allows to say about the rest', async () => {
    const { sheets } = await reconcile(RECHECK)
    const summary = new Map(sheets.get('Сводка')?.map((row) => [row[0], row.slice(1)]))
    expect(summary.get('Работ в форме сбора результатов')).toEqual([6])
    expect(summary.get('Перепроверено')).toEqual([4, 100])
    expect(summary.get('Без расхождений')).toEqual([3, 75])
    expect(summary.get('Отметка изменилась')).toEqual([1, 25])
    expect(summary.get('Средняя сумма ОО')).toEqual([4.25])
    expect([...summary.keys()].some((key) => String(key).startsWith('При 1 работах с расхождениями из 4 проверенных доля таких работ среди всех 6 может достигать'))).toBe(true)
  })

  test('tells agreement and bias with n, and a dash where a coefficient is undefined', async () => {
    const { sheets } = await reconcile(RECHECK)
    const [header, ...rows] = sheets.get('Статистика') ?? []
    const row = (title: string): Map<CellValue, CellValue> => new Map(rows.find((cells) => cells[0] === title)?.map((cell, i) => [header?.[i] ?? '', cell]))
    expect(row('1').get('n')).toBe(4)
    expect(row('1').get('Совпали, %')).toBe(100)
    expect(row('2').get('Смещение')).toBe(0.25)
    expect(row('2').get('Завышено')).toBe(1)
    expect(row('2').get('p (Уилкоксон)')).toBe(1)
    expect(row('Сумма').get('Смещение')).toBe(0.5)
    expect(row('Отметка').get('Макс. балл')).toBe(5)
    const { sheets: one } = await reconcile(recheck(all('70001', 'E1', ['1', '2', '3'])))
    const only = new Map(one.get('Статистика')?.[1]?.map((cell, i) => [header?.[i] ?? '', cell]))
    expect([only.get('n'), only.get('Совпали, %'), only.get('κ'), only.get('ICC(2,1)'), only.get('Смещение от')]).toEqual([1, 100, '—', '—', '—'])
  })

  test('the same tables give the same bytes', async () => {
    expect((await reconcile(RECHECK)).bytes).toEqual((await reconcile(RECHECK)).bytes)
  })

  test('what needs a person is listed and ends with 1; nothing missing counts as agreement', async () => {
    const { said, code, sheets } = await reconcile(recheck([
      ...all('70005', 'E1', ['1', '2', '0']), ...all('70006', 'E1', ['1', '1', '3']), ...all('70006', 'E2', ['1', '1', '1']),
      ...all('70001', 'E1', ['1', '2', '']), '70099,E1,1,1', '70001,E1,9,1', '70001,E1,1,0', '70002,E1,1,5', ',E1,1,1',
    ]))
    expect(code).toBe(1)
    for (const words of [
      'recheck.csv, строка 15: задания «9» нет в форме', 'recheck.csv, строка 16: эксперт E1 уже поставил балл за задание 1', 'recheck.csv, строка 17: балл «5» не подходит: за задание 1 ставят от 0 до 1',
      'recheck.csv, строка 18: не указана работа', 'Работы 70099 нет в форме сбора результатов', 'Работа 70006: эксперты расходятся, нужен третий (задания 8(1)).',
      'Работа 70001: эксперт не оценил задания 8(1).', 'Работа 70005: в форме нет баллов за задания 2.', 'нельзя сравнить 3',
    ]) expect(said).toContain(words)
    const contested = sheets.get('Сравнение')?.find((row) => row[1] === '70006')
    expect(contested?.slice(7, 12)).toEqual([1, null, 3, null, null])
    expect(contested?.at(-1)).toBe('нужен третий эксперт: задание 8(1)')
  })

  test('files that cannot be used: says which and why, writes nothing, ends with 2', async () => {
    const noColumns = await reconcile('a,b\n1,2\n')
    expect(noColumns).toMatchObject({ code: 2, bytes: null })
    expect(noColumns.said).toContain('recheck.csv: в первой строке нет столбцов: work, expert, task, score')
    const noForm = await reconcile(RECHECK, { ...FORM, tasks: [] })
    expect(noForm).toMatchObject({ code: 2, bytes: null })
    expect(noForm.said).toContain('form.json')
  })
})
