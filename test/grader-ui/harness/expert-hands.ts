import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { drawScores } from '../../../fixtures/plan-work.ts'
import { seededRandom } from '../../../fixtures/random.ts'
import { accessibilityProblems, takeScreenshot } from '../../harness/browser.ts'
import { enterAs, type MarkingStage } from './marking-stage.ts'

export const DESK = { width: 1280, height: 720 }
export const TABLET = { width: 820, height: 1180 }

/** What an expert of the stage does in a browser, and what the database then holds of it. */
export interface ExpertHands {
  enter(login: string, viewport?: typeof DESK): Promise<{ context: BrowserContext; page: Page }>
  readonly taskIds: readonly string[]
  /** The scores that a test means to give to a work: drawn by its cipher. */
  intended(cipher: string): Record<string, string>
  /** The newest scores that the database holds of an expert, by cipher and task. */
  heldScores(expert: string): Promise<Record<string, Record<string, string>>>
  heldOf(expert: string, cipher: string): Promise<Record<string, string>>
}

export function expertHands(stage: MarkingStage, browser: Browser): ExpertHands {
  const heldScores: ExpertHands['heldScores'] = async (expert) => {
    const rows = await stage.db.selectFrom('grade as g').innerJoin('assignment as a', 'a.id', 'g.assignment_id').innerJoin('work as w', 'w.id', 'a.work_id').select(['w.cipher', 'g.task', 'g.score'])
      .where('a.expert_id', '=', expert).orderBy('g.seq').execute()
    const held: Record<string, Record<string, string>> = {}
    for (const row of rows) (held[row.cipher] ??= {})[row.task] = row.score
    return held
  }
  return {
    async enter(login, viewport = DESK) {
      const context = await browser.newContext({ viewport, locale: 'ru-RU' })
      const page = await context.newPage()
      await enterAs(page, stage.url, login)
      await page.getByRole('heading', { name: 'Физика, 7 класс' }).waitFor()
      return { context, page }
    },
    taskIds: stage.form.tasks.map(({ id }) => id),
    intended: (cipher) => drawScores(stage.form, seededRandom(cipher)),
    heldScores,
    heldOf: async (expert, cipher) => (await heldScores(expert))[cipher] ?? {},
  }
}

export const ask = <T>(page: Page, path: string): Promise<T> => page.evaluate(async (url) => (await fetch(url)).json() as unknown, path) as Promise<T>
export const keyOf = (score: string): string => (score === 'X' ? 'KeyX' : score === 'Н/П' ? 'KeyY' : score)
export const saved = (page: Page): Promise<void> => page.getByText('Сохранено').waitFor()
export const go = (page: Page): Promise<void> => page.getByRole('link', { name: /Начать проверку|Продолжить/ }).click()

/** The cipher of the work on the screen, once its tasks are there. */
export async function shownCipher(page: Page, before: string | null = null): Promise<string> {
  await page.waitForURL(({ pathname }) => pathname.startsWith('/works/') && pathname !== `/works/${before}`)
  const cipher = new URL(page.url()).pathname.split('/').at(-1)!
  await page.locator(`h1 .cipher[title="${cipher}"]`).waitFor()
  return cipher
}

/** Keeps a picture of the page and finds nothing that axe objects to. */
export async function look(page: Page, name: string): Promise<void> {
  await takeScreenshot(page, name)
  expect(await accessibilityProblems(page), name).toEqual([])
}
