import { ok, refuse, type Result } from '../model/result.ts'
import { readCsv } from '../spreadsheet/csv.ts'
import { TABLE_REFUSALS, type CellValue } from '../spreadsheet/sheet.ts'
import { readWorkbook } from '../spreadsheet/workbook.ts'
import { textOf } from './find-columns.ts'
import { findResultsSheet } from './read-results-form.ts'

/** Why a file is no list of codes, with what to tell the person who sent it. */
export const ROSTER_REFUSALS = {
  ...TABLE_REFUSALS,
  'no-codes': 'В файле нет ни одного кода участника. Нужен список, по одному коду в строке, или форма сбора результатов.',
} as const
export type RosterRefusal = keyof typeof ROSTER_REFUSALS

/** The codes that a school was issued, in the order of the list, each once; and the lines (from 1) that hold no code. */
export interface Roster { readonly codes: readonly string[]; readonly skippedLines: readonly number[] }

/**
 * A list of codes: a results form or any sheet with a column «Код участника»; a CSV or text file with such a column or with the codes
 * first in each line. In a results form the rows in use count, with absent participants (their codes were issued); when no row is in
 * use yet, all prefilled codes do.
 */
export async function readRoster({ bytes }: { readonly bytes: Uint8Array }): Promise<Result<Roster, RosterRefusal>> {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b || bytes[0] === 0xd0 && bytes[1] === 0xcf) {
    const workbook = await readWorkbook(bytes)
    if (!workbook.ok) return workbook
    const found = findResultsSheet(workbook.value)
    if (!found) return rosterOf({ rows: workbook.value[0]?.rows ?? [], column: 0, firstRow: 0 })
    const { sheet, columns } = found
    const used = columns.variant === undefined ? [] : [columns.variant]
    const inUse = (row: readonly CellValue[]): boolean => [...used, ...columns.tasks.map((task) => task.at)].some((at) => textOf(row[at]) !== '')
    const anyInUse = sheet.rows.slice(columns.headerRow + 1).some(inUse)
    const rows = anyInUse ? sheet.rows.map((row, r) => (r <= columns.headerRow || inUse(row) ? row : [])) : sheet.rows
    return rosterOf({ rows, column: columns.code, firstRow: columns.headerRow + 1 })
  }
  const csv = readCsv(bytes)
  if (!csv.ok) return csv
  const headerRow = csv.value.findIndex((row) => row.some((cell) => /^код( участника)?$|^code$/i.test(cell)))
  const column = csv.value[headerRow]?.findIndex((cell) => /^код( участника)?$|^code$/i.test(cell)) ?? 0
  return rosterOf({ rows: csv.value, column, firstRow: headerRow + 1 })
}

function rosterOf({ rows, column, firstRow }: { rows: readonly (readonly CellValue[])[]; column: number; firstRow: number }): Result<Roster, RosterRefusal> {
  const codes = new Set<string>()
  const skippedLines: number[] = []
  rows.forEach((row, r) => {
    if (r < firstRow) return
    const code = textOf(row[column])
    if (/^\d{1,20}$/.test(code)) codes.add(code)
    else if (row.some((cell) => textOf(cell) !== '')) skippedLines.push(r + 1)
  })
  return codes.size > 0 ? ok({ codes: [...codes], skippedLines }) : refuse('no-codes')
}
