import { describe, expect, test } from 'vitest'
import { makeLogin, makePassword, makeSchoolLogin } from '../../../pipeline/setup/make-login.ts'
import { readPeopleTable } from '../../../pipeline/setup/read-people-table.ts'
import { readSchoolsTable } from '../../../pipeline/setup/read-schools-table.ts'

const people = (rows: readonly (readonly (string | number)[])[]) => readPeopleTable({ rows, schools: ['МБОУ «СОШ № 1»', 'Лицей'], subjects: ['Физика', 'Русский язык'], minYears: 3 })

describe('the table of schools', () => {
  test('says every problem of a row at once and leaves the row out', () => {
    const read = readSchoolsTable([['Координатор', 'ОО', 'Логин'], ['Иванова', 'Школа 1', 'Edu203389'], ['', '', 'не логин'], ['Петрова', 'Школа 1', '']])
    expect(read).toMatchObject({ ok: true, value: { items: [{ row: 2, name: 'Школа 1', login: 'edu203389', onLastList: false }], problems: [{ row: 3 }, { row: 4 }] } })
    if (!read.ok) throw new Error()
    expect(read.value.problems[0]!.message).toMatch(/не указана школа; не указан координатор.*логин «не логин»/)
    expect(read.value.problems[1]!.message).toContain('«Школа 1» уже есть в строке 2')
  })

  test('without its columns is refused with their names', () => {
    expect(readSchoolsTable([['Название', 'Кто'], ['а', 'б']])).toEqual({ ok: false, reason: ['name', 'coordinator'] })
  })
})

describe('the table of the commission', () => {
  test('knows schools and subjects whatever their quotes, letter case and spaces', () => {
    const read = people([['ФИО', 'Школа', 'Предметы', 'Стаж', 'Конфликты интересов', 'Предел нагрузки'], ['Орлова И. И.', 'мбоу сош №1', 'физика; РУССКИЙ  язык', 12, 'лицей', 40]])
    expect(read).toMatchObject({ ok: true, value: { problems: [], items: [{ role: 'expert', school: 'МБОУ «СОШ № 1»', subjects: ['Физика', 'Русский язык'], years: 12, cap: 40, conflicts: ['Лицей'] }] } })
  })

  test('refuses a conflict that names nobody: it would be heeded by nobody', () => {
    const read = people([['ФИО', 'Школа', 'Предметы', 'Стаж', 'Конфликты интересов'], ['Орлова И. И.', '', 'Физика', 12, 'Лицей № 9']])
    expect(read).toMatchObject({ ok: true, value: { items: [], problems: [{ row: 2, message: expect.stringContaining('школы «Лицей № 9» нет в списке школ (столбец «Конфликты интересов»)') }] } })
  })

  test('refuses an expert with too few years, not a chair', () => {
    const read = people([['ФИО', 'Роль', 'Школа', 'Предметы', 'Стаж'], ['Орлова И. И.', 'эксперт', 'Лицей', 'Физика', 2], ['Белова А. А.', 'Председатель', 'Лицей', 'Физика', 2], ['Серова Н. Н.', 'директор', 'Лицей', 'Физика', 9]])
    expect(read).toMatchObject({ ok: true, value: { items: [{ name: 'Белова А. А.', role: 'chair' }], problems: [{ row: 2, message: expect.stringContaining('стаж 2 меньше') }, { row: 4, message: expect.stringContaining('роль «директор»') }] } })
  })
})

describe('logins and first passwords', () => {
  test('are the surname in Latin letters, numbered when taken; a school’s has its number', () => {
    const taken = new Set(['schukina'])
    expect(['Щукина Анна', 'Щукина Вера', 'Ли', '田中'].map((name) => makeLogin(name, taken))).toEqual(['schukina2', 'schukina3', 'user-li', 'user'])
    expect(['МБОУ «СОШ № 12»', 'СОШ № 12 (филиал)', 'Лицей'].map((name) => makeSchoolLogin(name, taken))).toEqual(['school-12', 'school-122', 'school'])
  })

  test('have twelve signs that are not taken for each other on paper, all equally likely', () => {
    expect(makePassword(new Uint8Array(48))).toBe('aaaa-aaaa-aaaa')
    expect(makePassword(Uint8Array.from({ length: 48 }, (_, i) => 255 - i))).toMatch(/^[a-hkmnp-z2-9]{4}(-[a-hkmnp-z2-9]{4}){2}$/)
    expect(() => makePassword(new Uint8Array(8))).toThrow('too few')
  })
})
