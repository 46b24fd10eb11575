import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { planMunicipality, type Municipality } from '../../fixtures/municipality.ts'
import type { BlindWorks, DoubtList } from '../../grader-ui/api/school.ts'
import { writeResultsForm } from '../../pipeline/results-form/write-results-form.ts'
import { readConfig } from '../../storage/config.ts'
import { foundCampaign } from '../../workers/demo/found-campaign.ts'
import { HttpPerson } from '../../workers/demo/http-person.ts'
import { untilDone } from '../../workers/demo/until-done.ts'
import { runServer, type RunningServer } from '../../workers/run-server.ts'
import { accessibilityProblems, dropFiles, lookOtherwise, openBrowser, takeScreenshot } from '../harness/browser.ts'
import { deskScans } from './desk-scans.ts'

const PASSWORD = 'school-desk-password'
const FORM = 'physics-7-2023'
const folder = mkdtempSync(join(tmpdir(), 'sverka-school-desk-'))
let municipality: Municipality
let server: RunningServer
let browser: Browser
let page: Page
let eyes: HttpPerson

const { stacks, scan, torn, again, truthOf } = deskScans(folder)

beforeAll(async () => {
  const whole = await planMunicipality({ seed: 'school desk', worksAForm: 1 })
  municipality = { ...whole, forms: whole.forms.filter((form) => form.id === FORM), works: [] }
  const config = readConfig({ SVERKA_DATA_DIR: join(folder, 'data'), SVERKA_PORT: '0' })
  if (!config.ok) throw new Error(config.reason.join())
  server = await runServer({ config: config.value, log: pino({ level: 'warn' }), loginsPerMinute: 1000 })
  await foundCampaign({ db: server.engines.database.db, blobs: server.engines.blobs, municipality, password: PASSWORD, at: new Date() })
  browser = await openBrowser()
  page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'ru-RU' })).newPage()
  eyes = await new HttpPerson(server.url).login(municipality.schools[0]!.login, PASSWORD)
  await page.goto(server.url)
  await page.getByLabel('Логин').fill(municipality.schools[0]!.login)
  await page.getByLabel('Пароль').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Выйти' }).waitFor()
})
afterEach(async ({ task }) => { if (task.result?.state === 'fail') await takeScreenshot(page, `failed-${new URL(page.url()).pathname.replaceAll('/', '-')}`) })
afterAll(async () => {
  await browser?.close()
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function look(name: string): Promise<void> {
  await takeScreenshot(page, `desk-${name}`)
  expect(await accessibilityProblems(page), name).toEqual([])
}
/** One key says that nothing on the work shown tells whose it is; to leave before the server has heard it would take the word back. */
const passWork = async (): Promise<void> => {
  await page.locator('.strip-head').waitFor()
  await Promise.all([page.waitForResponse((answer) => answer.url().endsWith('/api/school/blind/look')), page.keyboard.press('Enter')])
}
const choose = (paths: readonly string[]): Promise<void> => page.locator('input[type=file]').first().setInputFiles([...paths])
const settled = (): Promise<void> => untilDone(server.engines.database.db, () => Promise.resolve())

test('a school secretary sends scans over a link that breaks and takes them up again after a reload', async () => {
  await page.getByText('Файлов пока нет').waitFor()
  const broken = join(folder, 'обрыв.pdf')
  writeFileSync(broken, Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(50_000, 7)]))
  // The connection breaks before the first byte has come, and stays away for good.
  await page.route('**/api/school/uploads/*', (route) => (route.request().method() === 'PATCH' ? route.abort('connectionreset') : route.continue()))
  await choose([broken])
  await page.getByText(/Связи нет/).waitFor({ timeout: 60_000 })
  await look('cut')
  await page.reload()
  await page.getByText(/отправлен не полностью/).waitFor()
  await look('unfinished')
  await page.unroute('**/api/school/uploads/*')
  await choose([broken])
  await page.getByText('принят, страницы читаются.').waitFor()
  await page.getByText(/Файл не принят/).waitFor({ timeout: 200_000 })
  expect(await page.getByText(/отправлен не полностью/).count()).toBe(0)
})

test('a whole folder is sent, what is no scan in it is refused by name, what the system left there is not sent', async () => {
  const inside = join(folder, 'класс 7А')
  mkdirSync(inside)
  for (const name of ['Thumbs.db', 'заметки.txt']) writeFileSync(join(inside, name), 'не скан')
  await page.goto(server.url)
  await page.getByText('Выбрать папку').locator('input').setInputFiles(inside)
  await page.locator('.answers li').first().waitFor()
  expect(await page.locator('.answers li').allTextContents()).toEqual([expect.stringMatching(/класс 7А › заметки\.txt — это не PDF, TIFF, JPEG, PNG или ZIP/)])
})

test('a folder dropped onto the page is sent with all that lies in folders inside of it, in the order of their names', async () => {
  const dropped = join(folder, 'сканы школы')
  for (const inside of ['.', '7Б', '7А/заново']) mkdirSync(join(dropped, inside), { recursive: true })
  for (const name of ['7Б/стр 10.txt', '7Б/стр 9.txt', '7А/заново/стр 1.txt', '7А/Thumbs.db', 'опись.txt']) writeFileSync(join(dropped, name), 'не скан')
  const alone = join(folder, 'отдельно.txt')
  writeFileSync(alone, 'не скан')
  await page.goto(server.url)
  await dropFiles(page, page.locator('.drop'), [dropped, alone])
  const answers = page.locator('.answers li')
  await expect.poll(() => answers.count(), { timeout: 60_000 }).toBe(5)
  expect((await answers.allTextContents()).map((text) => text.split(' — ')[0])).toEqual(['сканы школы › 7А › заново › стр 1.txt', 'сканы школы › 7Б › стр 9.txt', 'сканы школы › 7Б › стр 10.txt', 'сканы школы › опись.txt', 'отдельно.txt'])
  expect(await answers.first().textContent()).toMatch(/это не PDF, TIFF, JPEG, PNG или ZIP/)
  expect(await page.locator('.drop.over').count()).toBe(0)
  await look('dropped')
})

test('what is missing, doubled or doubtful is said; every step is one press and can be taken back', async () => {
  const codes = ['70002', '70004', '70005']
  const files = [await scan('повтор.pdf', 'duplicate-page', '70002'), await scan('пропуск.pdf', 'missing-page', '70004'), await scan('без кода.pdf', 'code-missing', '70005')]
  const { pages } = municipality.forms[0]!
  files.push(await again('ещё раз.jpg', 'пропуск.pdf', 1, pages[0]!.fields.find((field) => field.kind === 'code')!.box))
  const rows = codes.map((code, index) => {
    const plan = [...stacks.values()].flatMap((stack) => stack.plans).find((one) => one.code === code)!
    // One total in Excel is not what stands on the paper.
    return { code, variant: plan.variant, scores: plan.scores, total: String(Number(plan.total) + (index === 0 ? 1 : 0)), classNumber: index === 2 ? '2' : '1', journalMark: null }
  })
  const { tasks } = municipality.forms[0]!
  writeFileSync(join(folder, 'физика.xlsx'), await writeResultsForm({ tasks, rows: [...rows, { ...rows[0]!, code: '70008', classNumber: '2' }] }))
  await choose([join(folder, 'физика.xlsx'), ...files])
  await expect.poll(() => page.getByText('прочитан', { exact: true }).count(), { timeout: 200_000 }).toBe(4)
  await settled()
  await look('read')
  await lookOtherwise(page, 'desk-read')
  // All sections in one row on an office screen.
  expect(new Set(await page.locator('.top nav a').evaluateAll((links) => links.map((link) => Math.round(link.getBoundingClientRect().top)))).size).toBe(1)

  // A sheet that was scanned once more, half its code covered, is found by its ink.
  await page.goto(`${server.url}/works`)
  await page.getByText('Похоже, это один и тот же лист, отсканированный дважды').waitFor()
  await look('works-twin')
  await page.getByRole('button', { name: 'Один лист, оставить: 70004, стр. 1' }).click()
  await page.getByText('Похоже, это один и тот же лист, отсканированный дважды').waitFor({ state: 'detached' })

  await page.goto(`${server.url}/doubts`)
  for (;;) {
    const [doubt] = (await eyes.get<DoubtList>('/api/school/doubts')).doubts
    if (!doubt) break
    const value = truthOf(doubt)
    await page.locator('.counter b').first().waitFor()
    await eyes.send('POST', `/api/school/doubts/${doubt.id}/answer`, { value })
  }
  await page.reload()
  await page.getByText('Сомнений нет').waitFor()

  await page.goto(`${server.url}/works`)
  await page.getByText('Нет страницы 2 работы 70004: сканер мог взять два листа сразу').waitFor()
  await page.getByText('Второй скан страницы 2 работы 70002').waitFor()
  await page.getByRole('rowheader', { name: '2', exact: true }).waitFor()
  await page.getByText('70008').first().waitFor()
  await look('works')
  await lookOtherwise(page, 'desk-works')
  await page.getByRole('button', { name: 'Принять' }).click()
  await expect.poll(() => page.getByText('Второй скан страницы 2 работы 70002').count()).toBe(0)

  await page.goto(`${server.url}/pages`)
  await page.getByRole('button', { name: /Убранные/ }).click()
  await page.locator('.page-card', { hasText: 'повтор.pdf' }).getByRole('link', { name: 'Открыть' }).click()
  await page.getByText('Что делали с этой страницей').waitFor()
  await look('page-discarded')
  await page.getByRole('button', { name: /Отменить последнее действие/ }).click()
  await page.getByRole('button', { name: 'Взять в работу этот скан' }).waitFor()
  await look('page-rival')
  await lookOtherwise(page, 'desk-page-rival')
  await page.getByRole('button', { name: 'Взять в работу этот скан' }).click()
  await page.getByRole('heading', { name: /В работе: работа 70002/ }).waitFor()

  // Somebody believes that it is another page: the program looks again, does not find it there, and lets people read it; that can be taken back.
  await page.getByText('Это другая страница, другая работа или вариант').click()
  await page.getByLabel('Страница бланка').fill('3')
  await page.getByText('Программа приняла лист за страницу 2.', { exact: false }).waitFor()
  await look('page-other')
  await page.getByRole('button', { name: 'Это другая страница' }).click()
  await page.getByText('исправлено, какая это страница').waitFor()
  await settled()
  await page.getByText('Эту страницу узнал человек', { exact: false }).waitFor()
  await look('page-corrected')
  await page.getByRole('button', { name: /Отменить последнее действие/ }).click()
  await page.getByText('действие отменено').nth(1).waitFor()
  await page.getByText('страница бланка 2', { exact: false }).first().waitFor()

  await page.goto(`${server.url}/checks`)
  await page.getByRole('heading', { name: /Сумма на бумаге и в Excel различаются/ }).waitFor()
  await look('checks')
  await lookOtherwise(page, 'desk-checks')
})

test('a sample is entered a second time, papers are attached', async () => {
  await page.goto(`${server.url}/verify`)
  await page.locator('.verify .crop').waitFor()
  await look('verify')
  await page.locator('.verify .candidates button').first().click()
  await page.goto(`${server.url}/papers`)
  writeFileSync(join(folder, 'критерии.pdf'), '%PDF-1.4\n% criteria\n')
  await page.locator('input[type=file]').setInputFiles(join(folder, 'критерии.pdf'))
  await page.getByRole('button', { name: 'Приложить' }).click()
  await page.getByRole('link', { name: 'критерии.pdf' }).waitFor()
  await page.getByLabel('Для чего ключ').fill('Сканер в кабинете 12')
  await page.getByRole('button', { name: 'Создать ключ' }).click()
  await page.getByText(/больше он не будет показан/).waitFor()
  await look('papers')
  await lookOtherwise(page, 'desk-papers')

})

test('a page that the program does not know is named by a person, asked field by field, and hidden by hand before experts see it', async () => {
  await page.goto(server.url)
  await page.getByText(/В работе 70004 нет страницы 2/).waitFor()
  await choose([await torn('оторвана.jpg', '70004', 2)])
  await expect.poll(() => page.getByText('прочитан', { exact: true }).count(), { timeout: 200_000 }).toBe(5)
  await settled()
  await page.goto(`${server.url}/pages`)
  const card = page.locator('.page-card', { hasText: 'оторвана.jpg' })
  await card.getByRole('link', { name: 'Открыть' }).click()
  await page.getByLabel('Страница бланка').fill('2')
  await page.getByLabel('Код', { exact: true }).fill('70004')
  await look('page-unknown')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /В работе: работа 70004/ }).waitFor()
  await page.getByText('Эту страницу узнал человек', { exact: false }).waitFor()
  await settled()
  await look('page-named')

  await page.goto(`${server.url}/doubts`)
  const { doubts } = await eyes.get<DoubtList>('/api/school/doubts')
  const byHand = doubts.filter((doubt) => doubt.fileName === 'оторвана.jpg')
  expect(byHand.map((doubt) => doubt.kind)).toContain('score')
  await page.getByText('страницу узнал человек, читает её тоже человек').waitFor()
  await look('doubt-by-hand')
  for (const doubt of doubts) await eyes.send('POST', `/api/school/doubts/${doubt.id}/answer`, { value: truthOf(doubt) })
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Передать на перепроверку: 3' }).click()
  await page.getByText('На бумаге не всё сходится', { exact: false }).waitFor()
  await look('release-asks')
  await page.getByLabel(/Сумма на бумаге и в Excel различаются: 1/).fill('Учитель ошибся при подсчёте или переносе')
  await page.keyboard.press('Enter')
  // One who is declared was never scanned: the end says so.
  await page.getByText('Все найденные работы переданы').waitFor()
  await page.getByText(/чьих работ в сканах нет \(1\): 70008/).waitFor()
  await look('released')
  await lookOtherwise(page, 'desk-released')

  await settled()
  const blocked = async () => (await eyes.get<BlindWorks>('/api/school/blind')).works.flatMap((work) => work.pages.filter((one) => one.mustMask).map((one) => ({ ...one, code: work.participantCode })))
  expect(await blocked()).toMatchObject([{ code: '70004', formPage: 2 }])
  for (;;) {
    await page.goto(`${server.url}/blind`)
    await page.locator('.strip-head').waitFor()
    if (await page.getByText('работа 70004').count() > 0) break
    await passWork()
  }
  await page.keyboard.press('2')
  await page.locator('.mask-sheet').waitFor()
  for (const key of ['ArrowDown', 'Space', 'Enter']) await page.keyboard.press(key)
  await page.locator('.mask-sheet').waitFor({ state: 'detached' })
  await settled()
  expect(await blocked()).toEqual([])
  await page.goto(`${server.url}/blind`)
  await page.getByText(/Страница не совпала с бланком/).waitFor()
  await look('blind-by-hand')
  // Hidden is not yet seen: the work waits for one look more.
  expect((await server.engines.database.db.selectFrom('work').select('state').where('participant_code', '=', '70004').executeTakeFirst())?.state).toBe('released')
  for (;;) {
    await page.goto(`${server.url}/blind`)
    if ((await eyes.get<BlindWorks>('/api/school/blind')).works.every((work) => work.participantCode !== '70004')) break
    await passWork()
    await settled()
  }
  expect((await server.engines.database.db.selectFrom('work').select('state').where('participant_code', '=', '70004').executeTakeFirst())?.state).toBe('anonymised')
})
