import type { Form } from '../model/form.ts'
import { ok, refuse, type Result } from '../model/result.ts'
import type { ResultsForm, ResultsRow, TableProblem } from '../model/results-form.ts'
import { SCHOOL_TABLE_LIMITS } from '../spreadsheet/check-archive.ts'
import { openSheets } from '../spreadsheet/open-sheets.ts'
import { columnLetters, TABLE_REFUSALS, type Sheet } from '../spreadsheet/sheet.ts'
import { findColumns, type FormColumns } from './find-columns.ts'
import { matchTasks, type MatchedTask } from './match-tasks.ts'
import { readRow, type RowProblem } from './read-row.ts'

/** Why a file is no results form, with what to tell the person who sent it. */
export const RESULTS_FORM_REFUSALS = {
  ...TABLE_REFUSALS,
  'no-code-column': 'В книге нет листа со столбцом «Код участника». Пришлите форму сбора результатов с листом «Протокол».',
  'no-task-columns': 'В форме нет ни одного столбца задания. Заголовки заданий пишутся так: «1 (2б)», «4К1 (3б)».',
} as const
export type ResultsFormRefusal = keyof typeof RESULTS_FORM_REFUSALS

export interface ResultsFormExpectation extends Pick<Form, 'tasks'> {
  readonly code?: Form['code'] | undefined
  readonly variants?: readonly string[] | undefined
}

/**
 * A school's results form out of its xlsx bytes, or the CSV that was made of it: sheet `Протокол`, else the first sheet with a column «Код участника».
 * With `form`, columns are matched to its tasks and take its ids and order; without, the header decides. Everything that cannot be
 * used is in `problems` by sheet, row and column; such a value is left out of its row, the rest of the row stays.
 */
export async function readResultsForm(
  { bytes, form }: { readonly bytes: Uint8Array; readonly form?: ResultsFormExpectation | undefined },
): Promise<Result<ResultsForm, ResultsFormRefusal>> {
  const workbook = await openSheets(bytes, SCHOOL_TABLE_LIMITS)
  return workbook.ok ? readResultsSheets({ sheets: workbook.value, form }) : workbook
}

/** As `readResultsForm`, from sheets that are open already. */
export function readResultsSheets(
  { sheets, form }: { readonly sheets: readonly Sheet[]; readonly form?: ResultsFormExpectation | undefined },
): Result<ResultsForm, ResultsFormRefusal> {
  const found = findResultsSheet(sheets)
  if (!found) return refuse('no-code-column')
  const { sheet, columns } = found
  const place = (row: number, at: number, message: string): TableProblem =>
    ({ sheet: sheet.name, row: row + 1, column: columnLetters(at + 1), message })
  const matched = matchTasks({ columns, tasks: form?.tasks })
  if (matched.tasks.every((task) => task.at === null)) return refuse('no-task-columns')
  const problems = [...columns.problems, ...matched.problems, ...missingColumns(columns)]
    .map(({ at, message }) => place(columns.headerRow, at, message))
  const rows = readRows({ sheet, columns, tasks: matched.tasks, form, report: (row, { at, message }) => problems.push(place(row, at, message)) })
  problems.push(...hiddenPlaces({ sheet, columns, tasks: matched.tasks }).map(({ row, at, message }) => place(row, at, message)), ...otherSheets(sheets, sheet))
  return ok({ tasks: matched.tasks.map(({ id, maxScore }) => ({ id, maxScore })), rows, problems })
}

/** The sheet that holds the participants and its columns; null when no sheet has a column «Код участника». */
export function findResultsSheet(sheets: readonly Sheet[]): { readonly sheet: Sheet; readonly columns: FormColumns } | null {
  const candidates = sheets.flatMap((sheet) => {
    const columns = findColumns(sheet)
    return columns ? [{ sheet, columns }] : []
  })
  return candidates.find(({ sheet }) => /^протокол$/i.test(sheet.name.trim())) ?? candidates[0] ?? null
}

/** What counts though whoever looks at the table does not see it: one problem for the rows, one for each column. */
function hiddenPlaces({ sheet: { rows, hidden }, columns, tasks }: { sheet: Sheet; columns: FormColumns; tasks: readonly MatchedTask[] }): readonly (RowProblem & { readonly row: number })[] {
  const inUse = [...hidden?.rows ?? []].filter((r) => r > columns.headerRow && readRow({ cells: rows[r] ?? [], columns, tasks }) !== null).sort((a, b) => a - b)
  const used = [columns.code, columns.variant, columns.classNumber, columns.total, ...tasks.map((task) => task.at)].filter((at) => at !== undefined && at !== null && hidden?.columns.has(at) === true)
  const named = inUse.slice(0, 8).map((r) => r + 1).join(', ')
  return [
    ...(inUse.length === 0 ? [] : [{ row: inUse[0]!, at: columns.code, message: `Скрытых строк с участниками: ${inUse.length} (${named}${inUse.length > 8 ? '…' : ''}). Они учтены: покажите их в Excel (снимите фильтр) и проверьте, а лишние удалите.` }]),
    ...used.map((at) => ({ row: columns.headerRow, at: at!, message: 'Столбец скрыт, но учтён: покажите его в Excel и проверьте.' })),
  ]
}

/** Participants on further sheets would be lost without a word: a form is one sheet. */
const otherSheets = (sheets: readonly Sheet[], chosen: Sheet): readonly TableProblem[] => sheets.flatMap((sheet) => {
  const columns = sheet === chosen ? null : findColumns(sheet)
  if (!columns || columns.tasks.length === 0 || !sheet.rows.slice(columns.headerRow + 1).some((cells) => readRow({ cells, columns, tasks: columns.tasks }) !== null)) return []
  return [{ sheet: sheet.name, row: columns.headerRow + 1, column: columnLetters(columns.code + 1), message: `На этом листе тоже есть участники, но учтён только лист «${chosen.name}»: перенесите их туда и отправьте форму ещё раз.` }]
})

function readRows({ sheet, columns, tasks, form, report }: {
  sheet: Sheet; columns: FormColumns; tasks: readonly MatchedTask[]; form: ResultsFormExpectation | undefined; report: (row: number, problem: RowProblem) => void
}): ResultsRow[] {
  const rows: ResultsRow[] = []
  const rowOfCode = new Map<string, number>()
  for (let r = columns.headerRow + 1; r < sheet.rows.length; r++) {
    const read = readRow({ cells: sheet.rows[r] ?? [], columns, tasks, form })
    if (!read) continue
    for (const problem of read.problems) report(r, problem)
    if (!read.row) continue
    const earlier = rowOfCode.get(read.row.code)
    if (earlier === undefined) rows.push(read.row)
    else report(r, { at: columns.code, message: `Код ${read.row.code} уже есть в строке ${earlier + 1}: эта строка не учтена, исправьте код или удалите строку.` })
    rowOfCode.set(read.row.code, earlier ?? r)
  }
  return rows
}

const missingColumns = (columns: FormColumns): readonly RowProblem[] => ([
  ['variant', 'Вариант'], ['total', 'Итого баллов'], ['classNumber', 'Порядковый номер класса'],
] as const).filter(([name]) => columns[name] === undefined)
  .map(([, title]) => ({ at: columns.code, message: `Нет столбца «${title}»: добавьте его, иначе эти сведения не с чем сверить.` }))

