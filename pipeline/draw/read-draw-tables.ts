import type { Result } from '../model/result.ts'
import type { DrawExpert, DrawWork } from '../model/work.ts'
import { listOf, readRows, wholeNumber, type ColumnNames, type ReadTable } from '../spreadsheet/read-rows.ts'
import type { CellValue } from '../spreadsheet/sheet.ts'

export type { ReadTable } from '../spreadsheet/read-rows.ts'

type Rows = readonly (readonly CellValue[])[]

/** Works of a draw: columns `work,school,subject,grade` and optionally `class`. Refuses with the names of missing columns. */
export function readWorksTable(rows: Rows): Result<ReadTable<DrawWork>, readonly string[]> {
  return readRows<DrawWork>({ rows, columns: COLUMNS, needed: ['work', 'school', 'subject', 'grade'], keyOf: (work) => work.id, readRow: (cell, report) => {
    const [id, school, subject, grade] = [cell('work'), cell('school'), cell('subject'), wholeNumber(cell('grade'))]
    if (id === '') report('не указан шифр работы (столбец work)')
    if (school === '') report('не указана школа (столбец school)')
    if (subject === '') report('не указан предмет (столбец subject)')
    if (grade === null || grade < 1 || grade > 11) report(`класс «${cell('grade')}» — не целое число от 1 до 11 (столбец grade)`)
    return { id, school, subject, grade: grade ?? 0, ...cell('class') === '' ? {} : { class: cell('class') } }
  } })
}

/**
 * Experts of a draw: columns `expert,school,subjects,years` and optionally `cap,otherSchools,conflicts`; lists inside a cell are
 * separated by `;`. Refuses with the names of missing columns.
 */
export function readExpertsTable(rows: Rows): Result<ReadTable<DrawExpert>, readonly string[]> {
  return readRows<DrawExpert>({ rows, columns: COLUMNS, needed: ['expert', 'school', 'subjects', 'years'], keyOf: (expert) => expert.id, readRow: (cell, report) => {
    const [id, school, subjects, years] = [cell('expert'), cell('school'), listOf(cell('subjects')), wholeNumber(cell('years'))]
    const cap = cell('cap') === '' ? undefined : wholeNumber(cell('cap'))
    if (id === '') report('не указан эксперт (столбец expert)')
    if (school === '') report('не указана школа эксперта (столбец school)')
    if (subjects.length === 0) report('не указан ни один предмет (столбец subjects)')
    if (years === null) report(`стаж «${cell('years')}» — не целое число лет (столбец years)`)
    if (cap === null) report(`предел нагрузки «${cell('cap')}» — не целое число работ (столбец cap)`)
    return {
      id, school, subjects, years: years ?? 0, otherSchools: listOf(cell('otherSchools')), conflicts: listOf(cell('conflicts')),
      ...cap === undefined || cap === null ? {} : { cap },
    }
  } })
}

/** Conflicts that name neither a school nor an expert of these tables: perhaps a slip of the pen, and then a conflict that nobody heeds. */
export function findUnknownConflicts(works: readonly DrawWork[], experts: readonly DrawExpert[]): readonly { expert: string; name: string }[] {
  const known = new Set([...works.map((work) => work.school), ...experts.flatMap((expert) => [expert.id, expert.school, ...expert.otherSchools])])
  return experts.flatMap((expert) => expert.conflicts.filter((name) => !known.has(name)).map((name) => ({ expert: expert.id, name })))
}

/** The columns' names and what people call them. */
const COLUMNS: ColumnNames = {
  work: ['шифр работы', 'работа'], school: ['школа', 'оо'], subject: ['предмет'], grade: ['параллель', 'класс'], class: ['порядковый номер класса'],
  expert: ['эксперт'], subjects: ['предметы'], years: ['стаж'], cap: ['предел нагрузки'],
  otherSchools: ['другие школы', 'совместительство'], conflicts: ['конфликты интересов', 'конфликты'],
}
