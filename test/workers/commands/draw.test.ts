import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { writeWorkbook } from '../../../pipeline/spreadsheet/workbook.ts'
import { registerDraw } from '../../../workers/commands/draw.ts'

const WORKS = 'work,school,subject,grade\nW-2,Школа № 1,Физика,7\nW-1,Школа № 1,Физика,7\nW-3,Школа № 2,Физика,7\n'
const EXPERTS = 'expert,school,subjects,years,cap,otherSchools,conflicts\n'
  + 'E-1,Школа № 3,Физика;Химия,5,,Школа № 2;Школа № 4,\nE-2,Школа № 4,Физика,7,,,E-9\nE-3,Школа № 5,Физика,3,,,\n'

let folder = ''
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'sverka-draw-')) })
afterEach(async () => { await rm(folder, { recursive: true }); process.exitCode = undefined; vi.restoreAllMocks() })

/** Runs the command in this process; what it said and the exit code it asked for. */
async function sverkaDraw(tables: { works: string | Uint8Array; experts: string }, ...more: string[]): Promise<{ said: string; out: string; code: number }> {
  await writeFile(join(folder, 'works.csv'), tables.works)
  await writeFile(join(folder, 'experts.csv'), tables.experts)
  let said = ''
  let out = ''
  vi.spyOn(console, 'error').mockImplementation((text) => { said += `${String(text)}\n` })
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => { out += String(text); return true })
  process.exitCode = undefined
  const program = new Command().exitOverride()
  registerDraw(program)
  await program.parseAsync(['draw', '--works', join(folder, 'works.csv'), '--experts', join(folder, 'experts.csv'), '--seed', 'зерно', ...more], { from: 'user' })
  return { said, out, code: Number(process.exitCode ?? 0) }
}

describe('sverka draw', () => {
  test('writes who grades what, sorted by work, then round', async () => {
    const path = join(folder, 'out.csv')
    const { out, code } = await sverkaDraw({ works: WORKS, experts: EXPERTS }, '-o', path)
    const table = await readFile(path, 'utf8')
    expect(code).toBe(0)
    expect(out).toBe('')
    expect(table.split('\n').slice(0, 1)).toEqual(['work,expert,round'])
    expect(table.split('\n').slice(1, 7).map((line) => line.replace(/,E-\d,/, ','))).toEqual(['W-1,1', 'W-1,2', 'W-2,1', 'W-2,2', 'W-3,1', 'W-3,2'])
    expect(table).not.toMatch(/W-3,E-1/)
    expect((await sverkaDraw({ works: WORKS, experts: EXPERTS })).out).toBe(table)
  })

  test('takes xlsx tables with Russian headings', async () => {
    const works = await writeWorkbook([{ name: 'Работы', rows: [['Шифр работы', 'Школа', 'Предмет', 'Параллель'], ...WORKS.trim().split('\n').slice(1).map((line) => line.split(','))] }])
    const fromBook = await sverkaDraw({ works, experts: EXPERTS })
    expect(fromBook.out).toBe((await sverkaDraw({ works: WORKS, experts: EXPERTS })).out)
  })

  test('names every row it cannot use and goes on with the rest', async () => {
    const { said, out, code } = await sverkaDraw({
      works: `${WORKS}W-4,,Физика,семь\nW-1,Школа № 2,Физика,7\n`, experts: `${EXPERTS}E-4,Школа № 6,,x,-1,,\n`,
    })
    expect(code).toBe(1)
    expect(said).toContain('works.csv, строка 5: не указана школа (столбец school); класс «семь» — не целое число от 1 до 11 (столбец grade). Строка не учтена')
    expect(said).toContain('works.csv, строка 6: «W-1» уже есть в строке 3.')
    expect(said).toContain('experts.csv, строка 5: не указан ни один предмет (столбец subjects); стаж «x» — не целое число лет (столбец years); предел нагрузки «-1»')
    expect(said).toContain('в конфликтах эксперта E-2 названо «E-9», но такой школы или эксперта в таблицах нет')
    expect(out.split('\n').length).toBe(8)
  })

  test('draws what can be drawn, names the shortfall and ends with 1', async () => {
    const { said, out, code } = await sverkaDraw({ works: WORKS, experts: EXPERTS.replace('E-3,Школа № 5', 'E-3,Школа № 2') })
    expect(code).toBe(1)
    expect(said).toContain('Не хватает проверок: 1 из 6.')
    expect(said).toContain('Физика, школа «Школа № 2», работ 1: их могут проверить только эксперты школ: Школа № 4.')
    expect(said).toContain('  W-3 – не хватает экспертов: 1')
    expect(out.match(/^W-/gm)?.length).toBe(5)
  })

  test('draws again and compares: same, or the first difference', async () => {
    const path = join(folder, 'out.csv')
    await sverkaDraw({ works: WORKS, experts: EXPERTS }, '-o', path)
    const same = await sverkaDraw({ works: WORKS, experts: EXPERTS }, '--verify', path)
    expect(same).toMatchObject({ code: 0, out: '' })
    expect(same.said).toContain('повторена и совпала, назначений 6')
    const table = await readFile(path, 'utf8')
    await writeFile(path, table.replace(/^W-2,E-\d,1/m, 'W-2,E-0,1'))
    const other = await sverkaDraw({ works: WORKS, experts: EXPERTS }, '--verify', path)
    expect(other.code).toBe(1)
    expect(other.said).toMatch(/Первое отличие — строка 4: в файле «W-2,E-0,1», по жеребьёвке «W-2,E-\d,1»/)
    await writeFile(path, `${table}W-9,E-1,1\n`)
    expect((await sverkaDraw({ works: WORKS, experts: EXPERTS }, '--verify', path)).said).toContain('строки быть не должно')
  })

  test.each([
    ['a table without the columns', { works: 'a,b\n1,2\n', experts: EXPERTS }, 'нет столбцов: work, school, subject, grade'],
    ['a file that is no table', { works: new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), experts: EXPERTS }, 'works.csv: '],
  ])('%s: says so and ends with 2', async (_, tables, words) => {
    const { said, code } = await sverkaDraw(tables)
    expect(code).toBe(2)
    expect(said).toContain(words)
  })

  test('a file that is not there: says so and ends with 2', async () => {
    const { said, code } = await sverkaDraw({ works: WORKS, experts: EXPERTS }, '--verify', join(folder, 'none.csv'))
    expect(code).toBe(2)
    expect(said).toContain('«none.csv» не открывается')
  })
})
