import { ok, refuse, type Result } from '../model/result.ts'
import type { CellValue } from './sheet.ts'

/** A row that cannot be used, in words for the person who made the table. `row` counts from 1, the header is row 1. */
export interface RowProblem { readonly row: number; readonly message: string }

/** What a table gives: the rows that can be used, and all that is wrong with the others. */
export interface ReadTable<Item> { readonly items: readonly Item[]; readonly problems: readonly RowProblem[] }

/** A row's text under a column; empty when the table has no such column. */
export type Cell = (column: string) => string

/** Names of columns → what else people call them (lower case). The first name is the one that refusals use. */
export type ColumnNames = Readonly<Record<string, readonly string[]>>

/**
 * Reads a table whose first row names its columns, in any order and letter case. `readRow` reports what is wrong with a row; such a row is left out.
 * Two rows of one key are reported too. Refuses with the columns that are missing.
 */
export function readRows<Item>({ rows, columns, needed, keyOf, readRow }: {
  readonly rows: readonly (readonly CellValue[])[]
  readonly columns: ColumnNames
  readonly needed: readonly string[]
  readonly keyOf: (item: Item) => string
  readonly readRow: (cell: Cell, report: (message: string) => void, row: number) => Item
}): Result<ReadTable<Item>, readonly string[]> {
  const header = (rows[0] ?? []).map((cell) => columnOf(textOf(cell), columns))
  const missing = needed.filter((column) => !header.includes(column))
  if (missing.length > 0) return refuse(missing)
  const items: Item[] = []
  const problems: RowProblem[] = []
  const rowOf = new Map<string, number>()
  rows.slice(1).forEach((cells, index) => {
    const row = index + 2
    if (cells.every((cell) => textOf(cell) === '')) return
    const messages: string[] = []
    const item = readRow((column) => textOf(cells[header.indexOf(column)]), (message) => messages.push(message), row)
    const key = keyOf(item)
    const earlier = rowOf.get(key)
    if (key !== '' && earlier !== undefined) messages.push(`«${key}» уже есть в строке ${earlier}`)
    if (messages.length === 0) items.push(item)
    else problems.push({ row, message: `${messages.join('; ')}. Строка не учтена: исправьте её.` })
    if (!rowOf.has(key)) rowOf.set(key, row)
  })
  return ok({ items, problems })
}

const columnOf = (title: string, columns: ColumnNames): string | undefined => Object.entries(columns)
  .find(([column, names]) => column.toLowerCase() === title.toLowerCase() || names.includes(title.toLowerCase()))?.[0]

/** Cells are compared as texts: one space between words, letters in their composed form. */
export const textOf = (cell: CellValue | undefined): string => String(cell ?? '').normalize('NFC').replace(/\s+/g, ' ').trim()
/** A cell with a list, separated by `;`. */
export const listOf = (text: string): string[] => [...new Set(text.split(';').map((part) => part.trim()).filter((part) => part !== ''))]
export const wholeNumber = (text: string): number | null => (/^\d{1,6}$/.test(text) ? Number(text) : null)
