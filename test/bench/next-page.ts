import { loadavg } from 'node:os'
import { ensureWebBuilt } from '../../workers/ensure-web-built.ts'
import { openBrowser } from '../harness/browser.ts'
import { openMemoryDatabase } from '../harness/memory-database.ts'
import { enterAs, openMarkingStage } from '../grader-ui/harness/marking-stage.ts'

/**
 * How soon the next page is on the screen: `npm run bench -- next-page`. In Chromium, on pages of 200 dpi: from the key to the frame that shows the
 * picture of the next work (Enter) and of the next page (→), its pixels decoded.
 */
const WORKS = 40

await ensureWebBuilt()
const database = await openMemoryDatabase()
const stage = await openMarkingStage({ database, works: WORKS, papers: 3 })
const browser = await openBrowser()
try {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'ru-RU' })).newPage()
  await enterAs(page, stage.url, 'expert-1')
  await page.getByRole('link', { name: 'Начать проверку' }).click()
  await page.locator('.task').first().waitFor()
  /** Presses a key inside the page and waits for the frame in which another picture than before is decoded and shown. */
  const shownAfter = (key: string): Promise<number> => page.evaluate(`new Promise((resolve) => {
    const before = document.querySelector('.picture img')?.src
    const from = performance.now()
    dispatchEvent(new KeyboardEvent('keydown', { key: ${JSON.stringify(key)}, bubbles: true }))
    const look = () => {
      const picture = document.querySelector('.picture img')
      if (!picture || picture.src === before || !picture.complete || picture.naturalWidth === 0) return requestAnimationFrame(look)
      picture.decode().then(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - from))))
    }
    requestAnimationFrame(look)
  })`)
  const works: number[] = []
  const pages: number[] = []
  for (let work = 0; work + 1 < WORKS; work++) {
    for (let given = 0; given < stage.form.tasks.length; given++) {
      await page.keyboard.press('1')
      // A person looks at an answer; here a quarter of a second.
      await page.waitForTimeout(250)
    }
    await page.keyboard.press('ArrowLeft')
    await page.waitForTimeout(250)
    pages.push(await shownAfter('ArrowRight'))
    works.push(await shownAfter('Enter'))
  }
  const p = (values: readonly number[], share: number): string => `${[...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!.toFixed(0)} ms`
  for (const [name, values] of [['next work', works], ['next page', pages]] as const) console.log(`${name}: ${values.length} times, p50 ${p(values, 0.5)}, p95 ${p(values, 0.95)}, worst ${p(values, 1)}`)
  console.log(`load of the machine ${loadavg().map((one) => one.toFixed(1)).join(' ')}`)
} finally {
  await browser.close()
  await stage.close()
  await database.close()
}
