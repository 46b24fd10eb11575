import type { Result } from '../model/result.ts'
import { readRows, type ColumnNames, type ReadTable } from '../spreadsheet/read-rows.ts'
import type { CellValue } from '../spreadsheet/sheet.ts'

/** A school as a coordinator lists it, with the person who will upload its scans. */
export interface SchoolRow {
  readonly row: number
  readonly name: string
  /** Empty: one is made up. */
  readonly login: string
  readonly coordinator: string
  readonly onLastList: boolean
}

/** Column → what people call it; the first is what the sample table shows. */
export const SCHOOL_COLUMNS: ColumnNames = {
  name: ['школа', 'оо', 'название оо', 'наименование'], coordinator: ['координатор', 'школьный координатор', 'ответственный'],
  login: ['логин'], onLastList: ['в прошлогоднем списке', 'прошлогодний список'],
}

/** The table of schools: «Школа», «Координатор» and, if there are, «Логин», «В прошлогоднем списке». Refuses with the names of missing columns. */
export function readSchoolsTable(rows: readonly (readonly CellValue[])[]): Result<ReadTable<SchoolRow>, readonly string[]> {
  return readRows<SchoolRow>({ rows, columns: SCHOOL_COLUMNS, needed: ['name', 'coordinator'], keyOf: (school) => school.name, readRow: (cell, report, row) => {
    const [name, coordinator, login] = [cell('name'), cell('coordinator'), cell('login').toLowerCase()]
    if (name === '') report('не указана школа')
    if (name.length > 200) report('название школы длиннее 200 знаков')
    if (coordinator === '') report('не указан координатор школы: кто будет загружать сканы')
    if (!isLogin(login)) report(`логин «${login}» — нужны латинские буквы, цифры, точка или дефис, от 3 до 40 знаков`)
    const listed = yesOrNo(cell('onLastList'))
    if (listed === null) report(`в столбце «В прошлогоднем списке» стоит «${cell('onLastList')}», а нужно «да» или пусто`)
    return { row, name, coordinator, login, onLastList: listed === true }
  } })
}

/** An empty login is made up later. */
export const isLogin = (login: string): boolean => login === '' || /^[a-z0-9][a-z0-9.-]{2,39}$/.test(login)

export function yesOrNo(text: string): boolean | null {
  const said = text.toLowerCase()
  return ['да', '+', '1', 'true', 'yes'].includes(said) ? true : ['', 'нет', '-', '0', 'false', 'no'].includes(said) ? false : null
}
