import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { planMunicipality, type Municipality } from '../../../fixtures/municipality.ts'
import type { Db } from '../../../storage/database/database.ts'
import { readConfig } from '../../../storage/config.ts'
import { foundCampaign } from '../../../workers/demo/found-campaign.ts'
import { HttpPerson } from '../../../workers/demo/http-person.ts'
import { runServer } from '../../../workers/run-server.ts'
import { openBrowser } from '../../harness/browser.ts'

const PASSWORD = 'school-stage-password'

/** A running server with the demo's people and forms, nothing uploaded, and a browser beside it. */
export interface SchoolStage {
  readonly url: string
  readonly db: Db
  readonly municipality: Municipality
  /** Where files can be put that are to be chosen in the browser; gone after `close`. */
  readonly folder: string
  /** A window in which the coordinator of a school has logged in, at the server's own address or another that leads there. */
  window(wanted?: { readonly school?: number; readonly url?: string; readonly options?: BrowserContextOptions }): Promise<Page>
  /** The same coordinator without a window. */
  person(school?: number): Promise<HttpPerson>
  close(): Promise<void>
}

/** `worker: false`: nothing that is uploaded is read. */
export async function openSchoolStage({ worker = true, seed = 'school stage' }: { readonly worker?: boolean; readonly seed?: string } = {}): Promise<SchoolStage> {
  const folder = mkdtempSync(join(tmpdir(), 'sverka-school-stage-'))
  const municipality = await planMunicipality({ seed, worksAForm: 1 })
  const config = readConfig({ SVERKA_DATA_DIR: join(folder, 'data'), SVERKA_PORT: '0' })
  if (!config.ok) throw new Error(config.reason.join())
  const server = await runServer({ config: config.value, log: pino({ level: 'warn' }), worker, loginsPerMinute: 1000 })
  const { db } = server.engines.database
  await foundCampaign({ db, blobs: server.engines.blobs, municipality, password: PASSWORD, at: new Date() })
  const browser: Browser = await openBrowser()
  const loginOf = (school: number): string => municipality.schools[school]!.login
  return {
    url: server.url, db, municipality, folder,
    async window({ school = 0, url = server.url, options = {} } = {}) {
      const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'ru-RU', ...options })).newPage()
      await page.goto(url)
      await page.getByLabel('Логин').fill(loginOf(school))
      await page.getByLabel('Пароль').fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Выйти' }).waitFor()
      return page
    },
    person: (school = 0) => new HttpPerson(server.url).login(loginOf(school), PASSWORD),
    async close() {
      await browser.close()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
