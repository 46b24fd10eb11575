import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** A real Chromium without a window. Throws with the Debian package's name where it is missing: a browser test is never skipped. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`Нет ${CHROMIUM}: установите пакет Debian «chromium» (apt-get install chromium).`)
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

/** What axe finds wrong with a page, one line a violation with the first place. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map((one) => `${one.id}: ${one.help} (${one.nodes[0]?.html.slice(0, 160)})`)
}

/** Saves a picture of the page into the folder named by SVERKA_SCREENSHOTS; without it nothing is saved. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SVERKA_SCREENSHOTS']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
