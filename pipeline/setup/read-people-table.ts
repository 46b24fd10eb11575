import type { Result } from '../model/result.ts'
import { listOf, readRows, wholeNumber, type ColumnNames, type ReadTable } from '../spreadsheet/read-rows.ts'
import type { CellValue } from '../spreadsheet/sheet.ts'
import { isLogin } from './read-schools-table.ts'

/** A member of the commission as a coordinator lists him. Schools stand by name. */
export interface PersonRow {
  readonly row: number
  readonly name: string
  readonly role: 'expert' | 'chair'
  /** Empty: of no school of this municipality. */
  readonly school: string
  readonly subjects: readonly string[]
  readonly qualification: string
  readonly years: number
  readonly cap: number | null
  readonly otherSchools: readonly string[]
  readonly conflicts: readonly string[]
  /** Empty: one is made up. */
  readonly login: string
}

/** Column → what people call it; the first is what the sample table shows. */
export const PERSON_COLUMNS: ColumnNames = {
  name: ['фио', 'эксперт', 'фамилия, имя, отчество'], role: ['роль'], school: ['школа', 'оо', 'место работы'], subjects: ['предметы', 'предмет'],
  qualification: ['квалификация', 'должность'], years: ['стаж', 'стаж, лет'], cap: ['предел нагрузки', 'не больше работ'],
  otherSchools: ['совместительство', 'другие школы'], conflicts: ['конфликты интересов', 'конфликты'], login: ['логин'],
}

/**
 * The table of the commission. `schools` and `subjects` are those of the campaign: a name that is none of them is a slip of the pen that would
 * otherwise leave a conflict unheeded. Refuses with the names of missing columns.
 */
export function readPeopleTable({ rows, schools, subjects, minYears }: {
  readonly rows: readonly (readonly CellValue[])[]; readonly schools: readonly string[]; readonly subjects: readonly string[]; readonly minYears: number
}): Result<ReadTable<PersonRow>, readonly string[]> {
  const schoolOf = matcher(schools)
  const subjectOf = matcher(subjects)
  return readRows<PersonRow>({ rows, columns: PERSON_COLUMNS, needed: ['name', 'school', 'subjects', 'years'], keyOf: (person) => person.login || person.name, readRow: (cell, report, row) => {
    const known = (text: string, column: string): string => {
      const found = schoolOf(text)
      if (found === null) report(`школы ${text.includes('«') ? text : `«${text}»`} нет в списке школ (столбец «${column}»): сначала добавьте школу или исправьте название`)
      return found ?? text
    }
    const role = roleOf(cell('role'))
    if (cell('name') === '') report('не указаны фамилия, имя и отчество')
    if (role === null) report(`роль «${cell('role')}» — нужно «эксперт» или «председатель»`)
    const wanted = listOf(cell('subjects').replace(/,/g, ';'))
    if (wanted.length === 0) report('не указан ни один предмет')
    const found = wanted.map((subject) => ({ subject, known: subjects.length === 0 ? subject : subjectOf(subject) }))
    for (const one of found) if (one.known === null) report(`предмета «${one.subject}» в перепроверке нет (есть: ${subjects.join(', ')})`)
    const years = wholeNumber(cell('years'))
    if (years === null || years > 80) report(`стаж «${cell('years')}» — не целое число лет`)
    else if (role === 'expert' && years < minYears) report(`стаж ${years} меньше требуемых ${minYears} лет: такой эксперт работ не получит`)
    const cap = cell('cap') === '' ? null : wholeNumber(cell('cap'))
    if (cell('cap') !== '' && cap === null) report(`предел нагрузки «${cell('cap')}» — не целое число работ`)
    if (!isLogin(cell('login').toLowerCase())) report(`логин «${cell('login')}» — нужны латинские буквы, цифры, точка или дефис, от 3 до 40 знаков`)
    return {
      row, name: cell('name'), role: role ?? 'expert', school: cell('school') === '' ? '' : known(cell('school'), 'Школа'),
      subjects: found.map((one) => one.known ?? one.subject), qualification: cell('qualification'), years: years ?? 0, cap,
      otherSchools: listOf(cell('otherSchools')).map((name) => known(name, 'Совместительство')),
      conflicts: listOf(cell('conflicts')).map((name) => known(name, 'Конфликты интересов')), login: cell('login').toLowerCase(),
    }
  } })
}

const roleOf = (text: string): PersonRow['role'] | null => (['', 'эксперт'].includes(text.toLowerCase()) ? 'expert' : text.toLowerCase() === 'председатель' ? 'chair' : null)

/** The name as the campaign spells it; letter case, quotes, «ё» and the number sign's spacing do not matter. */
function matcher(names: readonly string[]): (text: string) => string | null {
  const spelled = new Map(names.map((name) => [spelling(name), name]))
  return (text) => spelled.get(spelling(text)) ?? null
}

export const spelling = (text: string): string => text.toLowerCase().replace(/ё/g, 'е').replace(/[«»"'„“”]/g, '').replace(/\s*№\s*/g, '№').replace(/\s+/g, ' ').trim()
