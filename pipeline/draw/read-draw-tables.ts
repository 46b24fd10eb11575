import { ok, refuse, type Result } from '../model/result.ts'
import type { DrawExpert, DrawWork } from '../model/work.ts'
import type { CellValue } from '../spreadsheet/sheet.ts'

/** A row that cannot be used, in words for the person who made the table. `row` counts from 1, the header is row 1. */
export interface RowProblem { readonly row: number; readonly message: string }

/** What a table gives: the rows that can be used, and all that is wrong with the others. */
export interface ReadTable<Item> { readonly items: readonly Item[]; readonly problems: readonly RowProblem[] }

type Rows = readonly (readonly CellValue[])[]

/** Works of a draw: columns `work,school,subject,grade` and optionally `class`. Refuses with the names of missing columns. */
export function readWorksTable(rows: Rows): Result<ReadTable<DrawWork>, readonly string[]> {
  return readTable<DrawWork>(rows, ['work', 'school', 'subject', 'grade'], (cell, report) => {
    const [id, school, subject, grade] = [cell('work'), cell('school'), cell('subject'), wholeNumber(cell('grade'))]
    if (id === '') report('не указан шифр работы (столбец work)')
    if (school === '') report('не указана школа (столбец school)')
    if (subject === '') report('не указан предмет (столбец subject)')
    if (grade === null || grade < 1 || grade > 11) report(`класс «${cell('grade')}» — не целое число от 1 до 11 (столбец grade)`)
    return { id, school, subject, grade: grade ?? 0, ...cell('class') === '' ? {} : { class: cell('class') } }
  })
}

/**
 * Experts of a draw: columns `expert,school,subjects,years` and optionally `cap,otherSchools,conflicts`; lists inside a cell are
 * separated by `;`. Refuses with the names of missing columns.
 */
export function readExpertsTable(rows: Rows): Result<ReadTable<DrawExpert>, readonly string[]> {
  return readTable<DrawExpert>(rows, ['expert', 'school', 'subjects', 'years'], (cell, report) => {
    const [id, school, subjects, years] = [cell('expert'), cell('school'), list(cell('subjects')), wholeNumber(cell('years'))]
    const cap = cell('cap') === '' ? undefined : wholeNumber(cell('cap'))
    if (id === '') report('не указан эксперт (столбец expert)')
    if (school === '') report('не указана школа эксперта (столбец school)')
    if (subjects.length === 0) report('не указан ни один предмет (столбец subjects)')
    if (years === null) report(`стаж «${cell('years')}» — не целое число лет (столбец years)`)
    if (cap === null) report(`предел нагрузки «${cell('cap')}» — не целое число работ (столбец cap)`)
    return {
      id, school, subjects, years: years ?? 0, otherSchools: list(cell('otherSchools')), conflicts: list(cell('conflicts')),
      ...cap === undefined || cap === null ? {} : { cap },
    }
  })
}

/** Conflicts that name neither a school nor an expert of these tables: perhaps a slip of the pen, and then a conflict that nobody heeds. */
export function findUnknownConflicts(works: readonly DrawWork[], experts: readonly DrawExpert[]): readonly { expert: string; name: string }[] {
  const known = new Set([...works.map((work) => work.school), ...experts.flatMap((expert) => [expert.id, expert.school, ...expert.otherSchools])])
  return experts.flatMap((expert) => expert.conflicts.filter((name) => !known.has(name)).map((name) => ({ expert: expert.id, name })))
}

type Cell = (column: string) => string

function readTable<Item extends { readonly id: string }>(
  rows: Rows, needed: readonly string[], readRow: (cell: Cell, report: (message: string) => void) => Item,
): Result<ReadTable<Item>, readonly string[]> {
  const header = (rows[0] ?? []).map((cell) => columnOf(textOf(cell)))
  const missing = needed.filter((column) => !header.includes(column))
  if (missing.length > 0) return refuse(missing)
  const items: Item[] = []
  const problems: RowProblem[] = []
  const rowOf = new Map<string, number>()
  rows.slice(1).forEach((cells, index) => {
    const row = index + 2
    if (cells.every((cell) => textOf(cell) === '')) return
    const messages: string[] = []
    const item = readRow((column) => textOf(cells[header.indexOf(column)]), (message) => messages.push(message))
    const earlier = rowOf.get(item.id)
    if (item.id !== '' && earlier !== undefined) messages.push(`«${item.id}» уже есть в строке ${earlier}`)
    if (messages.length === 0) items.push(item)
    else problems.push({ row, message: `${messages.join('; ')}. Строка не учтена: исправьте её.` })
    if (!rowOf.has(item.id)) rowOf.set(item.id, row)
  })
  return ok({ items, problems })
}

/** The columns' names and what people call them. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  work: ['шифр работы', 'работа'], school: ['школа', 'оо'], subject: ['предмет'], grade: ['параллель', 'класс'], class: ['порядковый номер класса'],
  expert: ['эксперт'], subjects: ['предметы'], years: ['стаж'], cap: ['предел нагрузки'],
  otherSchools: ['другие школы', 'совместительство'], conflicts: ['конфликты интересов', 'конфликты'],
}
const columnOf = (title: string): string | undefined => Object.entries(COLUMNS)
  .find(([column, names]) => column.toLowerCase() === title.toLowerCase() || names.includes(title.toLowerCase()))?.[0]

/** Cells are compared as texts: one space between words, letters in their composed form. */
const textOf = (cell: CellValue | undefined): string => String(cell ?? '').normalize('NFC').replace(/\s+/g, ' ').trim()
const list = (text: string): string[] => [...new Set(text.split(';').map((part) => part.trim()).filter((part) => part !== ''))]
const wholeNumber = (text: string): number | null => (/^\d{1,6}$/.test(text) ? Number(text) : null)
