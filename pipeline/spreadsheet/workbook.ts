import { Workbook, type Cell } from '@cj-tech-master/excelts'
import { ok, refuse, type Result } from '../model/result.ts'
import { checkArchive, type ArchiveLimits } from './check-archive.ts'
import type { CellValue, Sheet, TableRefusal } from './sheet.ts'

const MAX_ROWS = 20_000
const MAX_COLUMNS = 400

/** Parts of a sheet that say nothing about its values. A merged area of a whole sheet, or a rule for one, would be spread over all of its cells. */
const NOT_NEEDED = [
  'mergeCells', 'dataValidations', 'conditionalFormatting', 'hyperlinks', 'autoFilter', 'drawing', 'picture', 'legacyDrawing', 'tableParts', 'rowBreaks', 'colBreaks', 'extLst',
] as const

/**
 * All sheets of an xlsx file as plain values. Formulas count as their stored results, dates as `YYYY-MM-DD`, rich text as
 * text. Refuses in a closed list of reasons (words in `TABLE_REFUSALS`); never throws on a bad file.
 */
export async function readWorkbook(bytes: Uint8Array, limits?: ArchiveLimits): Promise<Result<readonly Sheet[], TableRefusal>> {
  const checked = checkArchive(bytes, limits)
  if (!checked.ok) return checked
  if (!checked.value.some((name) => /^\/?xl\/workbook\.xml$/.test(name))) return refuse('not-a-workbook')
  const workbook = new Workbook()
  try {
    await workbook.xlsx.load(bytes, { ignoreNodes: [...NOT_NEEDED] })
  } catch {
    return refuse('broken-table')
  }
  const sheets: Sheet[] = []
  for (const worksheet of workbook.worksheets) {
    const rows: CellValue[][] = []
    const hidden = { rows: new Set<number>(), columns: new Set<number>() }
    let fits = true
    // eachRow visits only rows that hold something, whatever size the file claims to have.
    worksheet.eachRow((row, rowNumber) => {
      const cells: CellValue[] = []
      row.eachCell((cell, column) => {
        const value = plainValue(cell)
        if (value === null || !fits) return
        if (rowNumber > MAX_ROWS || column > MAX_COLUMNS) { fits = false; return }
        while (cells.length < column - 1) cells.push(null)
        cells[column - 1] = value
        if (worksheet.getColumn(column).hidden) hidden.columns.add(column - 1)
      })
      if (cells.length === 0 || !fits) return
      while (rows.length < rowNumber - 1) rows.push([])
      rows[rowNumber - 1] = cells
      if (row.hidden) hidden.rows.add(rowNumber - 1)
    })
    if (!fits) return refuse('table-too-large')
    sheets.push({ name: worksheet.name, rows, ...(hidden.rows.size + hidden.columns.size > 0 ? { hidden } : {}) })
  }
  return ok(sheets)
}

/** The sheets as an xlsx file; same sheets, same bytes. Text stays text: a leading `=` never becomes a formula. */
export async function writeWorkbook(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const workbook = new Workbook()
  workbook.creator = workbook.lastModifiedBy = 'sverka'
  workbook.created = workbook.modified = new Date(0)
  for (const sheet of sheets) addSheet(workbook, sheet)
  // The archive's format keeps local time: a date made of local parts gives the same bytes in every time zone.
  const buffer = await workbook.xlsx.writeBuffer({ zip: { modTime: new Date(1980, 0, 1), timestamps: 'dos' } })
  return new Uint8Array(buffer)
}

const TONES = { bad: 'FFF8CBC6', doubtful: 'FFFFE9B0', good: 'FFD5EBD0' } as const

function addSheet(workbook: Workbook, sheet: Sheet): void {
  const header = sheet.headerRow
  const worksheet = workbook.addWorksheet(sheet.name, header === undefined ? {} : { views: [{ state: 'frozen', ySplit: header }] })
  sheet.rows.forEach((cells, r) => {
    cells.forEach((value, c) => {
      if (value !== null && value !== '') worksheet.getCell(r + 1, c + 1).value = value
    })
  })
  sheet.columnWidths?.forEach((width, c) => { worksheet.getColumn(c + 1).width = width })
  if (header !== undefined) {
    worksheet.getRow(header).font = { bold: true }
    worksheet.getRow(header).alignment = { wrapText: true, vertical: 'top' }
  }
  for (const { row, column, tone } of sheet.shades ?? []) {
    worksheet.getCell(row, column).fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: TONES[tone] } }
  }
}

function plainValue(cell: Cell): CellValue {
  const value = cell.value as unknown
  return plain(typeof value === 'object' && value !== null && ('formula' in value || 'sharedFormula' in value) ? cell.result : value)
}

function plain(value: unknown): CellValue {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString().slice(0, 10)
  if (typeof value !== 'object') return null
  if ('richText' in value && Array.isArray(value.richText)) return value.richText.map((run: { text?: unknown }) => String(run.text ?? '')).join('')
  if ('text' in value) return plain(value.text)
  if ('error' in value) return String(value.error)
  return null
}
