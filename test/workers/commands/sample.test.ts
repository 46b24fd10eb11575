import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { writeResultsForm } from '../../../pipeline/results-form/write-results-form.ts'
import { readWorkbook } from '../../../pipeline/spreadsheet/workbook.ts'
import { registerSample } from '../../../workers/commands/sample.ts'
import { honestSchools, PHYSICS } from '../../pipeline/draw/risk/honest-municipality.ts'

const FORM = {
  formVersion: 1, id: 'physics-7', title: 'ВПР. Физика. 7 класс', subject: 'Физика', grade: 7, tasks: PHYSICS.tasks, markBorders: PHYSICS.markBorders,
  pages: [{ number: 1, blank: { file: 'physics-7.pdf', page: 1 }, fields: [] }],
}

let folder = ''
const path = (name: string): string => join(folder, name)
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sverka-sample-'))
  for (const { school, pupils } of honestSchools(6, 40, 'sample')) {
    await writeFile(path(`${school}.xlsx`), await writeResultsForm({ tasks: PHYSICS.tasks, rows: pupils.map((pupil, i) => ({
      code: String(70001 + i), variant: i === 39 ? null : '1', scores: i === 39 ? {} : Object.fromEntries(PHYSICS.tasks.map(({ id }, t) => [id, String(pupil.points[t])])),
      total: i === 39 ? null : String(pupil.total), classNumber: pupil.classNumber, journalMark: String(pupil.journalMark),
    })) }))
  }
  await writeFile(path('form.json'), JSON.stringify(FORM))
})
afterEach(async () => { await rm(folder, { recursive: true }); process.exitCode = undefined; vi.restoreAllMocks() })

async function sverkaSample(...args: string[]): Promise<{ said: string; code: number }> {
  let said = ''
  vi.spyOn(console, 'error').mockImplementation((text) => { said += `${String(text)}\n` })
  process.exitCode = undefined
  const program = new Command().exitOverride()
  registerSample(program)
  await program.parseAsync(['sample', ...args, ...Array.from({ length: 6 }, (_, i) => path(`Школа ${i + 1}.xlsx`))], { from: 'user' })
  return { said, code: Number(process.exitCode ?? 0) }
}
const worksIn = async (name: string): Promise<string[]> => (await readFile(path(name), 'utf8')).trim().split('\n').slice(1).map((line) => line.split(',')[0] as string)

describe('sverka sample', () => {
  test('draws at least the share, a larger share contains the smaller, and every work has its reason', async () => {
    const { said, code } = await sverkaSample('--seed', 'зерно', '--share', '0.01', '-o', path('one.csv'))
    expect(code).toBe(0)
    await sverkaSample('--seed', 'зерно', '--share', '0,05', '-o', path('five.csv'))
    const [one, five] = [await worksIn('one.csv'), await worksIn('five.csv')]
    expect([one.length, five.length]).toEqual([3, 12])
    expect(five.slice(0, 3)).toEqual(one)
    expect(await readFile(path('one.csv'), 'utf8')).toMatch(/^work,school,code,class,subject,reason\nШкола \d\/7\d{4},Школа \d,7\d{4},[12],"?Работа 1: заданий 11, наибольшая сумма 18"?,"?случайная выборка: 1-я из 3 по билету 0,\d{12}"?\n/)
    expect(said).toContain('в выборке 3 из 234')
    expect(said).toMatch(/доля таких работ среди всех 234 может достигать \d+(,\d)? %/)
  })

  test('never draws a participant who was absent', async () => {
    await sverkaSample('--seed', 'зерно', '--share', '1', '-o', path('all.csv'))
    const all = await worksIn('all.csv')
    expect(all.length).toBe(234)
    expect(all.some((work) => work.endsWith('/70040'))).toBe(false)
  })

  test('as a workbook: the works, what they can show, and signs; with the form’s name', async () => {
    await sverkaSample('--seed', 's', '-o', path('out.xlsx'), '--manifest', path('manifest.json'), '--form', path('form.json'))
    const book = await readWorkbook(await readFile(path('out.xlsx')))
    const sheets = new Map(book.ok ? book.value.map((sheet) => [sheet.name, sheet.rows]) : [])
    expect([...sheets.keys()]).toEqual(['Выборка', 'Что это покажет', 'Признаки'])
    expect(sheets.get('Выборка')?.length).toBe(4)
    expect(sheets.get('Что это покажет')?.[1]?.slice(0, 3)).toEqual(['ВПР. Физика. 7 класс', 234, 3])
    expect(JSON.parse(await readFile(path('manifest.json'), 'utf8'))).toMatchObject({ algorithm: 'sverka-sample-1', shareMillionths: 10_000 })
  })

  test('a file that cannot be read stops nothing; no file at all ends with 2', async () => {
    await writeFile(path('Школа 3.xlsx'), 'no workbook')
    const { said, code } = await sverkaSample('--seed', 's', '-o', path('out.csv'))
    expect(code).toBe(1)
    expect(said).toContain('Школа 3.xlsx: В книге нет листа со столбцом «Код участника»')
    expect(said).toContain('Работ 195')
    for (let i = 1; i <= 6; i++) await rm(path(`Школа ${i}.xlsx`))
    expect(await sverkaSample('--seed', 's', '-o', path('none.csv'))).toMatchObject({ code: 2 })
  })
})
