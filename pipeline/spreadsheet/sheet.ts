/** A cell as data: text, number or yes/no; null is an empty cell. A formula counts as its stored result. */
export type CellValue = string | number | boolean | null

/** One sheet of a workbook: `rows[0]` is row 1, `rows[0][0]` is cell A1; short rows simply end. */
export interface Sheet {
  readonly name: string
  readonly rows: readonly (readonly CellValue[])[]
  /** Read only: rows and columns (from 0) that hold something and that the program which made the file does not show. */
  readonly hidden?: { readonly rows: ReadonlySet<number>; readonly columns: ReadonlySet<number> }
  /** Written only: this row (from 1) is bold, wrapped, and stays in sight when scrolling. */
  readonly headerRow?: number
  /** Written only: widths of the columns, in characters. */
  readonly columnWidths?: readonly number[]
  /** Written only: cells that deserve a look, from row 1 and column 1. */
  readonly shades?: readonly { readonly row: number; readonly column: number; readonly tone: 'bad' | 'doubtful' | 'good' }[]
}

/** Why a file is no table that can be read. A closed list with what to tell the person who sent it. */
export const TABLE_REFUSALS = {
  'not-a-workbook': 'Файл не является книгой Excel (.xlsx). Откройте его в Excel и сохраните как «Книга Excel (.xlsx)».',
  'old-or-encrypted': 'Файл защищён паролем или сохранён в старом формате .xls. Снимите пароль и сохраните как «Книга Excel (.xlsx)».',
  'broken-table': 'Файл таблицы повреждён и не открывается. Сохраните его заново и пришлите ещё раз.',
  'table-too-large': 'В таблице слишком много данных для формы. Проверьте, тот ли это файл.',
} as const
export type TableRefusal = keyof typeof TABLE_REFUSALS

/** Column number from 1 → its letters as spreadsheet programs show them: 1 → A, 28 → AB. */
export function columnLetters(column: number): string {
  let letters = ''
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return letters
}
