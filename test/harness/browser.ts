import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** A real Chromium without a window. Throws with the Debian package's name where it is missing: a browser test is never skipped. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`Нет ${CHROMIUM}: установите пакет Debian «chromium» (apt-get install chromium).`)
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

/**
 * What axe finds wrong with a page in the light and in the dark colours, one line a violation with the first place. Our pages have no frames: the legacy
 * mode asks the page itself instead of opening another one for the summary, and what is right needs no listing. Both together take a third of the time.
 */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  const problems: string[] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] }).analyze()
    problems.push(...violations.map((one) => `${colorScheme}: ${one.id}: ${one.help} (${one.nodes[0]?.html.slice(0, 160)})`))
  }
  return problems
}

/** Drags files and folders of the disk over a place of the page and lets them go there, as from a window of the system: the browser itself makes their entries. */
export async function dropFiles(page: Page, onto: Locator, paths: readonly string[]): Promise<void> {
  await onto.scrollIntoViewIfNeeded()
  const box = (await onto.boundingBox())!
  const session = await page.context().newCDPSession(page)
  const place = { x: box.x + box.width / 2, y: box.y + 10, data: { items: [], files: [...paths], dragOperationsMask: 1 } }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...place })
  await session.detach()
}

/** Everything that a person's browser is told, from now on: every address with the bytes that came back. Streams that stay open are left out. */
export function recordAnswers(context: BrowserContext): () => Promise<readonly Answer[]> {
  const answers: Promise<Answer | null>[] = []
  context.on('response', (response) => {
    if (response.url().endsWith('/api/events')) return
    // A redirect, an answer from the cache and a cut connection have no body.
    answers.push(response.body().then((body) => ({ url: response.url(), headers: JSON.stringify(response.headers()), body }), () => null))
  })
  return async () => (await Promise.all(answers)).filter((answer) => answer !== null)
}

export interface Answer { readonly url: string; readonly headers: string; readonly body: Buffer }

/** Saves a picture of the page into the folder named by SVERKA_SCREENSHOTS; without it nothing is saved. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SVERKA_SCREENSHOTS']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

/** The page on a telephone in the dark, where nothing may run out of the window sideways, and, dark as it is, as the office prints it: on white. */
export async function lookOtherwise(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  await takeScreenshot(page, `${name}-narrow`)
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
  await page.setViewportSize({ width: 1280, height: 720 })
  const folder = process.env['SVERKA_SCREENSHOTS']
  if (folder) await page.pdf({ path: `${folder}/${name}.pdf`, format: 'A4', printBackground: false })
  await page.emulateMedia({ colorScheme: 'light' })
  if (over > 0) throw new Error(`${name} is ${over} px wider than the window of a telephone`)
}
