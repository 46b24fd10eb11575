import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Form } from '../../pipeline/model/form.ts'
import { writeResultsForm } from '../../pipeline/results-form/write-results-form.ts'
import { writeCsv } from '../../pipeline/spreadsheet/csv.ts'
import { newId } from '../../storage/new-id.ts'
import { readConfig } from '../../storage/config.ts'
import { runServer, type RunningServer } from '../../workers/run-server.ts'
import { accessibilityProblems, openBrowser, takeScreenshot } from '../harness/browser.ts'
import { runSverkaWith } from '../workers/commands/run-sverka.ts'

const FORMS = resolve(import.meta.dirname, '../../fixtures/forms')
const OWN_PASSWORD = 'верный конь и пять яблок'
const folder = mkdtempSync(join(tmpdir(), 'sverka-setup-'))
const SCHOOLS = [1, 2, 3, 4, 5].map((number) => `МБОУ «СОШ № ${number}»`)
let server: RunningServer
let browser: Browser
let desk: Page
let first: { readonly login: string; readonly password: string }

beforeAll(async () => {
  const { stdout } = await runSverkaWith({ SVERKA_DATA_DIR: folder }, 'account', 'add', '--name', 'Смирнова Елена Викторовна')
  first = { login: /Логин: (\S+)/.exec(stdout)![1]!, password: /Первый пароль: (\S+)/.exec(stdout)![1]! }
  const config = readConfig({ SVERKA_DATA_DIR: folder, SVERKA_PORT: '0' })
  if (!config.ok) throw new Error(config.reason.join())
  server = await runServer({ config: config.value, log: pino({ level: 'warn' }), worker: false, loginsPerMinute: 1000 })
  browser = await openBrowser()
})

afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  for (const page of browser.contexts().flatMap((context) => context.pages())) await takeScreenshot(page, `failed-${new URL(page.url()).pathname.replaceAll('/', '-')}`)
})

afterAll(async () => {
  await browser?.close()
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Somebody's first login: the password of the slip, then an own one. */
async function enterFirst({ login, password }: { readonly login: string; readonly password: string }): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'ru-RU' })).newPage()
  // Beside the recognition exam an answer may take long.
  page.setDefaultTimeout(90_000)
  await page.goto(server.url)
  await page.getByLabel('Логин').fill(login)
  await page.getByLabel('Пароль').fill(password)
  await page.keyboard.press('Enter')
  await page.getByLabel('Новый пароль').fill(OWN_PASSWORD)
  await look(page, 'first-password')
  await page.getByLabel('Ещё раз').fill(OWN_PASSWORD)
  await page.getByRole('button', { name: 'Дальше' }).click()
  return page
}

const seen = new Set<string>()
async function look(page: Page, name: string): Promise<void> {
  if (seen.has(name)) return
  seen.add(name)
  await takeScreenshot(page, `setup-${name}`)
  expect(await accessibilityProblems(page), name).toEqual([])
}

const table = (name: string, rows: readonly (readonly (string | number)[])[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(writeCsv(rows)) })
const go = (name: string): Promise<void> => desk.getByRole('navigation').getByRole('link', { name, exact: true }).click()

describe('a coordinator who has never run a campaign, from an empty installation to a finished draw', () => {
  test('the first login comes from the command line, its password is changed at once, and the empty desk says what is next', async () => {
    desk = await enterFirst(first)
    await desk.getByRole('link', { name: 'Перепроверка', exact: true }).waitFor()
    await look(desk, 'empty')
    await desk.getByRole('link', { name: 'Перепроверка', exact: true }).click()
    await desk.getByLabel('Название перепроверки').fill('Перепроверка ВПР, весна 2026')
    await desk.getByLabel('Муниципалитет').fill('Городской округ Заречный')
    await look(desk, 'campaign')
    await desk.getByRole('button', { name: 'Завести перепроверку' }).click()
    await desk.getByText('Перепроверка ВПР, весна 2026').first().waitFor()
    await look(desk, 'steps')
  })

  test('schools come from a table: every problem by row, a preview before it counts', async () => {
    await go('Школы')
    await desk.getByText('Школ пока нет').waitFor()
    await look(desk, 'schools-empty')
    await desk.getByText('Загрузить таблицу').click()
    const rows = [['Школа', 'Координатор', 'Логин', 'В прошлогоднем списке'], ...SCHOOLS.map((name, index) => [name, `Иванова Мария ${index + 1}`, '', index === 1 ? 'да' : ''])]
    await desk.locator('input[type=file]').setInputFiles(table('школы.csv', [...rows, ['МБОУ «СОШ № 6»', '', '', ''], ['МБОУ «СОШ № 7»', 'Петрова Анна', 'ой', 'может быть']]))
    await desk.getByText('пока ничего не изменено').waitFor()
    await desk.getByText('не указан координатор школы').waitFor()
    await desk.getByText(/логин «ой».*нужно «да» или пусто/).waitFor()
    await look(desk, 'schools-preview')
    expect(await server.engines.database.db.selectFrom('school').selectAll().execute()).toEqual([])
    await desk.getByRole('button', { name: 'Принять строк: 5' }).click()
    await desk.getByText('Принято: новых 5').waitFor()
    await desk.locator('input[type=file]').setInputFiles(table('школы.csv', rows))
    await desk.getByText('Новых и изменённых строк нет.').waitFor()
  })

  test('a form with faults is told field by field; a whole one is taken with its blank', async () => {
    await go('Предметы')
    await desk.getByText('Предметов пока нет').waitFor()
    await look(desk, 'forms-empty')
    const json = await readFile(join(FORMS, 'physics-7-2023.json'), 'utf8')
    const broken = JSON.parse(json) as { tasks: { maxScore: number }[] }
    broken.tasks[0]!.maxScore = -1
    await desk.locator('input[type=file]').setInputFiles({ name: 'physics.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(broken)) })
    await desk.getByText('tasks[0].maxScore').waitFor()
    await look(desk, 'forms-problems')
    await desk.locator('input[type=file]').setInputFiles(['physics-7-2023.json', 'physics-7-2023.pdf', 'physics-7-2023-v2.pdf'].map((name) => join(FORMS, name)))
    await desk.getByRole('heading', { name: /Физика/ }).waitFor()
    await look(desk, 'forms')
  })

  test('the commission comes from a table and by hand; passwords are printed once', async () => {
    await go('Комиссия')
    await look(desk, 'people-empty')
    await desk.getByText('Загрузить таблицу').click()
    const rows = [
      ['ФИО', 'Роль', 'Школа', 'Предметы', 'Квалификация', 'Стаж', 'Конфликты интересов'],
      ['Сидорова Ольга Николаевна', 'председатель', SCHOOLS[0]!, 'Физика', 'учитель, высшая категория', 20, ''],
      ...SCHOOLS.map((name, index) => [`Кузнецов Пётр ${index + 1}`, 'эксперт', name, 'физика', 'учитель', 5 + index, index === 0 ? SCHOOLS[3]! : '']),
      ['Орлова Инна', 'эксперт', 'МБОУ «СОШ № 77»', 'Астрономия', '', 1, ''],
    ]
    await desk.locator('input[type=file]').setInputFiles(table('комиссия.csv', rows))
    await desk.getByText(/предмета «Астрономия».*стаж 1 меньше.*школы МБОУ «СОШ № 77» нет в списке/).waitFor()
    await look(desk, 'people-preview')
    await desk.getByRole('button', { name: 'Принять строк: 6' }).click()
    await desk.getByText('Принято: новых 6').waitFor()
    await desk.getByRole('button', { name: 'Добавить человека' }).click()
    const dialog = desk.getByRole('dialog')
    await dialog.getByLabel('Фамилия, имя, отчество').fill('Яковлева Дарья')
    await dialog.getByLabel('Основное место работы').selectOption({ label: SCHOOLS[4]! })
    await dialog.getByLabel('Стаж, лет').fill('9')
    await dialog.getByLabel('Заявление о конфликтах интересов уже есть на бумаге').check()
    await look(desk, 'person')
    await dialog.getByRole('button', { name: 'Сохранить' }).click()
    await desk.getByRole('rowheader', { name: /Яковлева/ }).waitFor()
    await desk.getByRole('button', { name: 'Выдать пароли тем, у кого их нет: 7' }).click()
    await desk.getByRole('heading', { name: 'Листки с паролями' }).waitFor()
    expect(await desk.locator('.slips li').count()).toBe(7)
    await look(desk, 'slips')
  })

  test('an expert declares conflicts at the first login, before any work', async () => {
    const slip = desk.locator('.slips li').filter({ hasText: 'Кузнецов Пётр 2' })
    const [login, password] = await slip.locator('code').allTextContents()
    const page = await enterFirst({ login: login!, password: password! })
    await page.getByRole('heading', { name: /конфликт интересов/ }).waitFor()
    await look(page, 'declare')
    await page.getByLabel(`${SCHOOLS[2]!}: конфликт интересов`).check()
    await page.getByLabel('Заявляю: других').check()
    await page.getByRole('button', { name: 'Заявить и продолжить' }).click()
    await page.getByText('Работ для проверки нет').waitFor()
    const expert = await server.engines.database.db.selectFrom('account').select(['conflicts', 'first_steps']).where('login', '=', login!).executeTakeFirstOrThrow()
    expect(expert.conflicts).toHaveLength(1)
    expect(expert.first_steps).toEqual([])
    await desk.getByRole('button', { name: 'Готово, листки напечатаны' }).click()
    await look(desk, 'people')
  })

  test('the sample: results are sent, a school is decided on with a reason, dice draw the works', async () => {
    await go('Выборка')
    await desk.getByText('Результатов по этому предмету ещё нет.').waitFor()
    await desk.getByText('Загрузить результаты школ').click()
    const { tasks } = JSON.parse(await readFile(join(FORMS, 'physics-7-2023.json'), 'utf8')) as Form
    const rows = Array.from({ length: 30 }, (_, index) => ({ code: String(70001 + index), variant: '1', scores: Object.fromEntries(tasks.map(({ id }) => [id, '1'])), total: '11', classNumber: '1', journalMark: '5' }))
    await desk.locator('select[name=school]').selectOption({ label: SCHOOLS[1]! })
    await desk.locator('input[type=file]').setInputFiles({ name: 'форма.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: Buffer.from(await writeResultsForm({ tasks, rows })) })
    await desk.getByText('Школа была в прошлогоднем списке.').waitFor()
    await desk.getByRole('button', { name: `Решить: ${SCHOOLS[1]!}` }).click()
    await desk.getByLabel('перепроверить', { exact: true }).check()
    await desk.getByLabel('Почему').fill('по порядку: прошлогодний список')
    await desk.getByRole('dialog').getByRole('button', { name: 'Сохранить' }).click()
    await desk.getByText('по порядку: прошлогодний список').waitFor()
    for (const school of SCHOOLS.filter((one) => one !== SCHOOLS[1])) {
      await desk.locator('select[name=school]').selectOption({ label: school })
      await desk.locator('input[type=file]').setInputFiles({ name: `${school}.xlsx`, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: Buffer.from(await writeResultsForm({ tasks, rows })) })
      await desk.getByText(`${school}.xlsx`).waitFor()
    }
    await look(desk, 'sample-before')
    await desk.getByRole('button', { name: 'Опубликовать опись' }).click()
    await desk.getByText('Опись опубликована').waitFor()
    await desk.getByRole('button', { name: 'Пусть бросит программа' }).click()
    await desk.getByRole('button', { name: 'Сделать выборку' }).click()
    await desk.getByText('В выборке работ: 2,').waitFor()
    await desk.getByLabel('Доля работ каждого предмета, %').fill('100')
    await desk.getByRole('button', { name: 'Расширить выборку' }).click()
    await desk.getByText('В выборке работ: 150,').waitFor()
    await look(desk, 'sample')
  })

  test('the draw is published, thrown for with dice and drawn; works go on when an expert leaves', async () => {
    await addWorks()
    await server.engines.database.db.updateTable('account').set({ first_steps: JSON.stringify([]) }).where('role', '=', 'expert').execute()
    await go('Распределение')
    await desk.getByText('Экспертов хватает').waitFor()
    await desk.getByText('Числа школ (необязательно)').click()
    await look(desk, 'draw-before')
    await desk.getByRole('button', { name: 'Опубликовать опись' }).click()
    await desk.getByText('Опись опубликована').waitFor()
    const stranger = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'ru-RU' })).newPage()
    await stranger.goto(`${server.url}/public`)
    await stranger.getByText('жеребьёвки ещё не было').waitFor()
    await look(stranger, 'public')
    await desk.getByRole('button', { name: 'Пусть бросит программа' }).click()
    await look(desk, 'draw-dice')
    await desk.getByRole('button', { name: 'Провести жеребьёвку' }).click()
    await desk.getByText(/Жеребьёвка проведена/).waitFor()
    await look(desk, 'draw-done')
    desk.once('dialog', (dialog) => void dialog.accept())
    await desk.getByRole('button', { name: 'Выбыл: Кузнецов Пётр 3' }).click()
    await desk.getByText(/Передано другим экспертам работ: [1-9]/).waitFor()
    await go('Ход')
    await desk.getByText('Распределено работ: 10 из 10').waitFor()
    await look(desk, 'progress')
  })
})

/** Works of every school that have gone the whole way to the draw. */
async function addWorks(): Promise<void> {
  const { db } = server.engines.database
  const { id: campaign } = await db.selectFrom('campaign').select('id').executeTakeFirstOrThrow()
  for (const { id: school } of await db.selectFrom('school').select('id').execute()) {
    for (const code of ['70001', '70002']) {
      await db.insertInto('work').values({ id: newId(), campaign_id: campaign, school_id: school, form_id: 'physics-7-2023', participant_code: code, variant: '1', state: 'anonymised', cipher: newId() }).execute()
    }
  }
}
