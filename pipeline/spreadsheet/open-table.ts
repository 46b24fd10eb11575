import { ok, refuse, type Result } from '../model/result.ts'
import { readCsv } from './csv.ts'
import type { CellValue, TableRefusal } from './sheet.ts'
import { readWorkbook } from './workbook.ts'

/** Rows of a simple table in either form people send: the first sheet of an xlsx file that holds anything, or a CSV. Row 1 is `rows[0]`. */
export async function openTable(bytes: Uint8Array): Promise<Result<readonly (readonly CellValue[])[], TableRefusal>> {
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b
  const oldOffice = bytes[0] === 0xd0 && bytes[1] === 0xcf
  if (!zip && !oldOffice) return readCsv(bytes)
  const workbook = await readWorkbook(bytes)
  if (!workbook.ok) return workbook
  const sheet = workbook.value.find(({ rows }) => rows.length > 0)
  return sheet ? ok(sheet.rows) : refuse('broken-table')
}
