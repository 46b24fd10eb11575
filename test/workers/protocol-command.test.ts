import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { fixtureForm } from '../../fixtures/form-blanks.ts'
import { writeResultsForm } from '../../pipeline/results-form/write-results-form.ts'
import { registerProtocol } from '../../workers/commands/protocol.ts'

const folder = await mkdtemp(join(tmpdir(), 'protocol-command-'))
const path = (name: string): string => join(folder, name)
const formFile = fileURLToPath(new URL('../../fixtures/forms/physics-7-2023.json', import.meta.url))
let people: string[] = []

async function protocol(changes: Readonly<Record<string, string>> = {}): Promise<number> {
  const program = new Command('sverka')
  registerProtocol(program)
  process.exitCode = 0
  const files = { original: path('results.xlsx'), recheck: path('recheck.csv'), form: formFile, commission: path('commission.json'), output: path('out.pdf'), ...changes }
  await program.parseAsync(['protocol', ...Object.entries(files).flatMap(([name, file]) => [`--${name}`, file])], { from: 'user' })
  return Number(process.exitCode)
}

beforeAll(async () => {
  const form = await fixtureForm('physics-7-2023')
  const scores = Object.fromEntries(form.tasks.map((task) => [task.id, '1']))
  const rows = ['70001', '70002', '70003'].map((code) => ({ code, variant: '1', scores, total: String(form.tasks.length), classNumber: '1', journalMark: '3' }))
  await writeFile(path('results.xlsx'), await writeResultsForm({ tasks: form.tasks, rows }))
  const lines = ['70001', '70002'].flatMap((work) => ['e1', 'e2'].flatMap((expert) => form.tasks.map(({ id }) => `${work},${expert},${id},${work === '70002' && id === '2' ? 0 : 1}\n`)))
  await writeFile(path('recheck.csv'), `work,expert,task,score\n${lines.join('')}`)
  await writeFile(path('slips.csv'), `work,expert,task,score\n${lines.join('')}70002,e1,99,1\n70777,e1,1,1\n`)
  await writeFile(path('commission.json'), JSON.stringify({ municipality: 'Заречный', school: 'Школа № 3', date: '2026-05-12', chair: 'Иванова М. П.', members: ['Сидоров П. И.'] }))
  await writeFile(path('bad.json'), JSON.stringify({ municipality: 'Заречный', date: '12 мая', chair: 'Иванова М. П.', memebers: [] }))
})
beforeEach(() => {
  people = []
  vi.spyOn(console, 'error').mockImplementation((line: string) => { people.push(line) })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('sverka protocol', () => {
  test('writes the same PDF for the same data', async () => {
    expect(await protocol()).toBe(0)
    expect(people).toEqual([`Протокол: работ 2 из 3. Файл: ${path('out.pdf')}`])
    const first = await readFile(path('out.pdf'))
    expect(first.subarray(0, 5).toString()).toBe('%PDF-')
    await protocol({ output: path('again.pdf') })
    expect((await readFile(path('again.pdf'))).equals(first)).toBe(true)
  })
  test('does what can be done and ends with 1 when rows cannot be used or works are not known', async () => {
    expect(await protocol({ recheck: path('slips.csv') })).toBe(1)
    expect(people).toEqual([expect.stringMatching(/^slips\.csv, строка 46: задания «99» нет/), expect.stringMatching(/^Работы 70777 нет в форме/), expect.stringMatching(/^Протокол: работ 2 из 3/)])
  })
  test('ends with 2 and names everything that cannot be read', async () => {
    expect(await protocol({ commission: path('bad.json'), recheck: path('none.csv'), original: path('recheck.csv') })).toBe(2)
    expect(people).toEqual([
      expect.stringMatching(/^recheck\.csv: /), 'Файл «none.csv» не открывается: проверьте имя и папку.',
      'bad.json: поле school не указано. Образец: sverka protocol --help', 'bad.json: поле date заполнено не так. Образец: sverka protocol --help',
      'bad.json: неизвестные поля: memebers. Образец: sverka protocol --help',
    ])
  })
})
