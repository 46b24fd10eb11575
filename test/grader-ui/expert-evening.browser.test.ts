import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { drawScores } from '../../fixtures/plan-work.ts'
import { seededRandom } from '../../fixtures/random.ts'
import type { ExpertQueue, ExpertWork } from '../../grader-ui/api/expert.ts'
import type { Database } from '../../storage/database/database.ts'
import { ensureWebBuilt } from '../../workers/ensure-web-built.ts'
import { accessibilityProblems, openBrowser, takeScreenshot } from '../harness/browser.ts'
import { openMemoryDatabase } from '../harness/memory-database.ts'
import { enterAs, openMarkingStage, STAGE_FORM, type MarkingStage } from './harness/marking-stage.ts'

const WORKS = 40
const DESK = { width: 1280, height: 720 }
const TABLET = { width: 820, height: 1180 }
const DEADLINE = new Date(Date.now() + 3 * 86_400_000).toISOString()
let database: Database
let stage: MarkingStage
let browser: Browser

beforeAll(async () => {
  await ensureWebBuilt()
  database = await openMemoryDatabase()
  stage = await openMarkingStage({ database, experts: 6, works: WORKS, settings: { marking: { deadline: DEADLINE } } })
  browser = await openBrowser()
})
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  for (const [index, page] of browser.contexts().flatMap((context) => context.pages()).entries()) await takeScreenshot(page, `failed-evening-${index}`)
})
afterAll(async () => {
  await browser?.close()
  await stage?.close()
  await database?.close()
})

async function enter(login: string, viewport = DESK): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport, locale: 'ru-RU' })
  const page = await context.newPage()
  await enterAs(page, stage.url, login)
  await page.getByRole('heading', { name: 'Физика, 7 класс' }).waitFor()
  return { context, page }
}

const ask = <T>(page: Page, path: string): Promise<T> => page.evaluate(async (url) => (await fetch(url)).json() as unknown, path) as Promise<T>
const keyOf = (score: string): string => (score === 'X' ? 'KeyX' : score === 'Н/П' ? 'KeyY' : score)
const intended = (cipher: string): Record<string, string> => drawScores(stage.form, seededRandom(cipher))
const taskIds = (): string[] => stage.form.tasks.map(({ id }) => id)

/** The cipher of the work on the screen, once its tasks are there. */
async function shownCipher(page: Page, before: string | null = null): Promise<string> {
  await page.waitForURL(({ pathname }) => pathname.startsWith('/works/') && pathname !== `/works/${before}`)
  const cipher = new URL(page.url()).pathname.split('/').at(-1)!
  await page.locator(`h1 .cipher[title="${cipher}"]`).waitFor()
  return cipher
}

/** The newest scores that the database holds of an expert, by cipher and task. */
async function heldScores(expert: string): Promise<Record<string, Record<string, string>>> {
  const rows = await stage.db.selectFrom('grade as g').innerJoin('assignment as a', 'a.id', 'g.assignment_id').innerJoin('work as w', 'w.id', 'a.work_id').select(['w.cipher', 'g.task', 'g.score'])
    .where('a.expert_id', '=', expert).orderBy('g.seq').execute()
  const held: Record<string, Record<string, string>> = {}
  for (const row of rows) (held[row.cipher] ??= {})[row.task] = row.score
  return held
}
const heldOf = async (expert: string, cipher: string): Promise<Record<string, string>> => (await heldScores(expert))[cipher] ?? {}
const saved = (page: Page): Promise<void> => page.getByText('Сохранено').waitFor()
const go = (page: Page): Promise<void> => page.getByRole('link', { name: /Начать проверку|Продолжить/ }).click()

async function look(page: Page, name: string): Promise<void> {
  await takeScreenshot(page, name)
  expect(await accessibilityProblems(page), name).toEqual([])
}

describe('an evening of forty works', () => {
  test('by keyboard alone, as many keys as tasks and one more, the network cut in the middle, ends with exactly the intended scores', async () => {
    const { context, page } = await enter('expert-1')
    const fetched: string[] = []
    page.on('request', (request) => { if (request.url().includes('/api/expert/pages/')) fetched.push(request.url()) })
    const heard = new Set<string>()
    page.on('requestfinished', (request) => { if (request.url().includes('/api/expert/works/')) heard.add(new URL(request.url()).pathname.split('/')[4]!) })
    await page.getByRole('link', { name: 'Начать проверку' }).focus()
    await page.keyboard.press('Enter')
    const keysOf = new Map<string, number>()
    let cipher = await shownCipher(page)
    for (let done = 0; ; done++) {
      const scores = intended(cipher)
      let keys = 0
      const press = async (key: string): Promise<void> => { keys++; await page.keyboard.press(key) }
      for (const [index, task] of taskIds().entries()) {
        if (done === 11 && index === 4) {
          await expect.poll(() => heard.size, { message: 'the next work is here before it is needed' }).toBe(done + 2)
          await context.setOffline(true)
        }
        if (done === 12 && index === 2) {
          await page.getByText('Нет связи').waitFor()
          expect(Object.keys(await heldOf('expert-1', cipher))).toEqual([])
          await context.setOffline(false)
        }
        await press(keyOf(scores[task]!))
      }
      await press('Enter')
      keysOf.set(cipher, keys)
      if (done + 1 === WORKS) break
      cipher = await shownCipher(page, cipher)
      if (done === 19) await look(page, 'evening-half')
    }
    await page.getByRole('button', { name: `Сдать готовые работы: ${WORKS}` }).waitFor()
    expect(new Set(keysOf.values())).toEqual(new Set([taskIds().length + 1]))
    await expect.poll(() => heldScores('expert-1'), { timeout: 20_000 }).toEqual(Object.fromEntries([...keysOf.keys()].map((one) => [one, intended(one)])))
    // Every page once; what was cut off with the network may be asked for again.
    expect(fetched.length - new Set(fetched).size).toBeLessThan(12)
    await look(page, 'evening-complete')

    // Looked over before handing in: one work is opened again and corrected.
    const first = [...keysOf.keys()][0]!
    await page.goto(`${stage.url}/works/${first}`)
    await page.getByText('Все задания оценены').waitFor()
    await page.keyboard.press('X')
    await saved(page)
    await page.goto(stage.url)
    await page.getByRole('button', { name: `Сдать готовые работы: ${WORKS}` }).press('Enter')
    await page.getByRole('dialog').waitFor()
    await look(page, 'evening-hand-in')
    await page.keyboard.press('Enter')
    await page.getByText('Всё проверено. Спасибо!').waitFor()
    expect((await heldOf('expert-1', first))[taskIds()[0]!]).toBe('X')
    expect(await stage.db.selectFrom('assignment').select('id').where('expert_id', '=', 'expert-1').where('state', '=', 'submitted').execute()).toHaveLength(WORKS)
    const queue = await ask<ExpertQueue>(page, '/api/expert/queue')
    expect(queue.pace).toMatchObject({ worksToday: WORKS })
    expect(queue.deadline).toBe(DEADLINE)

    const sheet = await page.request.get(`${stage.url}/api/expert/batches/${STAGE_FORM}/sheet`)
    expect((await sheet.body()).subarray(0, 5).toString()).toBe('%PDF-')
  })
})

describe('nothing typed is lost', () => {
  test('undo goes back over works; a work put off comes last; comment, note and flag are kept', async () => {
    const { page } = await enter('expert-2')
    await go(page)
    const first = await shownCipher(page)
    for (let given = 0; given < taskIds().length; given++) await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    const second = await shownCipher(page, first)
    await page.keyboard.press('0')
    await page.keyboard.press('Backspace')
    await expect.poll(() => heldOf('expert-2', second)).toEqual({ [taskIds()[0]!]: '' })
    await page.keyboard.press('Control+KeyZ')
    expect(await shownCipher(page, second)).toBe(first)
    await expect.poll(async () => (await heldOf('expert-2', first))[taskIds().at(-1)!]).toBe('')
    expect(await page.locator('li[aria-current=true] .task > span').first().textContent()).toBe(taskIds().at(-1))
    await page.keyboard.press('0')

    await page.keyboard.press('KeyC')
    await page.keyboard.type('нет единиц измерения')
    await page.keyboard.press('Enter')
    await page.keyboard.press('KeyN')
    await page.keyboard.type('здесь верный ход')
    await look(page, 'evening-note')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Заметка 1: здесь верный ход' }).waitFor()
    await page.keyboard.press('KeyF')
    await page.getByRole('button', { name: 'Не читается' }).click()
    await page.getByText('Передано председателю').waitFor()
    await page.keyboard.press('Escape')
    await saved(page)
    await page.reload()
    const work = await ask<ExpertWork>(page, `/api/expert/works/${first}`)
    expect(work.tasks.at(-1)).toMatchObject({ score: '0', comment: 'нет единиц измерения' })
    expect(work.pages.flatMap(({ notes }) => notes)).toMatchObject([{ text: 'здесь верный ход' }])

    await page.goto(`${stage.url}/works/${second}`)
    await shownCipher(page)
    await page.keyboard.press('KeyL')
    const third = await shownCipher(page, second)
    await saved(page)
    const queue = await ask<ExpertQueue>(page, '/api/expert/queue')
    expect(queue.batches[0]!.works.filter(({ later }) => later).map(({ cipher }) => cipher)).toEqual([second])
    expect(third).not.toBe(second)
    await page.keyboard.press('Shift+?')
    await page.getByRole('dialog', { name: 'Клавиши' }).waitFor()
    await look(page, 'evening-help')
  })

  test('a work that the network does not bring says so and comes by itself when the network is back', async () => {
    const { page } = await enter('expert-2')
    await page.route('**/api/expert/works/*', (route) => route.abort())
    await page.reload()
    await go(page)
    await page.getByText('Нет связи с сервером').waitFor()
    await page.unroute('**/api/expert/works/*')
    await shownCipher(page)
    expect(await page.getByText('Нет связи с сервером').count()).toBe(0)
  })

  test('a tab that crashes without a network sends what was typed when it is opened again', async () => {
    const { context, page } = await enter('expert-3')
    await go(page)
    const cipher = await shownCipher(page)
    await saved(page)
    await context.setOffline(true)
    for (const key of ['1', '0', 'KeyX']) await page.keyboard.press(key)
    await page.getByText('Нет связи').waitFor()
    await page.close({ runBeforeUnload: false })
    expect(await heldOf('expert-3', cipher)).toEqual({})
    await context.setOffline(false)
    const again = await context.newPage()
    await again.goto(`${stage.url}/works/${cipher}`)
    await shownCipher(again)
    const [one, two, three] = taskIds()
    await expect.poll(() => heldOf('expert-3', cipher)).toEqual({ [one!]: '1', [two!]: '0', [three!]: 'X' })
    expect(await again.locator('li[aria-current=true] .task > span').first().textContent()).toBe(taskIds()[3])
  })

  test('two tabs of one expert see each other and lose nothing', async () => {
    const { context, page } = await enter('expert-4')
    await go(page)
    const cipher = await shownCipher(page)
    const other = await context.newPage()
    await other.goto(`${stage.url}/works/${cipher}`)
    await shownCipher(other)
    const [one, two, three, four] = taskIds()
    await page.keyboard.press('1')
    await other.getByRole('button', { name: `Задание ${one}, до 1: 1` }).waitFor()
    await context.setOffline(true)
    await other.getByRole('button', { name: new RegExp(`^Задание ${two},`) }).click()
    await other.keyboard.press('2')
    await page.getByRole('button', { name: new RegExp(`^Задание ${three},`) }).click()
    await page.keyboard.press('0')
    await other.keyboard.press('1')
    await context.setOffline(false)
    await expect.poll(() => heldOf('expert-4', cipher), { timeout: 20_000 }).toEqual({ [one!]: '1', [two!]: '2', [three!]: '1' })
    await page.keyboard.press('0')
    await expect.poll(async () => (await heldOf('expert-4', cipher))[four!]).toBe('0')
    for (const tab of [page, other]) await saved(tab)
    await other.getByRole('button', { name: `Задание ${four}, до 1: 0` }).waitFor()
  })

  test('a work taken back while it is open says so, and what could not be taken any more is shown', async () => {
    const { context, page } = await enter('expert-5')
    await go(page)
    const cipher = await shownCipher(page)
    await saved(page)
    await page.keyboard.press('1')
    await saved(page)
    await context.setOffline(true)
    await page.keyboard.press('2')
    const { id } = await stage.db.selectFrom('work').select('id').where('cipher', '=', cipher).executeTakeFirstOrThrow()
    await stage.db.updateTable('assignment').set({ state: 'withdrawn' }).where('work_id', '=', id).execute()
    await context.setOffline(false)
    await page.getByRole('heading', { name: 'Этой работы у вас больше нет' }).waitFor()
    await page.getByText(/задание 2, балл 2\. Этой работы у вас больше нет/).waitFor()
    await look(page, 'evening-taken-back')
    await page.getByRole('button', { name: 'Понятно' }).click()
    await page.getByRole('link', { name: 'Продолжить' }).click()
    expect(await shownCipher(page, cipher)).not.toBe(cipher)
    expect(await heldOf('expert-5', cipher)).toEqual({ [taskIds()[0]!]: '1' })
  })

  test('a session that ends in the middle asks for the password and then sends what was typed', async () => {
    const { page } = await enter('expert-6', TABLET)
    await go(page)
    const cipher = await shownCipher(page)
    await look(page, 'evening-tablet')
    await saved(page)
    await stage.db.deleteFrom('session').execute()
    await page.keyboard.press('1')
    await page.getByText('Сеанс закончился').waitFor()
    await look(page, 'evening-session-ended')
    expect(await heldOf('expert-6', cipher)).toEqual({})
    await page.getByLabel('Логин').fill('expert-6')
    await page.getByLabel('Пароль').fill('пароль эксперта')
    await page.keyboard.press('Enter')
    await shownCipher(page)
    await expect.poll(() => heldOf('expert-6', cipher)).toEqual({ [taskIds()[0]!]: '1' })
  })
})
