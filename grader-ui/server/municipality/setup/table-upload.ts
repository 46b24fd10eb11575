import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ColumnNames } from '../../../../pipeline/spreadsheet/read-rows.ts'
import { openTable } from '../../../../pipeline/spreadsheet/open-table.ts'
import { TABLE_REFUSALS, type CellValue } from '../../../../pipeline/spreadsheet/sheet.ts'
import { writeWorkbook } from '../../../../pipeline/spreadsheet/workbook.ts'
import { UserError } from '../../user-error.ts'

/** A list of people or schools is small; no honest one is larger. */
const MAX_BYTES = 5_000_000

/** The rows of the table that was sent, xlsx or CSV. Refuses in words. */
export async function uploadedRows(request: FastifyRequest): Promise<readonly (readonly CellValue[])[]> {
  const part = await request.file({ limits: { fileSize: MAX_BYTES } })
  if (!part) throw new UserError({ code: 'no-file', message: 'В запросе нет файла. Выберите файл и отправьте его ещё раз.' })
  const bytes = await part.toBuffer()
  if (part.file.truncated) throw new UserError({ code: 'too-large', status: 413, message: 'Файл больше 5 МБ: список столько не занимает. Проверьте, тот ли это файл.' })
  const rows = await openTable(bytes)
  if (!rows.ok) throw new UserError({ code: rows.reason, message: TABLE_REFUSALS[rows.reason] })
  return rows.value
}

/** Refuses a table without its columns, by the names that the sample table has. */
export function missingColumns(missing: readonly string[], columns: ColumnNames): UserError {
  const names = missing.map((column) => `«${titleOf(column, columns)}»`).join(', ')
  return new UserError({ code: 'no-columns', message: `В первой строке таблицы нет столбцов: ${names}. Добавьте их или возьмите образец и перенесите данные в него.` })
}

/** A sample table to fill in: the columns' names and some rows as an example. */
export async function sendSample(reply: FastifyReply, { name, columns, examples }: { readonly name: string; readonly columns: ColumnNames; readonly examples: readonly (readonly CellValue[])[] }): Promise<FastifyReply> {
  const titles = Object.keys(columns).map((column) => titleOf(column, columns))
  const bytes = await writeWorkbook([{ name: 'Список', headerRow: 1, columnWidths: titles.map((title) => Math.max(16, title.length + 4)), rows: [titles, ...examples] }])
  return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').header('content-disposition', `attachment; filename="${name}"`).send(Buffer.from(bytes))
}

const titleOf = (column: string, columns: ColumnNames): string => {
  const title = columns[column]?.[0] ?? column
  return /^(оо|фио)$/.test(title) ? title.toUpperCase() : title.charAt(0).toUpperCase() + title.slice(1)
}
