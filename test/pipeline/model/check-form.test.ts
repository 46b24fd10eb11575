import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkForm, parseForm } from '../../../pipeline/model/check-form.ts'

type Json = Record<string, any> // eslint-disable-line @typescript-eslint/no-explicit-any -- the test breaks files that have no type yet
const sound = JSON.parse(String(await readFile(new URL('../../../fixtures/forms/physics-7-2023.json', import.meta.url)))) as Json
const BLANKS = new Map([['physics-7-2023.pdf', 5], ['physics-7-2023-v2.pdf', 5]])

function broken(change: (form: Json) => void): Json {
  const copy = structuredClone(sound)
  change(copy)
  return copy
}

describe('a form file', () => {
  test('that is sound has no problems and is parsed', () => {
    expect(checkForm(sound, BLANKS)).toEqual([])
    const parsed = parseForm(sound)
    expect(parsed.ok && parsed.value.tasks.length).toBe(11)
  })

  const cases: [string, (form: Json) => void, string, RegExp][] = [
    ['of another version', (f) => { f.formVersion = 2 }, 'formVersion', /версия 1.*стоит 2/],
    ['without a subject', (f) => { delete f.subject }, 'subject', /не указано/],
    ['whose grade is a text', (f) => { f.grade = '7' }, 'grade', /число.*"7"/],
    ['whose grade is 12', (f) => { f.grade = 12 }, 'grade', /не больше 11/],
    ['with a capital letter in its id', (f) => { f.id = 'Физика' }, 'id', /латинские/],
    ['without tasks', (f) => { f.tasks = [] }, 'tasks', /не меньше 1/],
    ['with a field of no known kind', (f) => { f.pages[1].fields[0].kind = 'heading' }, 'pages[1].fields[0].kind', /header, code.*"heading"/],
    ['with a box of three numbers', (f) => { f.pages[1].fields[0].box = [1, 2, 3] }, 'pages[1].fields[0].box', /./],
    ['with a task given twice in two spellings', (f) => { f.tasks[1].id = '8(1)'; f.tasks[2].id = '8,1' }, 'tasks[2].id', /8\(1\).*одно и то же/],
    ['with a variant given twice', (f) => { f.variants = ['1', '1'] }, 'variants[1]', /дважды/],
    ['with a task that has no box', (f) => { f.tasks.push({ id: '12', maxScore: 1 }) }, 'tasks[11]', /ни одного поля балла/],
    ['with a score of an unknown task', (f) => { f.pages[0].fields[3].task = '77' }, 'pages[0].fields[3]', /«77» нет в списке/],
    ['with an answer of an unknown task', (f) => { f.pages[1].fields[2].tasks = ['78'] }, 'pages[1].fields[2]', /«78» нет в списке/],
    ['with a box outside of the page', (f) => { f.pages[1].fields[3].box = [205, 20, 10, 10] }, 'pages[1].fields[3].box', /выходит за край/],
    ['with a box over the code', (f) => { f.pages[1].fields[3].box = [140, 8, 10, 10] }, 'pages[1].fields[3].box', /накрывает поле code/],
    ['with two totals', (f) => { f.pages[1].fields.push({ kind: 'total', box: [10, 270, 10, 10] }) }, 'pages[1].fields[10]', /только одно/],
    ['with borders that fall', (f) => { f.markBorders = { 3: 8, 4: 5, 5: 11 } }, 'markBorders', /должны расти/],
    ['with a border above the maximum', (f) => { f.markBorders[5] = 19 }, 'markBorders.5', /больше наибольшей суммы баллов 18/],
    ['with a page number left out', (f) => { f.pages[4].number = 6 }, 'pages[4].number', /должно быть 5/],
    ['with the same blank page twice', (f) => { f.pages[4].blank.page = 4 }, 'pages[4].blank', /нельзя будет различить/],
    ['with a blank page that the PDF does not have', (f) => { f.pages[4].blank.page = 6 }, 'pages[4].blank.page', /страниц 5, страницы 6 нет/],
    ['with a blank file that is not there', (f) => { f.pages[4].blank.file = 'other.pdf' }, 'pages[4].blank.file', /не найден/],
    ['with a variant’s blank page that the PDF does not have', (f) => { f.pages[4].variantBlanks['2'].page = 6 }, 'pages[4].variantBlanks.2.page', /страниц 5, страницы 6 нет/],
    ['with a blank of a variant that it does not have', (f) => { f.pages[1].variantBlanks['3'] = f.pages[1].blank }, 'pages[1].variantBlanks.3', /варианта «3» нет/],
    ['with another number of cells than digits', (f) => { f.pages[1].fields[1].cells = 6 }, 'pages[1].fields[1].cells', /клеток 6.*5/],
    ['without any code', (f) => { for (const page of f.pages) page.fields = page.fields.filter(({ kind }: Json) => kind !== 'code') }, 'pages', /нет поля кода/],
  ]
  test.each(cases)('%s is told so, with the place', (_name, change, path, message) => {
    const problems = checkForm(broken(change), BLANKS)
    expect(problems.map((problem) => problem.path)).toContain(path)
    expect(problems.find((problem) => problem.path === path)?.message).toMatch(message)
  })

  test('is told all its problems at once', () => {
    expect(checkForm(broken((f) => { f.tasks[1].id = '1'; f.markBorders[5] = 30 })).length).toBeGreaterThanOrEqual(2)
  })

  test('that is any JSON at all is answered, never crashed on', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => {
      const problems = checkForm(json)
      expect(problems.length).toBeGreaterThan(0)
      for (const { message } of problems) expect(message).toMatch(/[а-я]/)
    }))
  })
})
