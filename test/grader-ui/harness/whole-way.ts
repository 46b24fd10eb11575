import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { municipalityScans, type MunicipalScan } from '../../../fixtures/municipality-scans.ts'
import { planMunicipality, type Municipality } from '../../../fixtures/municipality.ts'
import type { ExpertWork } from '../../../grader-ui/api/expert.ts'
import type { Doubt } from '../../../grader-ui/api/school.ts'
import { readConfig } from '../../../storage/config.ts'
import { foundCampaign } from '../../../workers/demo/found-campaign.ts'
import { HttpPerson } from '../../../workers/demo/http-person.ts'
import { untilDone } from '../../../workers/demo/until-done.ts'
import { runServer, type RunningServer } from '../../../workers/run-server.ts'
import { accessibilityProblems, openBrowser, takeScreenshot } from '../../harness/browser.ts'

const PASSWORD = 'whole-way-password'

/** A municipality with one form and one work a school, its scans, a server as people start it, and a browser. */
export interface WholeWay {
  readonly folder: string
  readonly municipality: Municipality
  readonly scans: readonly MunicipalScan[]
  readonly server: RunningServer
  readonly browser: Browser
  /** Logs somebody into a fresh browser window. */
  enter(login: string): Promise<Page>
  /** Somebody without a browser, for what the test does not look at. */
  person(login: string): Promise<HttpPerson>
  /** All tasks are done. */
  settled(): Promise<void>
  /** Keeps a picture of the page and finds nothing that axe objects to; once a name: the same page needs no second look. */
  look(page: Page, name: string): Promise<void>
  /** What the server holds of an expert's scores for a work, newest of each task. */
  scoresOf(cipher: string, expertId: string): Promise<readonly string[]>
  close(): Promise<void>
}

export async function openWholeWay(formId: string): Promise<WholeWay> {
  const folder = mkdtempSync(join(tmpdir(), 'sverka-whole-way-'))
  const whole = await planMunicipality({ seed: 'whole way', worksAForm: 1 })
  const municipality = { ...whole, forms: whole.forms.filter((form) => form.id === formId), works: whole.works.filter((work) => work.form === formId) }
  const scans: MunicipalScan[] = []
  for await (const scan of municipalityScans(municipality)) scans.push(scan)
  const config = readConfig({ SVERKA_DATA_DIR: folder, SVERKA_PORT: '0' })
  if (!config.ok) throw new Error(config.reason.join())
  const server = await runServer({ config: config.value, log: pino({ level: 'warn' }), loginsPerMinute: 1000 })
  await foundCampaign({ db: server.engines.database.db, blobs: server.engines.blobs, municipality, password: PASSWORD, at: new Date() })
  const browser = await openBrowser()
  const person = (login: string): Promise<HttpPerson> => new HttpPerson(server.url).login(login, PASSWORD)
  const seen = new Set<string>()
  const look = async (page: Page, name: string): Promise<void> => {
    if (seen.has(name)) return
    seen.add(name)
    await takeScreenshot(page, name)
    expect(await accessibilityProblems(page), name).toEqual([])
  }
  return {
    folder, municipality, scans, server, browser, person, look,
    async enter(login) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'ru-RU' })
      const page = await context.newPage()
      await page.goto(server.url)
      await page.getByLabel('Логин').waitFor()
      await look(page, 'login')
      await page.getByLabel('Логин').fill(login)
      await page.getByLabel('Пароль').fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Выйти' }).waitFor()
      return page
    },
    settled: () => untilDone(server.engines.database.db, () => Promise.resolve()),
    async scoresOf(cipher, expertId) {
      const { tasks } = await (await person(expertId)).get<ExpertWork>(`/api/expert/works/${cipher}`)
      return tasks.filter(({ score }) => score !== null).map(({ id, score }) => `${id}: ${score}`).sort()
    },
    async close() {
      await browser.close()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What a coordinator presses: one key where one will do, else the digits and Enter. */
export function keysFor(doubt: Doubt, value: string): readonly string[] {
  if (value === 'discard' || value === 'убрать') return ['Delete']
  if (doubt.kind === 'page') return ['Enter']
  if (value === 'X') return ['KeyX']
  if (value === 'Н/П') return ['KeyY']
  if (value === '') return ['Space']
  const oneKey = doubt.kind === 'mark' || doubt.kind === 'variant' || doubt.kind === 'score'
  return oneKey ? [value] : [...value, 'Enter']
}

/** The cipher of the work that is open now, once it is another than `before`; null when the desk is. */
export async function openedCipher(page: Page, before: string | null): Promise<string | null> {
  await page.waitForURL((url) => before === null ? url.pathname.startsWith('/works/') : !url.pathname.endsWith(before))
  const { pathname } = new URL(page.url())
  return pathname === '/' ? null : pathname.split('/').at(-1)!
}

/** Whether the answer box of the current task lies within the frame, or fills it from its top. */
export async function markIsInSight(page: Page): Promise<boolean> {
  const [frame, mark] = await Promise.all(['.frame', '.frame .mark'].map((place) => page.locator(place).first().boundingBox()))
  if (!frame || !mark) return false
  return mark.y >= frame.y && (mark.y + mark.height <= frame.y + frame.height || mark.height > frame.height) && mark.x >= frame.x - 1
}
