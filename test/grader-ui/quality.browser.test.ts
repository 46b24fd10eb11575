import { PDFDocument, StandardFonts } from 'pdf-lib'
import { pino } from 'pino'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ExpertQueue } from '../../grader-ui/api/expert.ts'
import { drawCriteria } from '../../workers/jobs/draw-criteria.ts'
import { RecogniserPool } from '../../workers/recognition/recogniser-pool.ts'
import { ask, DESK, go, keyOf, look, shownCipher } from './harness/expert-hands.ts'
import { openMarkingDesk } from './harness/marking-desk.ts'
import { enterAs } from './harness/marking-stage.ts'

const WORKS = 8
let chair: Page
const recognisers = new RecogniserPool({ size: 1 })

const { stage, browser, hands } = await openMarkingDesk('quality', {
  experts: 2, works: WORKS, settings: { marking: { seedPercent: 13, taskTolerance: 0, totalTolerance: 0, stopAfter: 1 } },
  dispatch: async () => {
    const waiting = await stage.db.selectFrom('criteria').select('id').where('state', '=', 'waiting').execute()
    for (const { id } of waiting) await drawCriteria({ db: stage.db, blobs: stage.blobs, recognisers, clock: () => new Date(), log: pino({ level: 'silent' }), progress: () => Promise.resolve(), dispatch: () => Promise.resolve() }, id)
  },
})

beforeAll(async () => {
  chair = await (await browser.newContext({ viewport: DESK, locale: 'ru-RU' })).newPage()
  await enterAs(chair, stage.url, 'chair')
})
afterAll(() => { recognisers.close() })

/** Criteria as a commission has them: a PDF, here of two pages. */
async function criteriaPdf(): Promise<Buffer> {
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  for (const text of ['Tasks 1-5: one point for the answer', 'Tasks 6-11: two points for the whole solution']) pdf.addPage([595, 842]).drawText(text, { x: 60, y: 760, size: 18, font })
  return Buffer.from(await pdf.save())
}

/** The commission agrees on the scores of a work of the second expert, by keyboard, and says what it is for. */
async function agree(number: number, purpose: string, note: string): Promise<string> {
  const { cipher } = await stage.db.selectFrom('assignment as a').innerJoin('work as w', 'w.id', 'a.work_id').select('w.cipher').where('a.expert_id', '=', 'expert-2').where('a.place', '=', number).executeTakeFirstOrThrow()
  await chair.goto(`${stage.url}/quality`)
  await chair.getByRole('link', { name: 'Согласовать баллы' }).click()
  await chair.locator(`a.chip[href$="${cipher}"]`).click()
  await chair.locator('.task').first().waitFor()
  for (const task of hands.taskIds) await chair.keyboard.press(keyOf(hands.intended(cipher)[task]!))
  await chair.getByLabel('Назначение').selectOption({ label: purpose })
  await chair.getByLabel('Пояснение для эксперта').fill(note)
  await look(chair, `quality-agreed-${purpose}`)
  await chair.getByRole('button', { name: 'Записать' }).click()
  await chair.getByText('Записано').waitFor()
  return cipher
}

/** Gives every task of the work on the screen one key; whether the expert is stopped, once the server has said so or taken all. */
async function mark(page: Page): Promise<boolean> {
  for (let given = 0; given < hands.taskIds.length; given++) await page.keyboard.press('0')
  await page.locator('.saved').getByText(/Сохранено|Проверка приостановлена/).waitFor()
  return await page.locator('.saved').getByText('Проверка приостановлена').count() > 0
}

test('the commission attaches criteria as PDF and says where each task stands; they open beside the work at its task', async () => {
  await chair.goto(`${stage.url}/quality`)
  const [variant] = stage.form.variants
  await chair.getByLabel(`вариант ${variant}`).setInputFiles({ name: 'критерии.pdf', mimeType: 'application/pdf', buffer: await criteriaPdf() })
  await chair.getByText('приложены, страниц: 2').waitFor()
  await chair.getByText('На какой странице критерии задания').click()
  const pages = chair.locator('.criteria-tasks')
  await pages.getByLabel('2', { exact: true }).fill('2')
  await look(chair, 'quality-criteria')
  await pages.getByRole('button', { name: 'Записать' }).click()
  await expect.poll(async () => (await stage.db.selectFrom('criteria').select('tasks').executeTakeFirstOrThrow()).tasks).toEqual({ 2: 2 })

  const { page, context } = await hands.enter('expert-1')
  await go(page)
  await shownCipher(page)
  await page.keyboard.press('KeyK')
  const pane = page.getByRole('region', { name: 'Критерии' })
  await pane.getByRole('img', { name: /1/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  await pane.getByRole('img', { name: /2/ }).waitFor()
  await look(page, 'quality-criteria-beside')
  await page.keyboard.press('KeyK')
  await pane.waitFor({ state: 'detached' })
  await context.close()
})

test('a practice work comes first and shows the agreed scores; a failed seed stops the expert until the chair lets him go on', async () => {
  const practice = await agree(1, 'пробная', 'Единицы измерения обязательны.')
  const seed = await agree(2, 'контрольная', '')
  await chair.goto(`${stage.url}/quality`)
  await chair.getByRole('button', { name: 'Раздать тем, кто ещё не начал' }).click()
  await chair.getByText('Роздано работ: 2, экспертам: 1').waitFor()

  const { page } = await hands.enter('expert-1')
  const queue = (await ask<ExpertQueue>(page, '/api/expert/queue')).batches[0]!
  expect(queue.works).toHaveLength(WORKS + 2)
  for (const cipher of [practice, seed]) expect(queue.works.map((work) => work.cipher)).not.toContain(cipher)
  expect(queue.works.map((work) => work.practice)).toEqual([true, ...Array.from({ length: WORKS + 1 }, () => false)])

  await go(page)
  let cipher = await shownCipher(page)
  await page.getByRole('heading', { name: 'Пробная работа' }).waitFor()
  await mark(page)
  await page.keyboard.press('Enter')
  await page.getByText('Единицы измерения обязательны.').waitFor()
  await look(page, 'quality-practice')
  await page.keyboard.press('Enter')
  const marked: string[] = []
  for (let stopped = false; !stopped;) {
    // The seed may be the last of all: then going back to the first work leaves it behind.
    if (marked.length === WORKS + 1) await page.goto(`${stage.url}/works/${marked[0]}`)
    cipher = await shownCipher(page, cipher)
    stopped = await mark(page)
    marked.push(cipher)
    expect(marked.length).toBeLessThanOrEqual(WORKS + 2)
    if (!stopped) await page.keyboard.press('Enter')
  }
  await look(page, 'quality-stopped')
  const { stopped } = (await ask<ExpertQueue>(page, '/api/expert/queue')).batches[0]!
  expect(stopped).toMatch(/Проверка приостановлена/)
  for (const one of [practice, seed, ...marked]) expect(stopped).not.toContain(one)

  await chair.goto(`${stage.url}/quality`)
  await chair.getByText('Проверка приостановлена у экспертов: Эксперт 1').waitFor()
  await look(chair, 'quality-results')
  await chair.getByRole('button', { name: 'Разрешить продолжить' }).click()
  await expect.poll(async () => (await ask<ExpertQueue>(page, '/api/expert/queue')).batches[0]!.stopped).toBeNull()
})
