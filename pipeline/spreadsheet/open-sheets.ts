import { ok, refuse, type Result } from '../model/result.ts'
import type { ArchiveLimits } from './check-archive.ts'
import { readCsv } from './csv.ts'
import type { Sheet, TableRefusal } from './sheet.ts'
import { readWorkbook } from './workbook.ts'

/** What no table as text begins with: archives, old Office files, PDF, pictures, pages of the web that call themselves tables. */
const NO_TEXT = /^(PK|\xd0\xcf|%PDF|\x89PNG|\xff\xd8|II\*|MM\0|\s*<)/

/** The sheets of a table in either form that people send: an xlsx book, or a CSV, which is one sheet called `CSV`. Told apart by the bytes, never by the name. */
export async function openSheets(bytes: Uint8Array, limits: ArchiveLimits): Promise<Result<readonly Sheet[], TableRefusal>> {
  if (bytes.length === 0 || NO_TEXT.test(String.fromCharCode(...bytes.subarray(0, 64)))) return readWorkbook(bytes, limits)
  if (bytes.length > limits.entryBytes) return refuse('table-too-large')
  const rows = readCsv(bytes)
  return rows.ok ? ok([{ name: 'CSV', rows: rows.value }]) : refuse('not-a-workbook')
}
