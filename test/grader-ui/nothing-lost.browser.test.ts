import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ExpertQueue, ExpertWork } from '../../grader-ui/api/expert.ts'
import type { Database } from '../../storage/database/database.ts'
import { ensureWebBuilt } from '../../workers/ensure-web-built.ts'
import { openBrowser, takeScreenshot } from '../harness/browser.ts'
import { openMemoryDatabase } from '../harness/memory-database.ts'
import { ask, expertHands, go, keyOf, look, saved, shownCipher, TABLET, type ExpertHands } from './harness/expert-hands.ts'
import { openMarkingStage, type MarkingStage } from './harness/marking-stage.ts'

let database: Database
let stage: MarkingStage
let browser: Browser
let hands: ExpertHands

beforeAll(async () => {
  await ensureWebBuilt()
  database = await openMemoryDatabase()
  stage = await openMarkingStage({ database, experts: 6, works: 8 })
  browser = await openBrowser()
  hands = expertHands(stage, browser)
})
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  for (const [index, page] of browser.contexts().flatMap((context) => context.pages()).entries()) await takeScreenshot(page, `failed-nothing-lost-${index}`)
})
afterAll(async () => {
  await browser?.close()
  await stage?.close()
  await database?.close()
})

describe('nothing typed is lost', () => {
  test('undo goes back over works; a work put off comes last; comment, note and flag are kept', async () => {
    const { page } = await hands.enter('expert-2')
    await go(page)
    const first = await shownCipher(page)
    for (let given = 0; given < hands.taskIds.length; given++) await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    const second = await shownCipher(page, first)
    await page.keyboard.press('0')
    await page.keyboard.press('Backspace')
    await expect.poll(() => hands.heldOf('expert-2', second)).toEqual({ [hands.taskIds[0]!]: '' })
    await page.keyboard.press('Control+KeyZ')
    expect(await shownCipher(page, second)).toBe(first)
    await expect.poll(async () => (await hands.heldOf('expert-2', first))[hands.taskIds.at(-1)!]).toBe('')
    expect(await page.locator('li[aria-current=true] .task > span').first().textContent()).toBe(hands.taskIds.at(-1))
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
    const { page } = await hands.enter('expert-2')
    await page.route('**/api/expert/works/*', (route) => route.abort())
    await page.reload()
    await go(page)
    await page.getByText('Нет связи с сервером').waitFor()
    await page.unroute('**/api/expert/works/*')
    await shownCipher(page)
    expect(await page.getByText('Нет связи с сервером').count()).toBe(0)
  })

  test('task by task over all works: one key an answer, only the answer to be seen, the network cut in between', async () => {
    const { context, page } = await hands.enter('expert-1')
    const works = (await ask<ExpertQueue>(page, '/api/expert/queue')).batches[0]!.works.map(({ cipher }) => cipher)
    await page.getByRole('link', { name: 'По заданиям' }).click()
    for (const [index, task] of hands.taskIds.entries()) {
      await page.getByRole('heading', { name: `Задание ${task}` }).waitFor()
      if (index === 1) await look(page, 'task-run')
      for (const [place, cipher] of works.entries()) {
        await page.locator(`.panel .cipher[title="${cipher}"]`).waitFor()
        if (index === 2) await context.setOffline(place > 1 && place < 6)
        await page.keyboard.press(keyOf(hands.intended(cipher)[task]!))
      }
    }
    await page.getByRole('button', { name: `Сдать готовые работы: ${works.length}` }).waitFor()
    await expect.poll(() => hands.heldScores('expert-1'), { timeout: 20_000 }).toEqual(Object.fromEntries(works.map((cipher) => [cipher, hands.intended(cipher)])))
  })

  test('the look is chosen for this browser and stays, high contrast too', async () => {
    const { page } = await hands.enter('expert-2')
    await go(page)
    for (const name of ['Контрастный', 'Контрастный тёмный']) {
      await page.getByLabel('Вид').selectOption({ label: name })
      await page.reload()
      await shownCipher(page)
      await page.locator('.frame[data-state=shown]').waitFor()
      await look(page, `look-${name}`)
    }
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(0, 0, 0)')
    await page.getByLabel('Вид').selectOption({ label: 'Как в системе' })
    await page.emulateMedia({ contrast: 'more', colorScheme: 'light' })
    await expect.poll(() => page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(0, 0, 0)')
  })

  test('a tab that crashes without a network sends what was typed when it is opened again', async () => {
    const { context, page } = await hands.enter('expert-3')
    await go(page)
    const cipher = await shownCipher(page)
    await saved(page)
    await context.setOffline(true)
    for (const key of ['1', '0', 'KeyX']) await page.keyboard.press(key)
    await page.getByText('Нет связи').waitFor()
    await page.close({ runBeforeUnload: false })
    expect(await hands.heldOf('expert-3', cipher)).toEqual({})
    await context.setOffline(false)
    const again = await context.newPage()
    await again.goto(`${stage.url}/works/${cipher}`)
    await shownCipher(again)
    const [one, two, three] = hands.taskIds
    await expect.poll(() => hands.heldOf('expert-3', cipher)).toEqual({ [one!]: '1', [two!]: '0', [three!]: 'X' })
    expect(await again.locator('li[aria-current=true] .task > span').first().textContent()).toBe(hands.taskIds[3])
  })

  test('two tabs of one expert see each other and lose nothing', async () => {
    const { context, page } = await hands.enter('expert-4')
    await go(page)
    const cipher = await shownCipher(page)
    const other = await context.newPage()
    await other.goto(`${stage.url}/works/${cipher}`)
    await shownCipher(other)
    const [one, two, three, four] = hands.taskIds
    await page.keyboard.press('1')
    await other.getByRole('button', { name: `Задание ${one}, до 1: 1` }).waitFor()
    await context.setOffline(true)
    await other.getByRole('button', { name: new RegExp(`^Задание ${two},`) }).click()
    await other.keyboard.press('2')
    await page.getByRole('button', { name: new RegExp(`^Задание ${three},`) }).click()
    await page.keyboard.press('0')
    await other.keyboard.press('1')
    await context.setOffline(false)
    await expect.poll(() => hands.heldOf('expert-4', cipher), { timeout: 20_000 }).toEqual({ [one!]: '1', [two!]: '2', [three!]: '1' })
    await page.keyboard.press('0')
    await expect.poll(async () => (await hands.heldOf('expert-4', cipher))[four!]).toBe('0')
    for (const tab of [page, other]) await saved(tab)
    await other.getByRole('button', { name: `Задание ${four}, до 1: 0` }).waitFor()
  })

  test('a work taken back while it is open says so, and what could not be taken any more is shown', async () => {
    const { context, page } = await hands.enter('expert-5')
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
    expect(await hands.heldOf('expert-5', cipher)).toEqual({ [hands.taskIds[0]!]: '1' })
  })

  test('a session that ends in the middle asks for the password and then sends what was typed', async () => {
    const { page } = await hands.enter('expert-6', TABLET)
    await go(page)
    const cipher = await shownCipher(page)
    await look(page, 'evening-tablet')
    await saved(page)
    await stage.db.deleteFrom('session').execute()
    await page.keyboard.press('1')
    await page.getByText('Сеанс закончился').waitFor()
    await look(page, 'evening-session-ended')
    expect(await hands.heldOf('expert-6', cipher)).toEqual({})
    await page.getByLabel('Логин').fill('expert-6')
    await page.getByLabel('Пароль').fill('пароль эксперта')
    await page.keyboard.press('Enter')
    await shownCipher(page)
    await expect.poll(() => hands.heldOf('expert-6', cipher)).toEqual({ [hands.taskIds[0]!]: '1' })
  })
})
