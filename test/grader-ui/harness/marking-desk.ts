import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach } from 'vitest'
import { openBrowser, takeScreenshot } from '../../harness/browser.ts'
import { openMemoryDatabase } from '../../harness/memory-database.ts'
import { expertHands, type ExpertHands } from './expert-hands.ts'
import { enterAs, openMarkingStage, type MarkingStage } from './marking-stage.ts'

/** Opens a stage in a memory database and a browser before it, for all tests of the file; a test that fails leaves pictures of every page as `failed-NAME-…`. `enter` opens a window of its own for a login. */
export async function openMarkingDesk(name: string, options: Omit<Parameters<typeof openMarkingStage>[0], 'database'>): Promise<{
  readonly stage: MarkingStage; readonly browser: Browser; readonly hands: ExpertHands; readonly enter: (login: string) => Promise<Page>
}> {
  const database = await openMemoryDatabase()
  const stage = await openMarkingStage({ database, ...options })
  const browser = await openBrowser()
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    for (const [index, page] of browser.contexts().flatMap((context) => context.pages()).entries()) await takeScreenshot(page, `failed-${name}-${index}`)
  })
  afterAll(async () => {
    await browser.close()
    await stage.close()
    await database.close()
  })
  const enter = async (login: string): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
    await enterAs(page, stage.url, login)
    return page
  }
  return { stage, browser, hands: expertHands(stage, browser), enter }
}
